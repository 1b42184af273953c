import type { FastifyInstance, FastifyReply } from 'fastify'
import { toDataURL } from 'qrcode'
import {
  beginTotp,
  bindIdentity,
  closeInvitation,
  confirmTotp,
  createCredential,
  findInvitation,
  pendingTotp,
  totpAddress,
} from '../../accounts/index.ts'
import { invalid, type Tx, XinwangError } from '../../kernel/index.ts'
import { appendAct } from '../../ledger/index.ts'
import type { FormPage } from '../../publication/contract.ts'
import { fieldOf, type SignInPages } from './pages.ts'
import { EMBEDDED_ISSUER } from './relying-party.ts'
import { derivedKey } from './settings.ts'

const openingForm = (token: string, name: string, loginName: string, problem: string | null): FormPage => ({
  title: '开通账号',
  lead: `${name}，请设置登录名和密码。密码至少 12 个字符，可以用几个词组成一句话，不要求大小写或符号。`,
  problem,
  action: `/invitation/${encodeURIComponent(token)}`,
  fields: [
    {
      name: 'loginName',
      label: '登录名',
      hint: '3 至 40 位小写字母或数字',
      type: 'text',
      autocomplete: 'username',
      value: loginName,
    },
    { name: 'password', label: '密码', type: 'password', autocomplete: 'new-password', value: '' },
    { name: 'again', label: '再输一次', type: 'password', autocomplete: 'new-password', value: '' },
  ],
  submit: '下一步',
  links: [],
})

const doneForm = (keep?: string[]): FormPage => ({
  title: '账号已开通',
  lead: keep
    ? '请把下面的恢复码抄下或打印，放在稳妥的地方。手机不在身边时，每个可以代替动态口令用一次；离开本页后不再显示。'
    : '现在可以登录了。',
  problem: null,
  action: '',
  fields: [],
  submit: null,
  ...(keep ? { keep } : {}),
  links: [{ text: '去登录', address: '/sign-in' }],
})

async function secondFactorForm(token: string, secret: string, problem: string | null): Promise<FormPage> {
  return {
    title: '设置动态口令',
    lead: '您的岗位须用第二因素登录。请用手机上的身份验证器扫描下图，再填写它显示的 6 位数字。',
    problem,
    picture: {
      address: await toDataURL(totpAddress(secret, '信网'), {
        errorCorrectionLevel: 'M',
        margin: 2,
        width: 240,
      }),
      alt: '动态口令的二维码，内容与下面的密钥相同',
      text: secret.replace(/(.{4})(?=.)/g, '$1 '),
    },
    action: `/invitation/${encodeURIComponent(token)}/second-factor`,
    fields: [{ name: 'code', label: '动态口令', type: 'code', autocomplete: 'one-time-code', value: '' }],
    submit: '完成开通',
    links: [],
  }
}

/** Opening an account by the link that the administrator gave: at the embedded provider, or by the province's identity. */
export function addInvitationPages(scope: FastifyInstance, pages: SignInPages): void {
  const { database, clock, settings, show } = pages
  const sealingKey = derivedKey(settings, 'totp')
  const address = '/invitation/:token'

  scope.get<{ Params: { token: string } }>(address, async ({ params: { token } }, reply) => {
    const { name } = await database.read((tx) => findInvitation(tx, clock, token))
    if (settings.external) return reply.redirect(`/sign-in?invitation=${encodeURIComponent(token)}`)
    return show(reply, openingForm(token, name, '', null))
  })

  scope.post<{ Params: { token: string } }>(address, async (request, reply) => {
    const { token } = request.params
    const [loginName, password] = [fieldOf(request, 'loginName'), fieldOf(request, 'password')]
    const { name } = await database.read((tx) => findInvitation(tx, clock, token))
    return orAgain(
      reply,
      show,
      (problem) => openingForm(token, name, loginName, problem),
      async () => {
        if (password !== fieldOf(request, 'again')) throw notTheSame()
        const secret = await database.transact(async (tx) => {
          const { personId, decides } = await findInvitation(tx, clock, token)
          await createCredential(tx, clock, { personId, loginName, password })
          if (decides) return beginTotp(tx, sealingKey, personId)
          await finish(pages, tx, token)
          return undefined
        })
        return secret === undefined ? doneForm() : secondFactorForm(token, secret, null)
      },
    )
  })

  scope.post<{ Params: { token: string } }>(`${address}/second-factor`, async (request, reply) => {
    const { token } = request.params
    const secret = await database.read(async (tx) => {
      const { personId } = await findInvitation(tx, clock, token)
      return pendingTotp(tx, sealingKey, personId)
    })
    if (secret === undefined) return reply.redirect(`/invitation/${encodeURIComponent(token)}`, 303)
    return orAgain(
      reply,
      show,
      (problem) => secondFactorForm(token, secret, problem),
      () =>
        database.transact(async (tx) => {
          const { personId } = await findInvitation(tx, clock, token)
          const codes = await confirmTotp(tx, clock, sealingKey, personId, fieldOf(request, 'code'))
          await finish(pages, tx, token)
          return doneForm(codes)
        }),
    )
  })
}

/** Shows what came of it; what was refused, on the same form again. */
async function orAgain(
  reply: FastifyReply,
  show: SignInPages['show'],
  again: (problem: string) => FormPage | Promise<FormPage>,
  work: () => Promise<FormPage>,
) {
  try {
    return await show(reply, await work())
  } catch (error) {
    if (!(error instanceof XinwangError) || error.kind === 'fault' || error.status === 404) throw error
    return show(reply.code(error.status), await again(`${error.message}${error.next ?? ''}`))
  }
}

const notTheSame = () =>
  invalid({ code: 'APP_PASSWORDS_DIFFER', message: '两次输入的密码不一样。', next: '请重新输入。' })

async function finish({ clock }: SignInPages, tx: Tx, token: string): Promise<void> {
  const { personId, name } = await findInvitation(tx, clock, token)
  await bindIdentity(tx, personId, { issuer: EMBEDDED_ISSUER, externalId: personId })
  await closeInvitation(tx, clock, token)
  await appendAct(tx, {
    operation: 'invitation.accept',
    actor: { kind: 'officer', name: `${name} (${personId})` },
    payload: { person: personId, issuer: EMBEDDED_ISSUER },
    at: clock.now(),
  })
}
