import { Type } from 'typebox'

const Nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()])

/** 我的账号: who is signed in, by which grants, and what those open. */
export const Me = Type.Object(
  {
    person: Type.Object({ id: Type.String(), name: Type.String() }),
    secondFactor: Type.Boolean({ description: '本次登录用了第二因素' }),
    csrf: Type.String({ description: '写操作须在请求头 x-xinwang-csrf 中带上' }),
    grants: Type.Array(
      Type.Object({
        role: Type.String(),
        roleName: Type.String(),
        authority: Nullable(Type.Object({ code: Type.String(), name: Type.String() })),
        subjectId: Nullable(Type.String()),
        regionPrefix: Nullable(Type.String()),
        items: Nullable(Type.Array(Type.String())),
        domains: Nullable(Type.Array(Type.String())),
      }),
    ),
    routes: Type.Array(Type.String(), { description: '可以使用的接口编号，菜单由此生成' }),
  },
  { $id: 'Me' },
)

/** 查询日志: one look at what is not public. */
export const Read = Type.Object(
  {
    at: Type.String({ format: 'date-time' }),
    route: Type.String(),
    reader: Type.String({ description: '查看人' }),
    authority: Nullable(Type.String({ description: '代表的机构' })),
    purpose: Type.String({ description: '用途' }),
    fieldsClass: Type.String({ description: '信息类别' }),
    subjectId: Nullable(Type.String()),
  },
  { $id: 'Read' },
)

export const ReadPage = Type.Object(
  { reads: Type.Array(Read), next: Type.Optional(Type.String({ description: '下一页的 after' })) },
  { $id: 'ReadPage' },
)

/** 人员名单: who holds an office at the authority. */
export const Members = Type.Object(
  {
    members: Type.Array(
      Type.Object({
        personId: Type.String(),
        name: Type.String(),
        role: Type.String(),
        roleName: Type.String(),
        endsOn: Type.String({ format: 'date' }),
        opened: Type.Boolean({ description: '账号已由本人开通' }),
      }),
    ),
  },
  { $id: 'Members' },
)

/** 任命: an office, and until when. */
export const Appoint = Type.Object(
  {
    name: Type.String({ maxLength: 200, description: '本人姓名' }),
    role: Type.String({ maxLength: 40, description: '角色编号，如 sending_clerk' }),
    endsOn: Type.String({ maxLength: 10, description: '任期最后一天，2027-03-01' }),
    items: Type.Optional(
      Type.Array(Type.String({ maxLength: 20 }), { maxItems: 100, description: '目录代码；不写为全部' }),
    ),
  },
  { $id: 'Appoint' },
)

export const Appointed = Type.Object(
  {
    personId: Type.String(),
    link: Type.String({ description: '开通链接的路径，只显示这一次' }),
    endsAt: Type.String({ format: 'date-time', description: '链接有效至' }),
  },
  { $id: 'Appointed' },
)

export const Dismiss = Type.Object(
  { personId: Type.String({ format: 'uuid', description: '人员的账号' }) },
  { $id: 'Dismiss' },
)

/** 待决定事项. */
export const Proposals = Type.Object(
  {
    proposals: Type.Array(
      Type.Object({
        proposalId: Type.String(),
        operation: Type.String(),
        payload: Type.Unsafe<Record<string, unknown>>({ type: 'object', additionalProperties: true }),
        proposer: Type.String(),
        proposedAt: Type.String({ format: 'date-time' }),
      }),
    ),
  },
  { $id: 'Proposals' },
)

export const ProposeRepresentation = Type.Object(
  {
    subjectId: Type.String({ pattern: '^[0-9]{1,18}$', description: '主体编号' }),
    name: Type.String({ maxLength: 100, description: '代表人姓名' }),
    capacity: Type.Union([Type.Literal('法定代表人'), Type.Literal('负责人'), Type.Literal('委托代理人')]),
    evidence: Type.String({ maxLength: 500, description: '核验过的材料及文号，不含身份证号码' }),
    endsOn: Type.String({ maxLength: 10, description: '代表期限最后一天' }),
  },
  { $id: 'ProposeRepresentation' },
)

export const Proposed = Type.Object({ proposalId: Type.String() }, { $id: 'Proposed' })

export const Decide = Type.Object(
  {
    proposalId: Type.String({ format: 'uuid' }),
    approve: Type.Boolean({ description: '同意' }),
    because: Type.String({ maxLength: 500, description: '理由' }),
  },
  { $id: 'Decide' },
)

export const Decided = Type.Object(
  { link: Type.Union([Type.String({ description: '开通链接的路径，只显示这一次' }), Type.Null()]) },
  { $id: 'Decided' },
)

export const Done = Type.Object({ done: Type.Integer({ description: '办理的件数' }) }, { $id: 'Done' })
