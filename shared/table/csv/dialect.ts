/** How a delimited file is written, in bytes of its ASCII-compatible form. */
export interface Dialect {
  /** Byte between fields. */
  readonly delimiter: number
  /** True when a run of delimiters is one (space-aligned files). */
  readonly merge: boolean
  /** Byte around fields, −1 where none is used. */
  readonly quote: number
  /** How a quote inside a quoted field is written. */
  readonly escape: 'double' | 'backslash'
  /** True when spaces after a delimiter are padding, not text. */
  readonly trim: boolean
  /** Byte that starts a comment line anywhere in the file, −1 where none does. */
  readonly comment: number
}

export const LF = 10
export const CR = 13
export const SPACE = 32
export const BACKSLASH = 92
