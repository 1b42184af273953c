import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/**
 * Two builds of the public portal (scripts/build-web.ts runs both): the server renderer `web/portal/server.tsx`,
 * because Node does not run TSX, and the files that browsers fetch. No page needs a script.
 */
export default defineConfig(({ command, isSsrBuild }) => ({
  plugins: [react()],
  publicDir: false,
  // React is bundled, in its production form whatever the environment says.
  ssr: { noExternal: ['react', 'react-dom'] },
  ...(command === 'build' ? { define: { 'process.env.NODE_ENV': '"production"' } } : {}),
  build: {
    target: isSsrBuild ? 'node20' : 'chrome100',
    cssTarget: 'chrome100',
    // A data: address would be refused by `default-src 'self'`.
    assetsInlineLimit: 0,
    ...(isSsrBuild
      ? { rolldownOptions: { input: 'web/portal/server.tsx', output: { entryFileNames: 'server.js' } } }
      : {
          manifest: 'vite-manifest.json',
          rolldownOptions: {
            input: ['web/portal/styles/portal.css', 'web/portal/icon.svg', 'web/portal/scan.ts'],
          },
        }),
  },
}))
