import { argsort } from './argsort'

/**
 * Rows of a dataset that have a finite score and a known outcome (1 or 0), by rising score, ties by
 * outcome. Whatever is summed along this order has the same digits however the file was sorted.
 */
export interface RankedScores {
  /** Row numbers in the dataset. */
  readonly rows: Uint32Array
  readonly score: Float64Array
  readonly outcome: Float64Array
  readonly events: number
  /** Weights in the same order, all positive; null where every row counts the same. */
  readonly weight: Float64Array | null
}

/** Ranks the usable rows of a binary score; with weights, those of a positive one, ties of score and outcome by weight. */
export function rankScores(score: Float64Array, outcome: Float64Array, checkpoint: () => void = () => undefined, weight: Float64Array | null = null): RankedScores {
  const rows = new Uint32Array(score.length)
  let count = 0
  for (let row = 0; row < score.length; row += 1) {
    const label = outcome[row]!
    if (Number.isFinite(score[row]!) && (label === 0 || label === 1) && (weight === null || weight[row]! > 0)) {
      rows[count] = row
      count += 1
    }
  }
  const used = rows.subarray(0, count)
  return gather(argsort(weight === null ? used : argsort(used, weight, null, checkpoint), score, outcome, checkpoint), score, outcome, weight)
}

function gather(rows: Uint32Array, score: Float64Array, outcome: Float64Array, weight: Float64Array | null): RankedScores {
  const pickedScore = new Float64Array(rows.length)
  const pickedOutcome = new Float64Array(rows.length)
  let events = 0
  for (let place = 0; place < rows.length; place += 1) {
    const row = rows[place]!
    pickedScore[place] = score[row]!
    pickedOutcome[place] = outcome[row]!
    events += outcome[row]!
  }
  return { rows, score: pickedScore, outcome: pickedOutcome, events, weight: weight === null ? null : Float64Array.from(rows, (row) => weight[row]!) }
}

/** The ranked rows that `keep` takes, still ranked. */
export function keepRanked(ranked: RankedScores, keep: (row: number) => boolean): RankedScores {
  const places = new Uint32Array(ranked.rows.length)
  let count = 0
  for (let place = 0; place < ranked.rows.length; place += 1) {
    if (keep(ranked.rows[place]!)) {
      places[count] = place
      count += 1
    }
  }
  const used = places.subarray(0, count)
  const score = new Float64Array(count)
  const outcome = new Float64Array(count)
  const rows = new Uint32Array(count)
  let events = 0
  for (let index = 0; index < count; index += 1) {
    const place = used[index]!
    rows[index] = ranked.rows[place]!
    score[index] = ranked.score[place]!
    outcome[index] = ranked.outcome[place]!
    events += ranked.outcome[place]!
  }
  const { weight } = ranked
  return { rows, score, outcome, events, weight: weight === null ? null : Float64Array.from(used, (place) => weight[place]!) }
}
