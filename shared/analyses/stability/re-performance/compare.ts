import { argsort } from '../../common/argsort'

/** One row whose recorded prediction is not what the artifact gives. */
export interface Mismatch {
  /** 1-based row of the dataset, header not counted. */
  readonly row: number
  readonly recorded: number
  /** Null where the artifact gives no number. */
  readonly recomputed: number | null
  readonly difference: number | null
}

/** What came of comparing recorded with recomputed predictions of one dataset. */
export interface Comparison {
  readonly rows: number
  /** Rows with a recorded prediction. */
  readonly compared: number
  readonly absent: number
  readonly mismatches: number
  readonly identical: number
  readonly largest: number
  readonly listed: readonly Mismatch[]
  /** Rows per class of distance in float32 steps, in the order of `ulpClasses`. */
  readonly ulp: readonly number[]
  /** Rows whose rank by recorded prediction is not their rank by recomputed one (average ranks for ties). */
  readonly rankChanges: number
  readonly largestRankChange: number
  /** Rows on different sides of the threshold; null without one. */
  readonly decisionChanges: number | null
  /** The listed rows in words, where classes and not numbers were compared. */
  readonly words?: readonly { readonly recorded: string; readonly recomputed: string | null }[]
}

/** Upper ends, inclusive, of the classes of distance in units in the last place of float32. */
export const ulpClasses = [
  { label: '0', most: 0 }, { label: '1', most: 1 }, { label: '2–4', most: 4 }, { label: '5–16', most: 16 },
  { label: '17–256', most: 256 }, { label: '257–65,536', most: 65_536 }, { label: 'over 65,536', most: Number.POSITIVE_INFINITY },
] as const

const listedAtMost = 20

/**
 * Distance of two numbers in float32 steps: how many representable float32 lie between their
 * roundings, plus one. 0 when they round to the same float32; counts through zero.
 */
export function float32Steps(a: number, b: number): number {
  return Math.abs(ordinal(a) - ordinal(b))
}

const float = new Float32Array(1)
const bits = new Int32Array(float.buffer)

/** Place of a float32 in the order of all float32: negative numbers mirror positive ones. */
function ordinal(value: number): number {
  float[0] = value
  const raw = bits[0]!
  return raw < 0 ? -(raw & 0x7fffffff) : raw
}

/**
 * Compares row by row. A row without a recorded prediction (NaN) is not compared; a row with one for
 * which the artifact gives no number is a mismatch. `tolerance` is absolute; a difference equal to
 * it is still a match.
 */
export function comparePredictions(recorded: Float64Array, recomputed: Float64Array, tolerance: number, threshold: number | null, checkpoint: () => void): Comparison {
  const listed: Mismatch[] = []
  const ulp = ulpClasses.map(() => 0)
  let compared = 0
  let mismatches = 0
  let identical = 0
  let largest = 0
  let flips = 0
  for (let row = 0; row < recorded.length; row += 1) {
    if (row % 65_536 === 0) checkpoint()
    const said = recorded[row]!
    if (Number.isNaN(said)) continue
    compared += 1
    const got = recomputed[row]!
    const difference = Math.abs(said - got)
    if (said === got) identical += 1
    if (difference > largest) largest = difference
    if (threshold !== null && !Number.isNaN(got) && said >= threshold !== got >= threshold) flips += 1
    if (!Number.isNaN(got)) {
      const steps = float32Steps(said, got)
      const bin = ulpClasses.findIndex((entry) => steps <= entry.most)
      ulp[bin]! += 1
    }
    if (difference <= tolerance || said === got) continue
    mismatches += 1
    if (listed.length < listedAtMost) {
      listed.push({ row: row + 1, recorded: said, recomputed: Number.isNaN(got) ? null : got, difference: Number.isNaN(difference) ? null : difference })
    }
  }
  const ranks = compareRanks(recorded, recomputed, checkpoint)
  return {
    rows: recorded.length, compared, absent: recorded.length - compared, mismatches, identical, largest, listed, ulp,
    rankChanges: ranks.changed, largestRankChange: ranks.largest, decisionChanges: threshold === null ? null : flips,
  }
}

/** Compares recorded with recomputed classes (indexes into the names); difference 1 means another class. */
export function compareClasses(recorded: Float64Array, recomputed: Float64Array, names: readonly string[], checkpoint: () => void): Comparison {
  const listed: Mismatch[] = []
  let compared = 0
  let identical = 0
  for (let row = 0; row < recorded.length; row += 1) {
    if (row % 65_536 === 0) checkpoint()
    const said = recorded[row]!
    if (Number.isNaN(said)) continue
    compared += 1
    const got = recomputed[row]!
    if (said === got) identical += 1
    else if (listed.length < listedAtMost) listed.push({ row: row + 1, recorded: said, recomputed: Number.isNaN(got) ? null : got, difference: Number.isNaN(got) ? null : 1 })
  }
  const mismatches = compared - identical
  return {
    rows: recorded.length, compared, absent: recorded.length - compared, mismatches, identical, largest: mismatches > 0 ? 1 : 0, listed,
    ulp: ulpClasses.map(() => 0), rankChanges: 0, largestRankChange: 0, decisionChanges: null,
    words: listed.map((row) => ({ recorded: names[row.recorded]!, recomputed: row.recomputed === null ? null : names[row.recomputed]! })),
  }
}

/** Average ranks over rows with both numbers, compared by row. */
function compareRanks(recorded: Float64Array, recomputed: Float64Array, checkpoint: () => void): { readonly changed: number; readonly largest: number } {
  const rows: number[] = []
  for (let row = 0; row < recorded.length; row += 1) if (!Number.isNaN(recorded[row]!) && !Number.isNaN(recomputed[row]!)) rows.push(row)
  const before = averageRanks(recorded, Uint32Array.from(rows), checkpoint)
  const after = averageRanks(recomputed, Uint32Array.from(rows), checkpoint)
  let changed = 0
  let largest = 0
  for (const row of rows) {
    const change = Math.abs(before[row]! - after[row]!)
    if (change > 0) changed += 1
    if (change > largest) largest = change
  }
  return { changed, largest }
}

function averageRanks(values: Float64Array, rows: Uint32Array, checkpoint: () => void): Float64Array {
  argsort(rows, values, null, checkpoint)
  const ranks = new Float64Array(values.length)
  let from = 0
  while (from < rows.length) {
    let to = from + 1
    while (to < rows.length && values[rows[to]!] === values[rows[from]!]) to += 1
    for (let place = from; place < to; place += 1) ranks[rows[place]!] = (from + to + 1) / 2
    from = to
  }
  return ranks
}
