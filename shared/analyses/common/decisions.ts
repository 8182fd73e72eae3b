import type { AnalysisDataset, AnalysisInput, Decision } from '../../contract/analysis'
import { datasetsOf, scoreOf } from './datasets'

/** Datasets whose decisions are judged, outcomes not needed: test ones, else production, else development. */
export function decidedDatasets(input: AnalysisInput): readonly AnalysisDataset[] {
  for (const role of ['test', 'production', 'development'] as const) {
    const scored = datasetsOf(input, role).filter((dataset) => scoreOf(dataset) !== null)
    if (scored.length > 0) return scored
  }
  return []
}

/**
 * Favourable decision per row: 1 or 0; -1 where the score is not finite, so that there is no decision.
 * Favourable is a score at or above the threshold, or below it, as the review says.
 */
export function favourableDecisions(score: Float64Array, { favourable }: Decision, threshold: number): Int8Array {
  return Int8Array.from(score, (value) => (Number.isFinite(value) ? ((value >= threshold) === (favourable === 'above') ? 1 : 0) : -1))
}

/** The favourable decision in words: "a score at or above 0.5", "a score below 0.2". */
export function favourableWords({ favourable }: Decision, threshold: string): string {
  return `a score ${favourable === 'above' ? 'at or above' : 'below'} ${threshold}`
}
