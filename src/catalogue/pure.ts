/** The door of the catalogue without Node imports: usable in a browser. */
export * from './condition.ts'
export * from './describe.ts'
export * from './header.ts'
export * from './item-schema.ts'
export * from './law-schema.ts'
export * from './subject-class.ts'
