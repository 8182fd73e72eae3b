import { formatNumber, countOf } from '../../common/format'
import type { Audit, Contributions } from './types'

/** Score of an output; null where the link is not one of these. */
export function scoreOfOutput({ space }: Contributions, output: number): number | null {
  switch (space) {
    case 'identity': return output
    case 'logit': return 1 / (1 + Math.exp(-output))
    case 'log': return Math.exp(output)
    case 'other': return null
  }
}

/**
 * Checks on every row that base and contributions add up to the output, |f(x) − E − Σφ| ≤ tolerance ·
 * max(1, |f(x)|), and that the output, brought back to the scale of the score, is the score that was reviewed.
 */
export function auditOf(contributions: Contributions, score: Float64Array, tolerance: number): Audit {
  const { columns, base, output } = contributions
  let largest = 0
  let failed = 0
  let scoreGap: number | null = null
  for (let row = 0; row < output.length; row += 1) {
    let sum = base
    for (const { values } of columns) sum += values[row]!
    const gap = Math.abs(output[row]! - sum)
    if (!(gap <= largest)) largest = gap
    if (!(gap <= tolerance * Math.max(1, Math.abs(output[row]!)))) failed += 1
    const back = scoreOfOutput(contributions, output[row]!)
    if (back !== null) {
      const off = Math.abs(back - score[row]!) / Math.max(1, Math.abs(score[row]!))
      if (scoreGap === null || !(off <= scoreGap)) scoreGap = off
    }
  }
  const rows = output.length
  const refused = failed > 0
    ? `base and contributions do not add up to the output on ${countOf(failed, 'row')} of ${String(rows)} (largest gap ${Number.isNaN(largest) ? 'not a number' : formatNumber(largest)}, allowed ${formatNumber(tolerance)}); the score depends on something that is not among the explained features, or some rows have no score`
    : scoreGap !== null && !(scoreGap <= tolerance) ? `the explained output is not the reviewed score: they differ by up to ${formatNumber(scoreGap)}` : null
  return { rows, largest: Number.isNaN(largest) ? Number.MAX_VALUE : largest, failed, scoreGap: scoreGap !== null && Number.isNaN(scoreGap) ? null : scoreGap, tolerance, refused }
}
