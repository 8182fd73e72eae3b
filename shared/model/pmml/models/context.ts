import type { ModelResult, Frame, Program, Scope } from '../frame'
import type { XmlElement } from '../xml'

/** A compiled model: its answer for one row. */
export type Evaluate = (frame: Frame) => ModelResult

/** What a model is compiled in. */
export interface ModelContext {
  readonly element: XmlElement
  readonly scope: Scope
  readonly program: Program
  /** The document's data dictionary by field name. */
  readonly dictionary: ReadonlyMap<string, XmlElement>
  readonly classification: boolean
  /** Target field's declared categories, in order; empty where not declared. */
  readonly classes: readonly string[]
  /** Rounds to float32 where the document asks for float arithmetic. */
  readonly round: (x: number) => number
  /** Compiles a nested model (segments, nodes). */
  readonly nested: (element: XmlElement, scope: Scope) => NestedModel
}

/** A nested model and the scope extended by its output fields. */
export interface NestedModel {
  readonly evaluate: Evaluate
  readonly outputs: Scope
}

/** The class with the highest probability; the first one wins a tie. */
export function mostProbable(probabilities: ReadonlyMap<string, number>): string | null {
  let best: string | null = null
  let top = -Infinity
  for (const [label, probability] of probabilities) {
    if (probability > top) {
      best = label
      top = probability
    }
  }
  return best
}
