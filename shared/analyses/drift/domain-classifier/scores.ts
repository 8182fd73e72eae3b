import { folds, inStretches } from './sides'
import type { Side } from './sides'
import { clip, standardised } from './terms'
import type { CategorySource, NumericSource, Term, Terms } from './terms'

/**
 * Score of every row of a side by the rule that did not see its fold: one array per part.
 * @param rules per fold, one coefficient per term
 */
export function scoreAllRows({ sources, terms }: Terms, side: Side, label: number, rules: readonly Float64Array[], checkpoint: () => void): readonly Float64Array[] {
  const scores = side.parts.map(({ table }) => new Float64Array(table.rows))
  const weights = (find: (term: Term) => boolean): Float64Array => {
    const term = terms.findIndex(find)
    return Float64Array.from(rules, (rule) => rule[term] ?? 0)
  }
  sources.forEach(({ data }, source) => {
    if (data.kind === 'number') {
      const own = (of: Term['of']): Float64Array => weights((term) => term.of === of && term.source === source)
      const [z, square, missing] = [own('z'), own('square'), own('missing')]
      side.parts.forEach(({ fold }, part) => {
        const { values } = data.parts[label]![part]!
        inStretches(values.length, checkpoint, (from, to) => { scoreNumbers(values, fold, from, to, data, z, square, missing, scores[part]!) })
      })
    } else {
      const levels = Array.from({ length: data.missing + 1 }, (_, indicator) => weights((term) => term.of === 'level' && term.source === source && term.indicator === indicator))
      addLevels(data, side, label, levels, scores, checkpoint)
    }
  })
  for (const term of terms) {
    if (term.of !== 'product') continue
    const weight = weights((other) => other === term)
    const [first, second] = [sources[term.source]!.data as NumericSource, sources[term.second]!.data as NumericSource]
    side.parts.forEach(({ fold }, part) => {
      const a = first.parts[label]![part]!.values
      const b = second.parts[label]![part]!.values
      inStretches(a.length, checkpoint, (from, to) => { scoreProducts(a, b, fold, from, to, first, second, weight, scores[part]!) })
    })
  }
  return scores
}

// The loops over rows are functions of their own: the engine makes faster code of them than of closures.
function scoreNumbers(values: Float64Array, fold: Uint8Array, from: number, to: number, { mean, sd }: NumericSource, z: Float64Array, square: Float64Array, missing: Float64Array, score: Float64Array): void {
  // An imported constant is looked up in every row.
  const limit = clip
  for (let row = from; row < to; row += 1) {
    const at = fold[row]!
    const raw = (values[row]! - mean) / sd
    if (raw === raw) {
      const value = Math.min(limit, Math.max(-limit, raw))
      score[row]! += value * (z[at]! + square[at]! * value)
    // Without spread z is 0 in every row.
    } else if (values[row] !== values[row]) score[row]! += missing[at]!
  }
}

function scoreProducts(a: Float64Array, b: Float64Array, fold: Uint8Array, from: number, to: number, first: NumericSource, second: NumericSource, weight: Float64Array, score: Float64Array): void {
  for (let row = from; row < to; row += 1) score[row]! += weight[fold[row]!]! * standardised(a[row]!, first) * standardised(b[row]!, second)
}

function addLevels(data: CategorySource, side: Side, label: number, levels: readonly Float64Array[], scores: readonly Float64Array[], checkpoint: () => void): void {
  const width = levels.length
  const weight = new Float64Array(folds * width)
  levels.forEach((perFold, indicator) => { for (let fold = 0; fold < folds; fold += 1) weight[fold * width + indicator] = perFold[fold]! })
  side.parts.forEach(({ fold }, part) => {
    const { codes } = data.parts[label]![part]!
    const indicator = data.indicator[label]![part]!
    inStretches(codes.length, checkpoint, (from, to) => { scoreCodes(codes, fold, from, to, indicator, data.missing, weight, scores[part]!) })
  })
}

function scoreCodes(codes: Int32Array, fold: Uint8Array, from: number, to: number, indicator: Int32Array, missing: number, weight: Float64Array, score: Float64Array): void {
  for (let row = from; row < to; row += 1) {
    const code = codes[row]!
    const at = code < 0 ? missing : indicator[code]!
    if (at >= 0) score[row]! += weight[fold[row]! * (missing + 1) + at]!
  }
}
