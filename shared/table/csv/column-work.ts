import type { ReadOptions, RejectedCell } from '../../contract/table'
import type { NumberStyle } from '../parse-number'
import type { Batch, EmptyCounts } from './batch'
import type { Dialect } from './dialect'
import { lineOf } from './line-index'
import type { LineJumps } from './line-index'
import { NumberBuilder } from './number-builder'
import { settleNumbers, settleTexts } from './settle'
import type { SettleContext, Settled } from './settle'
import { decoderOf } from './single-byte'
import type { Slot } from './slot'
import { TextBuilder } from './text-builder'

/** Cells that are listed in `ReadReport.rejected`; all are counted. */
export const rejectedCap = 10_000

/** How one column is read in a pass. */
export interface ColumnPlan {
  readonly column: number
  readonly mode: 'number' | 'text'
  /** A person set the type: cells that are no numbers do not stop the reading as numbers. */
  readonly forced: boolean
  /** Distinct texts up to which it is dictionary-coded. */
  readonly levels: number
}

/** What a worker needs to read some columns of a file, as it crosses to another worker. */
export interface WorkPlan {
  readonly columns: readonly ColumnPlan[]
  /** Columns of the file. */
  readonly width: number
  readonly dialect: Dialect
  /** Rows expected. */
  readonly capacity: number
  readonly style: NumberStyle
  readonly keepQuotedEmpty: boolean
}

/** What is known of the file after it was read, as it crosses to another worker. */
export interface FileFacts {
  readonly options: ReadOptions
  readonly rows: number
  readonly style: NumberStyle
  readonly styleSet: boolean
  /** Encoding of the texts as they were read. */
  readonly encoding: string
  readonly recode: boolean
  readonly jumps: LineJumps
  readonly names: readonly string[]
  /** Why columns were read again as text, by column. */
  readonly again: Readonly<Record<number, string>>
}

/** One column settled, with its own list of rejected cells. */
export interface SettledPart {
  readonly column: number
  readonly settled: Settled
  /** The first 10,000. */
  readonly rejected: readonly RejectedCell[]
  readonly rejectedCount: number
  readonly empty: EmptyCounts
}

/** Some columns of a file while they are read: takes every block in order, then settles each column. */
export class ColumnWork {
  private readonly builders: readonly (readonly [column: number, builder: NumberBuilder | TextBuilder])[]
  private rows = 0

  constructor(private readonly plan: WorkPlan) {
    const { capacity, style, keepQuotedEmpty } = plan
    this.builders = plan.columns.map(({ column, mode, forced, levels }) => [column, mode === 'number' ? new NumberBuilder(capacity, style, forced) : new TextBuilder(capacity, levels, keepQuotedEmpty)])
  }

  /** Takes the records of a slot. */
  take({ bytes, starts, ends, flags }: Slot, records: number): void {
    const { width, dialect } = this.plan
    const batch: Batch = { bytes, starts, ends, flags, columns: width, records, dialect }
    for (const [column, builder] of this.builders) builder.consume(batch, column, this.rows)
    this.rows += records
  }

  /** The columns, in their order in the file. */
  settle(facts: FileFacts, checkpoint: () => void): SettledPart[] {
    const decode = decoderOf(facts.encoding)
    return this.builders.map(([column, builder]) => {
      checkpoint()
      const rejected: RejectedCell[] = []
      let rejectedCount = 0
      const context: SettleContext = {
        options: facts.options, rows: facts.rows, style: facts.style, styleSet: facts.styleSet, decode, recode: facts.recode,
        lineOf: (row) => lineOf(facts.jumps, row),
        reject: (cell) => { if (rejected.length < rejectedCap) rejected.push(cell) },
        rejectCount: (count) => { rejectedCount += count },
        checkpoint,
      }
      const name = facts.names[column]!
      const settled = builder instanceof NumberBuilder ? settleNumbers(name, builder, context) : settleTexts(name, builder, context, facts.again[column] ?? null)
      return { column, settled, rejected, rejectedCount, empty: builder.empty }
    })
  }
}
