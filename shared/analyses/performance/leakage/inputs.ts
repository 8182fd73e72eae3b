import type { Column } from '../../../contract/table'
import { delong } from '../../../stats/delong'
import { normalQuantile } from '../../../stats/special'
import { moments } from '../../../stats/sums'
import { argsort } from '../../common/argsort'

/** How nearly one input alone gives the outcome. */
export interface InputStrength {
  readonly feature: string
  /** AUC, at least one half, for a yes-or-no outcome; correlation, without sign, for a number. */
  readonly measure: 'AUC' | 'correlation'
  readonly value: number
  readonly low: number
  readonly high: number
  /** Lower end at the level that decides a finding. */
  readonly decideLow: number
  readonly n: number
  /** Share of rows in which the input equals the outcome cell for cell; null for categories. */
  readonly equal: number | null
}

/** Levels with fewer rows are pooled: the rate of a rare level is its own outcome. */
const leastRows = 20

/** AUC of telling events by one score, whichever way it points; nothing for a score of one value, whose AUC of one half is certain and says nothing. */
function twoWay(feature: string, score: Float64Array, outcome: Float64Array, decide: number, equal: number | null): readonly InputStrength[] {
  if (score.every((value) => value === score[0])) return []
  const own = delong(score, outcome)
  if (!(own.positives >= 5) || !(own.negatives >= 5)) return []
  const up = own.auc >= 0.5
  // Far from any limit the stricter level decides nothing.
  const strict = Math.abs(own.auc - 0.5) > 0.2 ? delong(score, outcome, decide) : own
  return [{
    feature, measure: 'AUC', value: up ? own.auc : 1 - own.auc, low: Math.max(0, up ? own.low : 1 - own.high), high: Math.min(1, up ? own.high : 1 - own.low),
    decideLow: up ? strict.low : 1 - strict.high, n: score.length, equal,
  }]
}

/**
 * Strength of one column against a 0/1 outcome. A number as it is, over its present cells, and whether
 * it is missing as an input of its own; a category by the event rate of its levels (under 20 rows pooled).
 */
export function againstEvents(column: Column, outcome: Float64Array, usable: Uint32Array, decide: number): readonly InputStrength[] {
  if (column.kind === 'text') return []
  if (column.kind === 'category') {
    const rates = levelRates(column.codes, column.levels.length, usable, outcome)
    return twoWay(column.name, Float64Array.from(usable, (row) => rates[column.codes[row]! + 1]!), Float64Array.from(usable, (row) => outcome[row]!), decide, null)
  }
  const present = usable.filter((row) => !Number.isNaN(column.values[row]!))
  const equal = present.reduce((count, row) => count + (column.values[row] === outcome[row] ? 1 : 0), 0) / present.length
  const missing = usable.length - present.length
  return [
    ...twoWay(column.name, Float64Array.from(present, (row) => column.values[row]!), Float64Array.from(present, (row) => outcome[row]!), decide, equal),
    ...(missing < leastRows || present.length < leastRows ? [] : twoWay(`${column.name} missing`, Float64Array.from(usable, (row) => (Number.isNaN(column.values[row]!) ? 1 : 0)), Float64Array.from(usable, (row) => outcome[row]!), decide, null)),
  ]
}

/** Event rate by code, missing first. */
function levelRates(codes: Int32Array, levels: number, rows: Uint32Array, outcome: Float64Array): Float64Array {
  const n = new Float64Array(levels + 1)
  const events = new Float64Array(levels + 1)
  for (const row of rows) {
    n[codes[row]! + 1]! += 1
    events[codes[row]! + 1]! += outcome[row]!
  }
  let rareN = 0
  let rareEvents = 0
  n.forEach((count, code) => {
    if (count >= leastRows) return
    rareN += count
    rareEvents += events[code]!
  })
  return n.map((count, code) => (count >= leastRows ? events[code]! / count : rareEvents / Math.max(1, rareN)))
}

/** Pearson correlation of a number with a numeric outcome, without sign, Fisher's interval; nothing for categories. */
export function againstNumber(column: Column, outcome: Float64Array, decide: number, checkpoint: () => void): readonly InputStrength[] {
  if (column.kind !== 'number') return []
  const rows = argsort(Uint32Array.from(outcome.keys()).filter((row) => Number.isFinite(outcome[row]!) && Number.isFinite(column.values[row]!)), column.values, outcome, checkpoint)
  const x = Float64Array.from(rows, (row) => column.values[row]!)
  const y = Float64Array.from(rows, (row) => outcome[row]!)
  const [a, b] = [moments(x), moments(y)]
  if (!(a.m2 > 0) || !(b.m2 > 0) || x.length < 10) return []
  let together = 0
  for (let i = 0; i < x.length; i += 1) together += (x[i]! - a.mean) * (y[i]! - b.mean)
  const r = Math.min(1, Math.abs(together / Math.sqrt(a.m2) / Math.sqrt(b.m2)))
  const bound = (level: number, side: 1 | -1): number => (r >= 1 ? 1 : Math.max(0, Math.tanh(Math.atanh(r) - (side * normalQuantile((1 - level) / 2)) / Math.sqrt(x.length - 3))))
  return [{ feature: column.name, measure: 'correlation', value: r, low: bound(0.95, -1), high: bound(0.95, 1), decideLow: bound(decide, -1), n: x.length, equal: x.reduce((count, value, i) => count + (value === y[i] ? 1 : 0), 0) / x.length }]
}
