import type { FastifyInstance, FastifyReply } from 'fastify'
import type Provider from 'oidc-provider'
import type { Clock, Database } from '../../kernel/index.ts'
import type { FormPage } from '../../publication/contract.ts'
import { addInvitationPages } from './invitation-pages.ts'
import { addAccountPages, addIdentityPages, takeForms } from './pages.ts'
import { embeddedProvider, mountProvider } from './provider.ts'
import { addRelyingParty } from './relying-party.ts'
import type { SignInSettings } from './settings.ts'

/** Sign-in, opening an account, and the own account: at the embedded provider, or at somebody else's. */
export async function addSignIn(
  app: FastifyInstance,
  database: Database,
  clock: Clock,
  settings: SignInSettings,
  show: (reply: FastifyReply, form: FormPage) => Promise<FastifyReply>,
): Promise<void> {
  let made: Provider | undefined
  // Made with the first request: only then is it known on which address the server listens.
  const provider = () => {
    made ??= embeddedProvider(database, clock, settings)
    return made
  }
  const pages = { database, clock, settings, show }
  addRelyingParty(app, { database, clock, settings })
  if (!settings.external) await mountProvider(app, provider)
  await app.register(async (scope) => {
    takeForms(scope)
    if (!settings.external) addIdentityPages(scope, pages, provider)
    addInvitationPages(scope, pages)
    addAccountPages(scope, pages)
  })
}
