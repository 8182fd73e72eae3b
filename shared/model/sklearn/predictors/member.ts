import type { Column } from '../../../contract/table'
import type { Compiled } from '../compile'
import { NotScorable } from '../estimator'
import { classIndex, type Batch } from '../steps'

/** A model inside another one: rows in, its own answers out. */
export class Member {
  readonly compiled: Compiled
  private readonly places: readonly number[] | null

  /** `places` are the columns it was fitted on; null for all. */
  constructor(compiled: Compiled, places: readonly number[] | null = null) {
    this.compiled = compiled
    this.places = places
  }

  get classes(): readonly string[] {
    return this.compiled.predictor.classes
  }

  get name(): string {
    return this.compiled.final.name
  }

  /** Categories the input at a place is looked up in. */
  levels(input: number): readonly string[] | null {
    const own = this.places === null ? input : this.places.indexOf(input)
    if (own < 0) return null
    return this.compiled.prepare === null ? (this.compiled.predictor.levels?.(own) ?? null) : this.compiled.prepare.levels(own)
  }

  /** Probabilities per class. @throws NotScorable when it gives none. */
  probabilities(columns: readonly Column[], batch: Batch): readonly Float64Array[] {
    const { predictor } = this.compiled
    if (predictor.kind !== 'probabilities') throw new NotScorable(`${this.name} gives no probabilities.`)
    return predictor.predict(this.input(columns, batch), batch).slice(0, predictor.outputs)
  }

  /** True when it has a decision function. */
  get decides(): boolean {
    return this.compiled.predictor.kind === 'decisions' || this.compiled.predictor.decision !== undefined
  }

  /** Decision values: one array for two classes, else one per class. */
  decisions(columns: readonly Column[], batch: Batch): readonly Float64Array[] {
    const { predictor } = this.compiled
    const given = this.input(columns, batch)
    if (predictor.decision !== undefined) return predictor.decision(given, batch)
    if (predictor.kind !== 'decisions') throw new NotScorable(`${this.name} has no decision function.`)
    return predictor.predict(given, batch).slice(0, predictor.outputs)
  }

  /** Index of the predicted class per row. */
  labels(columns: readonly Column[], batch: Batch): Float64Array {
    const { predictor } = this.compiled
    const arrays = predictor.predict(this.input(columns, batch), batch)
    return Float64Array.from({ length: batch.rows }, (_, row) => classIndex(predictor, arrays, row))
  }

  /** Predicted numbers per target. */
  values(columns: readonly Column[], batch: Batch): readonly Float64Array[] {
    return this.compiled.predictor.predict(this.input(columns, batch), batch).slice(0, this.compiled.predictor.outputs)
  }

  private input(columns: readonly Column[], batch: Batch): readonly Column[] {
    const own = this.places === null ? columns : this.places.map((i) => columns[i]!)
    return this.compiled.prepare === null ? own : this.compiled.prepare.apply(own, batch)
  }
}

/** Levels of an input from the first member that looks it up. */
export function levelsOf(members: readonly Member[]): (input: number) => readonly string[] | null {
  return (input) => {
    for (const member of members) {
      const levels = member.levels(input)
      if (levels !== null) return levels
    }
    return null
  }
}

/** Number of columns a model takes, from itself or from what it holds. */
export function widthOf(members: readonly Member[], own: () => number): number {
  try {
    return own()
  } catch (error) {
    const member = members[0]
    if (!(error instanceof NotScorable) || member === undefined) throw error
    return member.compiled.width
  }
}
