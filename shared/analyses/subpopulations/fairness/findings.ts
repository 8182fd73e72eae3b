import type { AnalysisResult, FindingProposal } from '../../../contract/analysis'
import { detailOf } from '../../common/blocks'
import { idPart } from '../../common/datasets'
import { countOf, formatCount, formatInterval, formatPercent, formatPoints, formatPointLimit } from '../../common/format'
import type { RateName } from './count'
import type { Bounds } from './measure'
import type { Detail } from './report'
import { rateWords } from './words'

/** A group whose difference from the largest one lies wholly beyond the limit. */
export interface PointedOut {
  readonly column: Detail['columns'][number]
  readonly group: string
  readonly rate: RateName | 'residual'
  readonly difference: Bounds
  /** In units of its limit: what is worst comes first. */
  readonly size: number
  readonly words: string
}

const beyond = (difference: Bounds | null, limit: number): difference is Bounds => difference !== null && difference.low !== null && difference.high !== null && (difference.low > limit || difference.high < -limit)

/** Every such group and measure, worst first. */
export function pointedOut(detail: Detail): readonly PointedOut[] {
  return detail.columns.flatMap((column) => column.rows.flatMap((row, index): readonly PointedOut[] => {
    const largest = column.rows.find((each) => each.reference)!
    const rates = row.small ? [] : (['tpr', 'fpr', 'ppv'] as const).flatMap((rate): readonly PointedOut[] => {
      const { decided, difference, value } = row.rates[rate]
      if (!beyond(decided, detail.delta) || largest.small) return []
      const shown = difference!
      return [{
        column, group: row.group, rate, difference: shown, size: Math.abs(shown.value!) / detail.delta,
        words: `${rateWords[rate]} of ${column.column} = ${row.group} is ${formatPercent(value)} against ${formatPercent(largest.rates[rate].value)} of ${largest.group} in ${column.dataset}, a difference of ${formatPoints(shown.value)} ${formatInterval(shown.low, shown.high, (each) => formatPoints(each))}`,
      }]
    })
    const cell = column.calibration?.[index]
    const base = column.calibration?.[column.rows.indexOf(largest)]
    if (cell === undefined || base === undefined || row.small || !beyond(cell.decided, detail.calibrationDelta)) return rates
    return [...rates, {
      column, group: row.group, rate: 'residual' as const, difference: cell.decided, size: Math.abs(cell.decided.value!) / detail.calibrationDelta,
      words: `Observed less predicted is ${formatPoints(cell.value)} for ${column.column} = ${row.group} against ${formatPoints(base.value)} for ${largest.group} in ${column.dataset}`,
    }]
  })).sort((a, b) => b.size - a.size)
}

/** One proposal per column and group, for its worst measure. */
export function findings(result: AnalysisResult): readonly FindingProposal[] {
  const detail = detailOf(result) as Detail
  const proposals = new Map<string, FindingProposal>()
  const all = pointedOut(detail)
  for (const { column, group, rate, words } of all) {
    const key = `fairness/${column.column}/${group}`
    if (proposals.has(key)) continue
    const others = all.filter((each) => each.column === column && each.group === group && each.rate !== rate)
    const row = column.rows.find((each) => each.group === group)!
    const id = `${column.key}/${idPart(group)}`
    const limit = rate === 'residual' ? detail.calibrationDelta : detail.delta
    proposals.set(key, {
      key,
      title: rate === 'residual' ? `The same score means another risk for ${column.column} = ${group}` : `${rateWords[rate]} of ${column.column} = ${group} differs from that of the largest group`,
      severity: 'medium',
      condition: `${words} (${countOf(row.known, 'row')} with a known outcome, ${countOf(row.events, 'event')}).${others.length === 0 ? '' : ` Also beyond its limit: ${others.map((each) => (each.rate === 'residual' ? 'observed less predicted' : rateWords[each.rate].toLowerCase())).join(', ')}.`}`,
      criterion: `Differences from the largest group of at most ${formatPointLimit(limit)}, or none for certain beyond that (intervals at the error budget shared over all groups and measures).`,
      consequence: `Errors fall unevenly on ${formatCount(row.n)} rows. Where groups differ in their event rates some measure must be unequal; this is a prompt to say which one and why, not a statement about lawfulness.`,
      recommendation: 'State which measure the use calls for and why; look for a threshold or model of equal quality with less uneven errors; check the outcome itself for bias.',
      evidence: rate === 'residual' ? [`residual/${id}`] : [`${rate}/${id}`, `${rate}-difference/${id}`],
    })
  }
  return [...proposals.values()]
}
