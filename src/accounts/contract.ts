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

export const Done = Type.Object({ done: Type.Integer({ description: '办理的件数' }) }, { $id: 'Done' })
