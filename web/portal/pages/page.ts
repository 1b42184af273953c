import type { ReactNode } from 'react'
import type { PortalView } from '../../../src/publication/contract.ts'
import type { Crumb } from '../parts/Crumbs.tsx'
import type { Words } from '../words.ts'

/** The view of one page, by its name. */
export type View<Name extends PortalView['page']> = Extract<PortalView, { page: Name }>

/**
 * What every page file exports, in this order: the document's title, the path to it, what search engines may do
 * with it, the day its data is of, and its content.
 */
export interface Page<V extends PortalView> {
  title(view: V, words: Words): string
  /** From the start page down to this page; empty on the start page itself. */
  crumbs(view: V, words: Words): Crumb[]
  robots: string
  /** YYYY-MM-DD; null when the page shows no data. */
  asOf(view: V): string | null
  /** A script that this page alone is better with. */
  script?: 'scan'
  Content(props: { view: V }): ReactNode
}
