import { CLIENT_ID, clientSecretOf, PROVIDER_PATH } from '../../src/app/sign-in/provider.ts'
import type { ExternalProvider } from '../../src/app/sign-in/settings.ts'

/** The provider inside a test's world at this address, as another platform would be told of it. */
export const embeddedClient = (address: string): ExternalProvider => ({
  issuer: `${address}${PROVIDER_PATH}`,
  clientId: CLIENT_ID,
  clientSecret: clientSecretOf({ publicAddress: () => address, secret: Buffer.alloc(32, 7) }),
})
