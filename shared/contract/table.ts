/**
 * Tables are columnar and immutable; arrays lie in SharedArrayBuffers where the host allows it.
 * A missing cell keeps its kind, so that "blank", "declared code" and "did not parse" never blur.
 */
export const missingKinds = ['present', 'blank', 'code', 'rejected', 'nan', 'infinite'] as const
/** `present`: a value · `blank`: empty cell or null · `code`: declared missing code (`NA`, `?`, -999) ·
 *  `rejected`: text that did not parse · `nan`, `infinite`: the file says NaN or ±∞. */
export type MissingKind = (typeof missingKinds)[number]

interface ColumnBase {
  /** Unique in its table; a duplicated header gets a suffix `.1`, and the reader says so. */
  readonly name: string
  /** Index into `missingKinds` per row, or null where every cell is present. */
  readonly missing: Uint8Array | null
}

/** Numbers, and everything that is ordered like numbers. */
export interface NumericColumn extends ColumnBase {
  readonly kind: 'number'
  /** `integer`, `decimal`: as written · `date`: ms since 1970-01-01 UTC · `boolean`: 0 or 1. */
  readonly type: 'integer' | 'decimal' | 'date' | 'boolean'
  /** length = rows; NaN wherever the cell is missing (±∞ stays itself and is counted `infinite`). */
  readonly values: Float64Array
}

/** Dictionary-coded text. Integers beyond ±2^53, codes with leading zeros and identifiers land here. */
export interface CategoryColumn extends ColumnBase {
  readonly kind: 'category'
  /** Index into `levels` per row; -1 wherever the cell is missing. */
  readonly codes: Int32Array
  /** In order of first appearance in the file, NFC not applied: exactly the file's text. */
  readonly levels: readonly string[]
}

/** Text with too many distinct values for a dictionary (identifiers, free text). */
export interface TextColumn extends ColumnBase {
  readonly kind: 'text'
  /** UTF-8; row i is bytes [offsets[i], offsets[i+1]). length of offsets = rows + 1. */
  readonly bytes: Uint8Array
  readonly offsets: Float64Array
}

export type Column = NumericColumn | CategoryColumn | TextColumn

export interface Table {
  readonly rows: number
  readonly columns: readonly Column[]
}

/** Says what a reader decided, so that a person can see and override it before anything is computed. */
export interface ReadDecision {
  /** Machine name of the decision: `encoding`, `delimiter`, `header`, `column:income`. */
  readonly id: string
  readonly label: string
  readonly chosen: string
  /** Why, in one sentence with the evidence ("every one of 2,000 sampled rows has 12 fields"). */
  readonly reason: string
  /** Values the person may choose instead; empty when free text is taken. */
  readonly alternatives: readonly string[]
  /** True when the person set it. */
  readonly overridden: boolean
}

/** Overrides by decision id; what a person (or a plan) says wins over what was sniffed. */
export type ReadOptions = Readonly<Record<string, string>>

/** A cell that did not parse to its column's type: counted always, listed up to a cap. */
export interface RejectedCell {
  /** 1-based line number of the record's first line in the file. */
  readonly row: number
  readonly column: string
  readonly text: string
  readonly reason: string
  /** The part it is in, for a dataset of several files. */
  readonly file?: string
}

/** What a reader hands back: the table, and everything it decided or could not use. */
export interface ReadReport {
  readonly format: string
  readonly table: Table
  readonly decisions: readonly ReadDecision[]
  readonly rejectedCount: number
  /** The first 10,000. */
  readonly rejected: readonly RejectedCell[]
  readonly warnings: readonly string[]
}

/** What the column strip shows. All counts are over all rows. */
export interface ColumnProfile {
  readonly name: string
  readonly type: 'integer' | 'decimal' | 'date' | 'boolean' | 'category' | 'text'
  readonly rows: number
  /** Cells by missing kind, zero kinds left out. */
  readonly missing: Readonly<Partial<Record<MissingKind, number>>>
  readonly missingTotal: number
  /** Distinct present values; null where counting was refused for memory (text columns past the cap). */
  readonly distinct: number | null
  readonly min: number | null
  readonly max: number | null
  readonly mean: number | null
  /** Counts for the sparkline: equal-width bins (numbers) or the most frequent levels (categories). */
  readonly bars: readonly { readonly label: string; readonly count: number }[]
  readonly flags: readonly string[]
}
