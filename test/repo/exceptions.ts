/**
 * Where a rule of the house does not hold yet, and why. These lists may only shrink: a test fails when an entry is no
 * longer needed, and when there are more entries than the number beside the list allows.
 */

/** An exception and the reason for it. */
export type Exceptions = Readonly<Record<string, string>>

/** Imports across the order: `importer → target`. */
export const IMPORT_EXCEPTIONS: Exceptions = {
  'src/app/seed.ts → seed/samples.ts':
    'app is the main that fills an empty platform with the invented province',
  'src/app/commands/up.ts → scripts/build-web.ts':
    'the first start builds the pages; the build tool is loaded only then',
  'bench/intake.ts → src/app/reference.ts': 'the bench loads the same reference data as the program',
  'scripts/fresh/documents.ts → src/app/server.ts':
    'the documents describe the routes, which the program lists',
  'scripts/shots.ts → test/support/browser.ts': 'pictures are taken with the browser that the tests use',
  'scripts/test.ts → test/support/browser.ts':
    'says beforehand which tests a machine without a browser leaves out',
  'scripts/shots.ts → web/portal/fixture-server.ts': 'pictures are taken of the fixtures',
  'scripts/shots.ts → web/portal/fixtures.ts': 'pictures are taken of the fixtures',
}
export const IMPORT_EXCEPTIONS_MAX = 8

/** SQL in TypeScript: files, because a statement there has no name. */
export const INLINE_SQL_EXCEPTIONS: Exceptions = {
  'src/kernel/database.ts': 'BEGIN, COMMIT and ROLLBACK are what a transaction is made of',
  'src/kernel/migrate.ts': 'runs before there is a schema to prepare against',
  'src/kernel/copy.ts': 'COPY takes its columns from the caller and cannot be prepared',
  'src/kernel/postgres/embedded.ts': 'asks a server that has no schema yet whether it is up',
  'src/collection/intake.ts': 'the lock of a session and its time-out, outside any transaction and any table',
  'src/app/server.ts': 'SELECT 1: the health of the connection, of no table',
}
export const INLINE_SQL_EXCEPTIONS_MAX = 6

/** Packages that no file imports. */
export const UNIMPORTED_PACKAGES: Exceptions = {
  '@biomejs/biome': 'the formatter and linter, a command',
  '@types/node': 'types of the platform',
  '@types/pg': 'types of pg',
  '@types/oidc-provider': 'types of oidc-provider',
  '@types/pdfmake': 'types of pdfmake',
  '@types/qrcode': 'types of qrcode',
  '@expo-google-fonts/noto-sans-sc': 'the fonts of reports, read as files',
  '@tanstack/react-query': 'of the work in hand',
  '@tanstack/react-router': 'of the work in hand',
  antd: 'of the work in hand',
  'graphile-worker': 'of the work in hand',
  jose: 'of the work in hand',
  mysql2: 'of the work in hand',
  'opencc-js': 'of the work in hand',
  'pinyin-pro': 'of the work in hand',
  standardwebhooks: 'of the work in hand',
  '@types/pg-copy-streams': 'types of pg-copy-streams',
  '@types/react': 'types of react',
  '@types/react-dom': 'types of react-dom',
  '@types/yauzl': 'types of yauzl',
  '@typescript/native': 'the type checker, a command',
}
export const UNIMPORTED_PACKAGES_MAX = 21

/** Too long functions and files, and names that say nothing. */
export const SIZE_EXCEPTIONS: Exceptions = {}
export const SIZE_EXCEPTIONS_MAX = 0
