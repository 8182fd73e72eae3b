import { folds, inStretches } from './sides'
import type { Side } from './sides'
import { clip, standardised } from './terms'
import type { CategorySource, NumericSource, Term, Terms } from './terms'

/** Terms are summed in whole units of 2⁻²⁴, so that sums are exact and have the same digits in any order of the rows. */
const unit = 2 ** 24
/** Adding and taking away this rounds to the nearest whole number, faster than `Math.round`. */
const rounder = 1.5 * 2 ** 52

/** Sum of every term over all rows of a side, by fold: folds × terms, row by row. */
export function sumsByFold({ sources, terms }: Terms, side: Side, label: number, checkpoint: () => void): Float64Array {
  const sums = new Float64Array(folds * terms.length)
  const put = (find: (term: Term) => boolean, perFold: (fold: number) => number): void => {
    const term = terms.findIndex(find)
    if (term >= 0) for (let fold = 0; fold < folds; fold += 1) sums[fold * terms.length + term] = perFold(fold)
  }
  sources.forEach(({ data }, source) => {
    if (data.kind === 'number') {
      const { z, square, missing } = numericSums(data, side, label, checkpoint)
      put((term) => term.of === 'z' && term.source === source, (fold) => z[fold]! / unit)
      put((term) => term.of === 'square' && term.source === source, (fold) => square[fold]! / unit)
      put((term) => term.of === 'missing' && term.source === source, (fold) => missing[fold]!)
      return
    }
    const counts = levelCounts(data, side, label, checkpoint)
    const width = data.missing + 1
    for (let indicator = 0; indicator < width; indicator += 1) {
      put((term) => term.of === 'level' && term.source === source && term.indicator === indicator, (fold) => counts[fold * width + indicator]!)
    }
  })
  for (const term of terms) {
    if (term.of !== 'product') continue
    const product = productSums(sources[term.source]!.data as NumericSource, sources[term.second]!.data as NumericSource, side, label, checkpoint)
    put((other) => other === term, (fold) => product[fold]! / unit)
  }
  return sums
}

interface NumericSums {
  readonly z: Float64Array
  readonly square: Float64Array
  readonly missing: Float64Array
}

function numericSums(data: NumericSource, side: Side, label: number, checkpoint: () => void): NumericSums {
  const sums = { z: new Float64Array(folds), square: new Float64Array(folds), missing: new Float64Array(folds) }
  side.parts.forEach(({ fold }, part) => {
    const { values } = data.parts[label]![part]!
    inStretches(values.length, checkpoint, (from, to) => { addNumbers(values, fold, from, to, data, sums) })
  })
  return sums
}

// The loops over rows are functions of their own: the engine makes faster code of them than of closures.
function addNumbers(values: Float64Array, fold: Uint8Array, from: number, to: number, { mean, sd }: NumericSource, { z, square, missing }: NumericSums): void {
  // An imported constant is looked up in every row.
  const limit = clip
  for (let row = from; row < to; row += 1) {
    const at = fold[row]!
    const raw = (values[row]! - mean) / sd
    if (raw === raw) {
      const value = Math.min(limit, Math.max(-limit, raw))
      z[at]! += value * unit + rounder - rounder
      square[at]! += value * value * unit + rounder - rounder
    // Without spread z is 0 in every row.
    } else if (values[row] !== values[row]) missing[at]! += 1
  }
}

/** Rows per fold and indicator; the base level is not counted. */
function levelCounts(data: CategorySource, side: Side, label: number, checkpoint: () => void): Float64Array {
  const width = data.missing + 1
  const counts = new Float64Array(folds * width)
  side.parts.forEach(({ fold }, part) => {
    const { codes } = data.parts[label]![part]!
    const indicator = data.indicator[label]![part]!
    inStretches(codes.length, checkpoint, (from, to) => { addCodes(codes, fold, from, to, indicator, data.missing, counts) })
  })
  return counts
}

function addCodes(codes: Int32Array, fold: Uint8Array, from: number, to: number, indicator: Int32Array, missing: number, counts: Float64Array): void {
  for (let row = from; row < to; row += 1) {
    const code = codes[row]!
    const at = code < 0 ? missing : indicator[code]!
    if (at >= 0) counts[fold[row]! * (missing + 1) + at]! += 1
  }
}

function productSums(first: NumericSource, second: NumericSource, side: Side, label: number, checkpoint: () => void): Float64Array {
  const sums = new Float64Array(folds)
  side.parts.forEach(({ fold }, part) => {
    const a = first.parts[label]![part]!.values
    const b = second.parts[label]![part]!.values
    inStretches(a.length, checkpoint, (from, to) => {
      for (let row = from; row < to; row += 1) sums[fold[row]!]! += standardised(a[row]!, first) * standardised(b[row]!, second) * unit + rounder - rounder
    })
  })
  return sums
}
