import { ExpectedError } from '../../contract/errors'
import type { FunctionValue, Value } from './values'

/** What one row may cost: evaluated parts, calls within calls, list items and characters made. */
export const rowLimits = { steps: 2_000_000, depth: 200, items: 5_000_000 } as const

/** Counts what a document does while it is evaluated, so that none can run or grow without end. */
export class Machine {
  private readonly file: string
  private steps = 0
  private depth = 0
  private items = 0
  /** Called every few thousand steps: throws when the job was cancelled. */
  checkpoint: () => void = () => undefined

  constructor(file: string) {
    this.file = file
  }

  /** A new row begins. */
  reset(): void {
    this.steps = 0
    this.depth = 0
    this.items = 0
  }

  step(): void {
    if (++this.steps > rowLimits.steps) throw this.beyond(`more than ${rowLimits.steps} steps`)
    if ((this.steps & 4095) === 0) this.checkpoint()
  }

  /** Counts items or characters that are about to be made. */
  make(count: number): void {
    this.items += count
    if (!(this.items <= rowLimits.items)) throw this.beyond(`more than ${rowLimits.items} list items or characters`)
  }

  within<T>(work: () => T): T {
    if (++this.depth > rowLimits.depth) throw this.beyond(`calls nested deeper than ${rowLimits.depth}`)
    try {
      return work()
    } finally {
      this.depth--
    }
  }

  private beyond(what: string): ExpectedError {
    return new ExpectedError('model.pfa-limit', `${this.file} needs ${what} for one row and was stopped.`, { file: this.file, remedy: 'Review it through recorded predictions instead.' })
  }
}

/** An argument of a library function. */
export type Argument = Value | FunctionValue

/** A function of the library: values or functions in, a value out. */
export type LibraryFunction = (args: readonly Argument[], machine: Machine) => Value

export function isFunction(argument: Argument | undefined): argument is FunctionValue {
  return typeof argument === 'object' && argument !== null && 'call' in argument
}
