import type { AnalysisDataset, AnalysisInput } from '../../../contract/analysis'
import { studentTTwoSided } from '../../../stats/distributions'
import { rowLossInterval, rowMean, rowMeanInterval } from '../../../stats/row-mean'
import { columnsWithRole } from '../../common/datasets'
import { countOf } from '../../common/format'
import { schemesFor } from '../../common/group-params'
import type { OrderedRows } from '../../common/ordered-rows'
import type { Fight } from './measure'

/** Champion against challenger within one group, by the loss of each row. */
export interface SegmentDuel {
  readonly column: string
  readonly group: string
  readonly n: number
  /** Mean loss of each. */
  readonly champion: number
  readonly challenger: number
  /** Champion's less challenger's: positive where the challenger gains. */
  readonly gain: number
  readonly low: number
  readonly high: number
  readonly p: number
  /** Whether, at the level shared out over all groups, the loss (or gain) is larger than the margin. */
  readonly beyond: 'loses' | 'wins' | null
}

export interface SegmentDuels {
  readonly segments: readonly SegmentDuel[]
  /** How numeric columns were cut, and what was not tested. */
  readonly notes: readonly string[]
  readonly notTested: readonly string[]
}

export interface SegmentSettings {
  readonly bands: number
  readonly cuts: Readonly<Record<string, readonly number[]>>
  readonly maxGroups: number
  /** Share of the champion's loss in the group. */
  readonly lossMargin: number
  /** Error budget of all groups together. */
  readonly alpha: number
  readonly weight: Float64Array | null
}

/** Rows, or effective rows, under which a group is listed and not judged. */
const smallest = 30

interface Rows {
  readonly column: string
  readonly group: string
  readonly champion: Float64Array
  readonly challenger: Float64Array
  readonly weight: Float64Array | null
}

/** Every group of every segment and protected column. */
export function segmentDuels(input: AnalysisInput, dataset: AnalysisDataset, rows: OrderedRows, fought: Fight, settings: SegmentSettings, checkpoint: () => void): SegmentDuels {
  const { schemes, notes, notTested } = schemesFor(input, columnsWithRole(input, 'segment', 'protected'), [dataset], settings)
  if (schemes.length > 0 && !fought.proper) return { segments: [], notes: [], notTested: [...notTested, 'Win and loss segments: scores that are no probabilities have no loss row by row.'] }
  const left: string[] = []
  const groups = schemes.flatMap((scheme) => {
    checkpoint()
    const groupOf = scheme.assign(rows.table)
    const unknown = groupOf.reduce((count, group) => count + (group < 0 ? 1 : 0), 0)
    if (unknown > 0) left.push(`${scheme.column}: ${countOf(unknown, 'row')} of unknown group.`)
    return scheme.labels.flatMap((group, index): readonly Rows[] => {
      checkpoint()
      const pick = (values: Float64Array): Float64Array => values.filter((_, row) => groupOf[row] === index)
      const own = { column: scheme.column, group, champion: pick(fought.championLoss), challenger: pick(fought.challengerLoss), weight: settings.weight === null ? null : pick(settings.weight) }
      const n = own.champion.length
      const worth = n === 0 ? 0 : rowMean(own.champion, own.weight).worth
      if (worth >= smallest) return [own]
      if (n > 0) left.push(`${scheme.column} = ${group}: ${n < smallest ? countOf(n, 'row') : `${countOf(n, 'row')} worth ${countOf(Math.floor(worth), 'row')} of equal weight`}; too few to judge.`)
      return []
    })
  })
  const segments = groups.flatMap((own): readonly SegmentDuel[] => {
    checkpoint()
    const duel = duelOf(own, settings.lossMargin, 1 - settings.alpha / groups.length)
    if (duel === null) left.push(`${own.column} = ${own.group}: both lose the same on every row.`)
    return duel === null ? [] : [duel]
  })
  return { segments, notes, notTested: [...notTested, ...left] }
}

/** Null where the two have the same loss on every row, so that there is nothing to test. */
function duelOf({ column, group, champion, challenger, weight }: Rows, margin: number, level: number): SegmentDuel | null {
  const gain = rowMean(champion.map((value, row) => value - challenger[row]!), weight)
  if (!(gain.se > 0)) return null
  const { low, high } = rowMeanInterval(gain)
  // With the margin inside the row, its own sampling error is counted too.
  const lower = (of: (row: number) => number): number => rowLossInterval(rowMean(champion.map((_, row) => of(row)), weight), level).low
  const loses = gain.mean < 0 && lower((row) => challenger[row]! - (1 + margin) * champion[row]!) > 0
  const wins = gain.mean > 0 && lower((row) => (1 - margin) * champion[row]! - challenger[row]!) > 0
  return {
    column, group, n: gain.n, champion: rowMean(champion, weight).mean, challenger: rowMean(challenger, weight).mean,
    gain: gain.mean, low, high, p: studentTTwoSided(gain.mean / gain.se, gain.df), beyond: loses ? 'loses' : wins ? 'wins' : null,
  }
}
