import type { Readable } from 'node:stream'
import type { Static, TSchema } from 'typebox'

/**
 * Who may enter. `public`: anybody; `self`: any signed-in person, about their own account; `granted`: who holds a grant of
 * a role that lists the route's id.
 */
export type Permission = 'public' | 'self' | 'granted'

/** A file that arrives in a multipart request, as a stream that is read once. */
export interface IncomingFile {
  fileName: string
  stream: Readable
  /** Form fields that came before the file. */
  fields: Record<string, string>
}

/** A file that a handler answers with. The name is what the asker's machine saves it under. */
export interface OutgoingFile {
  fileName: string
  /** One of the route's `files`. */
  mediaType: string
  body: Buffer | Readable
  /** Shown in the browser (a PDF) rather than saved. */
  inline?: boolean
}

export interface RouteInput {
  path: unknown
  query: unknown
  body: unknown
  /** The exact bytes of a JSON body. */
  raw: Buffer | undefined
  file: (() => Promise<IncomingFile>) | undefined
}

/**
 * A route is data. From this one list come the server, the OpenAPI document, the permission table and the name of the
 * act. `id` is `noun.verb` and stable for ever.
 */
export interface Route<Context> {
  id: string
  method: 'GET' | 'POST'
  /** OpenAPI style: `/api/subjects/{code}`. */
  url: string
  may: Permission
  /**
   * The class of what is not public that this route shows. Each use is written to the read log, and the asker must say
   * for what purpose (`?purpose=`).
   */
  discloses?: string
  summary: string
  path?: TSchema
  query?: TSchema
  body?: TSchema
  /** Accepts `multipart/form-data` with one file beside a JSON body. */
  acceptsFile?: boolean
  reply: TSchema
  /** Media types of the files this route answers with instead of JSON; the handler then returns an `OutgoingFile`. */
  files?: string[]
  /** Codes this route can refuse with; each stands in the OpenAPI description. */
  refusals: string[]
  handler: (context: Context, input: RouteInput) => Promise<unknown>
}

/** Gives a handler its checked input types, which the route's schemas have already enforced. */
export function route<Context, P extends TSchema, Q extends TSchema, B extends TSchema>(
  definition: Omit<Route<Context>, 'handler' | 'path' | 'query' | 'body'> & {
    path?: P
    query?: Q
    body?: B
    handler: (
      context: Context,
      input: Omit<RouteInput, 'path' | 'query' | 'body'> & {
        path: Static<P>
        query: Static<Q>
        body: Static<B>
      },
    ) => Promise<unknown>
  },
): Route<Context> {
  return definition as unknown as Route<Context>
}
