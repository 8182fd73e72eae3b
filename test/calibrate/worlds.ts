import type { AnalysisDataset, DatasetRole, Rng } from '../../shared/contract/analysis'
import { categoryColumn, makeDataset, makeTable, numberColumn } from '../unit/analyses/build-input'

const expit = (x: number): number => 1 / (1 + Math.exp(-x))

/** What moved in a window. */
export interface World {
  /** Shift of the first feature. */
  readonly cases?: number
  /** Shift of the log odds of the outcome at the same features. */
  readonly relation?: number
}

/** Rows whose score is bent away from the truth, so that nothing rests on a calibrated score. */
export function drawWorld(role: DatasetRole, rows: number, rng: Rng, binary: boolean, { cases = 0, relation = 0 }: World = {}): AnalysisDataset {
  const a = Float64Array.from({ length: rows }, () => rng.normal() + cases)
  const b = Float64Array.from({ length: rows }, () => rng.normal())
  const c = Array.from({ length: rows }, () => (rng.next() < 0.4 ? 'x' : 'y'))
  const eta = a.map((value, row) => -1.3 + 0.9 * value - 0.5 * b[row]! + (c[row] === 'x' ? 0.4 : 0))
  const outcome = binary ? eta.map((value) => (rng.next() < expit(value + relation) ? 1 : 0)) : eta.map((value) => value + relation + (1 + 0.3 * Math.abs(value)) * rng.normal())
  const score = binary ? eta.map((value) => expit(0.7 * value - 0.2 + 0.1 * value * Math.abs(value))) : eta.map((value) => 0.8 * value + 0.1)
  return makeDataset(role, makeTable([numberColumn('a', a), numberColumn('b', b), categoryColumn('c', c)]), { score, outcome, period: role === 'production' ? '2026-01' : '' })
}
