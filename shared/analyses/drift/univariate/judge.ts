import type { Verdict } from '../../../contract/analysis'
import { threeWayVerdict } from '../../../stats/equivalence'
import type { Cell, NewLevel } from './types'

/** Significant after Holm, and larger than what matters. */
export function drifted(cell: Cell, alpha: number): boolean {
  return cell.pAdjusted !== null && cell.pAdjusted < alpha && cell.effect !== null && cell.effect > cell.delta
}

/** More or fewer missing cells, significantly and by more than what matters. */
export function missingChanged(cell: Cell, delta: number, alpha: number): boolean {
  return cell.missingPAdjusted !== null && cell.missingPAdjusted < alpha && cell.missingDifference !== null && Math.abs(cell.missingDifference) > delta
}

/** New levels too frequent for chance; levels beside the rarest one carry the same Holm factor. */
export function newLevelsBeyondChance(cell: Cell, alpha: number): readonly NewLevel[] {
  if (cell.newLevelPAdjusted === null || cell.newLevelP === null || cell.newLevelPAdjusted >= alpha) return []
  const factor = cell.newLevelP > 0 ? cell.newLevelPAdjusted / cell.newLevelP : 1
  return cell.newLevels.filter((level) => level.p * factor < alpha)
}

/** Worst of the questions: distribution, missing cells, new categories, damage. */
export function cellVerdict(cell: Cell, missingDelta: number, alpha: number): Verdict {
  const verdicts: Verdict[] = []
  if (cell.effect !== null && cell.low !== null && cell.high !== null && cell.p !== null) {
    // Both effects are distances from 0: only their upper end can leave the interval.
    verdicts.push(threeWayVerdict({ estimate: cell.effect, low: Math.min(cell.low, cell.effect), high: cell.high, delta: cell.delta, p: cell.pAdjusted ?? 1, alpha }))
  }
  if (cell.missingPAdjusted !== null && cell.missingDifference !== null && cell.missingLow !== null && cell.missingHigh !== null) {
    verdicts.push(threeWayVerdict({ estimate: cell.missingDifference, low: cell.missingLow, high: cell.missingHigh, delta: missingDelta, p: cell.missingPAdjusted, alpha }))
  }
  if (newLevelsBeyondChance(cell, alpha).length > 0 || cell.damage !== null) verdicts.push('different')
  if (verdicts.length === 0) return 'described'
  return verdicts.includes('different') ? 'different' : verdicts.includes('inconclusive') ? 'inconclusive' : 'equivalent'
}
