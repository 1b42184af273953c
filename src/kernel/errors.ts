/**
 * The four kinds of error, and no fifth.
 *
 * - `invalid`: the input is malformed; carries one entry per field (HTTP 400, exit code 2).
 * - `refused`: law or state says no; carries the article it rests on and what can be done next (403, 409).
 * - `absent`: there is no such thing, or the asker may not know of it (404).
 * - `fault`: a defect of the program or its surroundings; carries an id to quote (500).
 *
 * Public text and internal context are separate fields, so that the internal half is never shown by accident.
 */
export type ErrorKind = 'invalid' | 'refused' | 'absent' | 'fault'

export interface FieldProblem {
  field: string
  code: string
  message: string
}

export interface ErrorText {
  /** Stable for ever: `MODULE_REASON`. */
  code: string
  /** What happened and why, in Chinese. */
  message: string
  /** What to do next, in Chinese. */
  next?: string
  /** `<instrument>#<article>` in law/, when a rule of law is the reason. */
  citation?: string
  fields?: FieldProblem[]
  /** For logs only; never sent to anybody. */
  internal?: string
  status?: number
}

const STATUS: Record<ErrorKind, number> = { invalid: 400, refused: 409, absent: 404, fault: 500 }

export class XinwangError extends Error {
  readonly kind: ErrorKind
  readonly code: string
  readonly next: string | undefined
  readonly citation: string | undefined
  readonly fields: FieldProblem[]
  readonly internal: string | undefined
  readonly status: number

  constructor(kind: ErrorKind, text: ErrorText, options?: { cause?: unknown }) {
    super(text.message, options)
    this.name = 'XinwangError'
    this.kind = kind
    this.code = text.code
    this.next = text.next
    this.citation = text.citation
    this.fields = text.fields ?? []
    this.internal = text.internal
    this.status = text.status ?? STATUS[kind]
  }
}

export const invalid = (text: ErrorText) => new XinwangError('invalid', text)
export const refused = (text: ErrorText) => new XinwangError('refused', text)
export const absent = (text: ErrorText) => new XinwangError('absent', text)
export const fault = (text: ErrorText, cause?: unknown) => new XinwangError('fault', text, { cause })

/** States what the programmer knows to be true; a failure is a defect, never a user's mistake. */
export function invariant(condition: unknown, what: string): asserts condition {
  if (!condition)
    throw fault({ code: 'KERNEL_INVARIANT', message: '系统内部状态异常，本次操作未生效。', internal: what })
}
