import type { Cell } from '../../../shared/contract/engine'

/** Cells are asked for in blocks of so many rows and columns: a thousand columns never travel for the ten on screen. */
export const blockRows = 96
export const blockColumns = 32

/** Blocks kept; those seen longest ago are forgotten first. About a million cells at most. */
const keptBlocks = 320
const mostInFlight = 2

export interface BlockAnswer {
  readonly total: number
  readonly rows: readonly (readonly Cell[])[]
  /** 0-based row number in the dataset of each row. */
  readonly numbers: readonly number[]
}

/** Rows [from, to) of the columns at [first, end). */
export interface BlockAsk {
  readonly from: number
  readonly to: number
  readonly first: number
  readonly end: number
}

/**
 * The cells of one sorted and filtered view of a dataset, as far as they were fetched. Only what was last
 * wanted is asked for, two blocks at a time: a pull through a million rows does not queue what it passed.
 */
export class RowBlocks {
  /** Rows left by the filter; null until the first answer. */
  total: number | null = null
  error: string | null = null
  private version = 0
  private closed = false
  private wanted: readonly string[] = []
  private readonly inFlight = new Set<string>()
  private readonly blocks = new Map<string, BlockAnswer>()
  private readonly listeners = new Set<() => void>()

  constructor(
    private readonly columns: number,
    private readonly ask: (block: BlockAsk) => Promise<BlockAnswer>,
    private readonly wordsOf: (thrown: unknown) => string,
  ) {}

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    this.closed = false
    this.pump()
    return () => {
      this.listeners.delete(listener)
      this.closed = this.listeners.size === 0
    }
  }

  /** Changes with every answer. */
  readonly snapshot = (): number => this.version

  cell(row: number, column: number): Cell | null {
    return this.blocks.get(keyOf(row, column))?.rows[row % blockRows]?.[column % blockColumns] ?? null
  }

  /** 0-based number in the dataset of the row at a place, or null while it is on its way. */
  numberOf(row: number, column: number): number | null {
    return this.blocks.get(keyOf(row, column))?.numbers[row % blockRows] ?? null
  }

  /** Says what is on screen: rows [from, to), and places of columns in the dataset. */
  want(from: number, to: number, columns: readonly number[]): void {
    const keys = new Set<string>()
    for (let row = Math.floor(from / blockRows) * blockRows; row < Math.max(to, from + 1); row += blockRows) for (const column of columns) keys.add(keyOf(row, column))
    this.wanted = [...keys]
    for (const key of keys) {
      const held = this.blocks.get(key)
      if (held === undefined) continue
      this.blocks.delete(key)
      this.blocks.set(key, held)
    }
    this.pump()
  }

  private pump(): void {
    if (this.error !== null || this.closed) return
    for (const key of this.wanted) {
      if (this.inFlight.size >= mostInFlight) return
      if (this.inFlight.has(key) || this.blocks.has(key)) continue
      const [row = 0, column = 0] = key.split(':').map(Number)
      this.inFlight.add(key)
      this.ask({ from: row * blockRows, to: (row + 1) * blockRows, first: column * blockColumns, end: Math.min(this.columns, (column + 1) * blockColumns) }).then(
        (answer) => this.settle(key, () => {
          this.total = answer.total
          this.blocks.set(key, answer)
          for (const old of this.blocks.keys()) {
            if (this.blocks.size <= keptBlocks) break
            this.blocks.delete(old)
          }
        }),
        (thrown: unknown) => this.settle(key, () => {
          this.total ??= 0
          this.error = this.wordsOf(thrown)
        }),
      )
    }
  }

  private settle(key: string, take: () => void): void {
    this.inFlight.delete(key)
    take()
    this.version++
    for (const listener of this.listeners) listener()
    this.pump()
  }
}

const keyOf = (row: number, column: number): string => `${Math.floor(row / blockRows)}:${Math.floor(column / blockColumns)}`
