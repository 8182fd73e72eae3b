import { assertNever } from '../../contract/errors'
import type { JobContext } from '../../contract/job'
import type { HashedColumn } from './categories'
import { combineHash } from './city-hash'
import type { CtrFeature, CtrTable, Projection } from './types'

/** What target statistics are computed from. */
export interface CtrInputs {
  readonly rows: number
  /** By index among the category features. */
  readonly categories: ReadonlyMap<number, HashedColumn>
  /** True where the number stands above the border. */
  above(index: number, border: number): Uint8Array
}

/** A part of a combination: a code per row, and per code what is hashed. */
interface Part {
  readonly codes: ArrayLike<number>
  readonly hashes: readonly bigint[]
}

/** Values of all target statistics, one float32 array each; a combination is hashed once per distinct value. */
export function computeCtrs(features: readonly CtrFeature[], tables: ReadonlyMap<string, CtrTable>, inputs: CtrInputs, job: JobContext): readonly Float32Array[] {
  const combined = new Map<string, Combination>()
  return features.map((feature) => {
    job.checkpoint()
    const key = JSON.stringify(feature.projection)
    let combination = combined.get(key)
    if (combination === undefined) combined.set(key, combination = combine(partsOf(feature.projection, inputs), inputs.rows, job))
    const table = tables.get(feature.table)!
    const values = Float32Array.from(combination.hashes, (hash) => valueOf(feature, table, table.places.get(hash)))
    return Float32Array.from(combination.ids, (id) => values[id]!)
  })
}

function partsOf({ categories, floats, oneHots }: Projection, inputs: CtrInputs): readonly Part[] {
  const truth = [0n, 1n]
  return [
    ...categories.map((index): Part => {
      const { codes, hashes } = inputs.categories.get(index)!
      // A missing category has no hash: its row gets no number anyway.
      return { codes: codes.map((code) => code < 0 ? hashes.length : code), hashes: [...hashes.map((hash) => signExtended(hash)), 0n] }
    }),
    ...floats.map(({ index, border }): Part => ({ codes: inputs.above(index, border), hashes: truth })),
    ...oneHots.map(({ index, value }): Part => {
      const { codes, hashes } = inputs.categories.get(index)!
      return { codes: codes.map((code) => code >= 0 && (hashes[code]! | 0) === value ? 1 : 0), hashes: truth }
    }),
  ]
}

function signExtended(hash: number): bigint {
  return BigInt.asUintN(64, BigInt(hash | 0))
}

interface Combination {
  readonly ids: Int32Array
  readonly hashes: readonly bigint[]
}

function combine(parts: readonly Part[], rows: number, job: JobContext): Combination {
  let ids = new Int32Array(rows)
  let hashes: readonly bigint[] = [0n]
  for (const part of parts) {
    const places = new Map<number, number>()
    const next: bigint[] = []
    const width = part.hashes.length
    const out = new Int32Array(rows)
    for (let row = 0; row < rows; row++) {
      if (row % 8192 === 0) job.checkpoint()
      const key = ids[row]! * width + part.codes[row]!
      let place = places.get(key)
      if (place === undefined) {
        places.set(key, place = next.length)
        next.push(combineHash(hashes[ids[row]!]!, part.hashes[part.codes[row]!]!))
      }
      out[row] = place
    }
    ids = out
    hashes = next
  }
  return { ids, hashes }
}

/** (counts + prior) / (total + prior), shifted and scaled, in float32; combinations never seen count 0. */
function valueOf(feature: CtrFeature, { counts, stride, denominator }: CtrTable, place: number | undefined): number {
  const at = (place ?? 0) * stride
  const calc = (good: number, total: number): number => {
    const ratio = Math.fround(Math.fround(Math.fround(good) + feature.priorNumerator) / Math.fround(Math.fround(total) + feature.priorDenominator))
    return Math.fround(Math.fround(ratio + feature.shift) * feature.scale)
  }
  switch (feature.type) {
    case 'BinarizedTargetMeanValue': case 'FloatTargetMeanValue': return place === undefined ? calc(0, 0) : calc(counts[at]!, counts[at + 1]!)
    case 'Counter': case 'FeatureFreq': return place === undefined ? calc(0, denominator) : calc(counts[at]!, denominator)
    case 'Buckets': case 'Borders': {
      if (place === undefined) return calc(0, 0)
      let [good, total] = [0, 0]
      for (let k = 0; k < stride; k++) total += counts[at + k]!
      if (feature.type === 'Buckets') good = counts[at + feature.targetBorder] ?? NaN
      else if (stride > 2) for (let k = feature.targetBorder + 1; k < stride; k++) good += counts[at + k]!
      else good = counts[at + 1] ?? NaN
      return calc(good, total)
    }
    default: return assertNever(feature.type)
  }
}
