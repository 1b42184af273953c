/** The door of the catalogue for the server: everything of `pure.ts`, the loader and the published items. */
export * from './load.ts'
export * from './publish.ts'
export * from './pure.ts'
