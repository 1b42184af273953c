/**
 * 角色: a role is a set of route ids. Whoever adds a route that is `granted` names it here; a test holds the ids against the
 * list of routes in both directions.
 */

/** Whose matters the role is about: those of an authority, those of the whole province's centre, or those of one subject. */
export type RoleOf = 'authority' | 'centre' | 'subject'

export interface Role {
  name: string
  english: string
  /** Who can hold it. */
  holder: 'person' | 'client'
  of: RoleOf
  /** The office decides about somebody: signing in needs a second factor. */
  decides: boolean
  routes: readonly string[]
}

const SENDING = ['submission.create']

export const ROLES = {
  sending_clerk: {
    name: '报送员',
    english: 'sending clerk',
    holder: 'person',
    of: 'authority',
    decides: false,
    routes: SENDING,
  },
  authority_head: {
    name: '部门负责人',
    english: 'head of an authority',
    holder: 'person',
    of: 'authority',
    decides: true,
    routes: ['member.list', 'batch-check.answer'],
  },
  authority_admin: {
    name: '机构管理员',
    english: 'administrator of an authority',
    holder: 'person',
    of: 'authority',
    decides: true,
    routes: ['member.list', 'member.appoint', 'member.dismiss'],
  },
  data_steward: {
    name: '数据管理员',
    english: 'data steward',
    holder: 'person',
    of: 'centre',
    decides: true,
    routes: [],
  },
  centre_operator: {
    name: '中心经办',
    english: 'officer of the centre',
    holder: 'person',
    of: 'centre',
    decides: true,
    routes: ['proposal.list', 'representation.propose', 'batch-check.answer'],
  },
  centre_head: {
    name: '中心负责人',
    english: 'head of the centre',
    holder: 'person',
    of: 'centre',
    decides: true,
    routes: ['proposal.list', 'representation.decide'],
  },
  centre_editor: {
    name: '中心编辑',
    english: 'editor of the centre',
    holder: 'person',
    of: 'centre',
    decides: false,
    routes: [],
  },
  objection_officer: {
    name: '异议经办',
    english: 'objection officer',
    holder: 'person',
    of: 'authority',
    decides: true,
    routes: [],
  },
  repair_officer: {
    name: '修复经办',
    english: 'repair officer',
    holder: 'person',
    of: 'authority',
    decides: true,
    routes: [],
  },
  review_officer: {
    name: '复核',
    english: 'review officer',
    holder: 'person',
    of: 'authority',
    decides: true,
    routes: [],
  },
  counter_clerk: {
    name: '服务窗口',
    english: 'counter clerk',
    holder: 'person',
    of: 'authority',
    decides: false,
    routes: ['batch-check.answer'],
  },
  auditor: {
    name: '审计员',
    english: 'auditor',
    holder: 'person',
    of: 'centre',
    decides: true,
    routes: ['read.search'],
  },
  platform_operator: {
    name: '平台运维',
    english: 'operator of the platform',
    holder: 'person',
    of: 'centre',
    decides: true,
    routes: [],
  },
  subject_representative: {
    name: '主体代表',
    english: 'representative of a subject',
    holder: 'person',
    of: 'subject',
    decides: false,
    routes: ['read.mine', 'special-report.issue', 'credential.issue'],
  },
  sending_client: {
    name: '报送客户端',
    english: 'sending client',
    holder: 'client',
    of: 'authority',
    decides: false,
    routes: SENDING,
  },
  feed_client: {
    name: '共享客户端',
    english: 'feed client',
    holder: 'client',
    of: 'authority',
    decides: false,
    routes: [],
  },
} as const satisfies Record<string, Role>

export type RoleId = keyof typeof ROLES

export const isRole = (id: string): id is RoleId => Object.hasOwn(ROLES, id)

export const roleOf = (id: RoleId): Role => ROLES[id]

/** The roles that open a route. */
export const rolesOf = (routeId: string): RoleId[] =>
  (Object.keys(ROLES) as RoleId[]).filter((id) => roleOf(id).routes.includes(routeId))
