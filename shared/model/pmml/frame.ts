import { malformed, tooLarge } from '../problems'
import type { DataType, Value } from './values'

/** Values of one row, computed when first asked for. */
export interface Frame {
  /** Value of a data dictionary field in the current row. */
  input: (field: string) => Value
  readonly values: Value[]
  /** 0 not computed, 1 being computed, 2 known. */
  readonly state: Uint8Array
  readonly results: (ModelResult | undefined)[]
}

export type Getter = (frame: Frame) => Value

/** A field as expressions see it. */
export interface Field {
  readonly name: string
  readonly dataType: DataType
  readonly continuous: boolean
  /** Declared categories, in declaration order. */
  readonly values: readonly string[]
  readonly get: Getter
}

/** What one model says about one row. */
export interface ModelResult {
  /** Class or number; null when the model gives none. */
  readonly value: Value
  /** Probability per class, or null where there are none. */
  readonly probabilities: ReadonlyMap<string, number> | null
  /** Node, cluster, rule or neighbour reached. */
  readonly entity?: string | undefined
  /** All of them, closest first, where there are several. */
  readonly entities?: readonly string[]
  /** Value per target, where a model has several. */
  readonly targets?: ReadonlyMap<string, Value>
  /** Probability of surviving the end time, of a Cox regression. */
  readonly survival?: number
  readonly reasonCodes?: readonly string[]
  /** Affinity or distance per entity, confidence per class: what the output features read. */
  readonly confidences?: ReadonlyMap<string, number>
}

export const noResult: ModelResult = { value: null, probabilities: null }

/** Shared by everything that is compiled from one document. */
export class Program {
  readonly unsupported = new Set<string>()
  readonly file: string
  /** Comparisons one row may need beyond the ordinary; the scorer looks for cancellation more often. */
  cost = 0
  private budget = 1_000_000
  private readonly getters: Getter[] = []
  private readonly makers: ((frame: Frame) => ModelResult)[] = []

  constructor(file: string) {
    this.file = file
  }

  /** Counts compiled parts: functions that call functions can otherwise grow without end. */
  spend(): void {
    if (--this.budget < 0) throw tooLarge(this.file, 'its expressions expand to more than a million parts')
  }

  frame(): Frame {
    return { input: () => null, values: new Array<Value>(this.getters.length).fill(null), state: new Uint8Array(this.getters.length), results: new Array<ModelResult | undefined>(this.makers.length).fill(undefined) }
  }

  /** A value computed at most once per row; one that needs itself is a defect of the document. */
  once(getter: Getter): Getter {
    const slot = this.getters.length
    this.getters.push(getter)
    return (frame) => {
      if (frame.state[slot] === 2) return frame.values[slot]!
      if (frame.state[slot] === 1) throw malformed(this.file, 'a derived field is defined by itself')
      frame.state[slot] = 1
      const value = getter(frame)
      frame.values[slot] = value
      frame.state[slot] = 2
      return value
    }
  }

  /** A model's answer computed at most once per row. */
  onceResult(maker: (frame: Frame) => ModelResult): (frame: Frame) => ModelResult {
    const slot = this.makers.length
    this.makers.push(maker)
    return (frame) => {
      const known = frame.results[slot]
      if (known !== undefined) return known
      const result = maker(frame)
      frame.results[slot] = result
      return result
    }
  }

  /** Forgets a row. */
  clear(frame: Frame): void {
    frame.state.fill(0)
    frame.results.fill(undefined)
  }
}

/** Fields by name, inner scopes before outer ones. */
export class Scope {
  private readonly fields = new Map<string, Field>()
  readonly functions: Map<string, (args: readonly Getter[]) => Getter>
  readonly parent: Scope | null

  constructor(parent: Scope | null) {
    this.parent = parent
    this.functions = parent?.functions ?? new Map<string, (args: readonly Getter[]) => Getter>()
  }

  add(field: Field): void {
    this.fields.set(field.name, field)
  }

  find(name: string): Field | null {
    return this.fields.get(name) ?? this.parent?.find(name) ?? null
  }

  need(name: string, program: Program): Field {
    const field = this.find(name)
    if (field === null) throw malformed(program.file, `it uses a field "${name.slice(0, 60)}" that it does not define`)
    return field
  }
}
