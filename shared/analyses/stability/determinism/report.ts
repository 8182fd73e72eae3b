import type { AnalysisResult, FindingProposal, NamedValue } from '../../../contract/analysis'
import type { Block, FigureSpec } from '../../../contract/figure'
import { cellTable, closing, detailOf, figureBlocks, opening, tableBlock } from '../../common/blocks'
import { absent, countOf, formatCount, formatFixed, formatNumber } from '../../common/format'
import { ulpClasses } from '../re-performance/compare'
import type { Agreement } from './measure'

export type Way = 'again' | 'whole-file' | 'reordered' | 'single' | 'small-batches' | 'columns'

export const wayWords: Readonly<Record<Way, string>> = {
  again: 'scored a second time',
  'whole-file': 'among all rows of the file',
  reordered: 'rows in another order',
  single: 'one row at a time',
  'small-batches': 'batches of 7 rows',
  columns: 'columns in another order',
}

export interface Trial extends Agreement {
  readonly way: Way
}

export interface Detail {
  readonly dataset: string
  readonly tolerance: number
  readonly trials: readonly Trial[]
}

export function headlineOf(detail: Detail): string {
  const rows = Math.max(0, ...detail.trials.map((trial) => trial.rows))
  const unlike = detail.trials.filter((trial) => trial.identical < trial.rows)
  const worst = unlike.reduce<Trial | null>((most, trial) => (most === null || trial.beyond > most.beyond || (trial.beyond === most.beyond && trial.largest > most.largest) ? trial : most), null)
  if (worst === null) return `Every score is the same to the last bit in ${countOf(detail.trials.length, 'way')} of scoring up to ${countOf(rows, 'row')} of ${detail.dataset} again.`
  return worst.beyond === 0
    ? `Scores differ in their last bits, at most by ${formatNumber(worst.largest)} (${wayWords[worst.way]}), on ${countOf(worst.rows - worst.identical, 'row')} of ${formatCount(worst.rows)}: within ${formatNumber(detail.tolerance)}.`
    : `${countOf(worst.beyond, 'row')} of ${formatCount(worst.rows)} ${worst.beyond === 1 ? 'gets' : 'get'} another score when ${wayWords[worst.way]}, by up to ${formatNumber(worst.largest)}.`
}

export function valuesOf(detail: Detail): readonly NamedValue[] {
  return detail.trials.flatMap((trial): readonly NamedValue[] => [
    { id: `identical/${trial.way}`, label: `Scores identical to the last bit, ${wayWords[trial.way]}`, value: trial.identical, n: trial.rows, unit: 'rows' },
    { id: `beyond/${trial.way}`, label: `Scores that differ beyond the tolerance, ${wayWords[trial.way]}`, value: trial.beyond, n: trial.rows, unit: 'rows', limit: 0, verdict: trial.beyond > 0 ? 'different' : 'equivalent' },
    { id: `largest/${trial.way}`, label: `Largest difference, ${wayWords[trial.way]}`, value: trial.largest, n: trial.rows, limit: detail.tolerance },
    { id: `ranks/${trial.way}`, label: `Neighbours that change places, ${wayWords[trial.way]}`, value: trial.rankChanges, n: trial.rows, unit: 'rows' },
  ])
}

export function findings(result: AnalysisResult): readonly FindingProposal[] {
  const detail = detailOf(result) as Detail
  const bad = detail.trials.filter((trial) => trial.beyond > 0)
  const worst = bad.reduce<Trial | null>((most, trial) => (most === null || trial.beyond > most.beyond ? trial : most), null)
  if (worst === null) return []
  const first = worst.listed[0]
  return [{
    key: 'not-deterministic',
    title: `${countOf(worst.beyond, 'row')} of ${formatCount(worst.rows)} ${worst.beyond === 1 ? 'gets' : 'get'} another score when ${wayWords[worst.way]}`,
    severity: (worst.decisionChanges ?? 0) > 0 ? 'high' : 'medium',
    condition: `${wayWords[worst.way]}: ${countOf(worst.beyond, 'score')} of ${formatCount(worst.rows)} differ by more than ${formatNumber(detail.tolerance)}, at most by ${formatNumber(worst.largest)}${worst.decisionChanges === null ? '' : `; ${countOf(worst.decisionChanges, 'decision')} at the threshold ${worst.decisionChanges === 1 ? 'changes' : 'change'}`}.${first === undefined ? '' : ` The first: row ${formatCount(first.row)}, ${formatNumber(first.first, 8)} and ${formatNumber(first.again, 8)}.`}`,
    criterion: 'The same row gets the same score, whenever and in whatever company it is scored.',
    consequence: 'A decision cannot be repeated, nor a complaint answered by scoring again; figures of this review would change from run to run.',
    recommendation: 'Have the source of randomness or of dependence between rows removed (seeds, batch statistics, row indexes).',
    evidence: [`beyond/${worst.way}`, `largest/${worst.way}`, `identical/${worst.way}`],
  }]
}

export function figures(result: AnalysisResult): readonly FigureSpec[] {
  const detail = detailOf(result) as Detail
  const ways = detail.trials.map((trial) => wayWords[trial.way])
  const share = (count: (trial: Trial) => number): readonly number[] => detail.trials.map((trial) => (trial.rows > 0 ? count(trial) / trial.rows : 0))
  const parts = [
    { name: 'Identical to the last bit', tone: 'reference', of: (trial: Trial) => trial.identical },
    { name: 'Within the tolerance', tone: 'current', of: (trial: Trial) => trial.rows - trial.identical - trial.beyond },
    { name: 'Beyond it', tone: 'alarm', of: (trial: Trial) => trial.beyond },
  ] as const
  const steps = (trial: Trial): string => ulpClasses.flatMap((entry, index) => (index === 0 || trial.steps[index] === 0 ? [] : [`${entry.label}: ${formatCount(trial.steps[index])}`])).join('; ') || absent
  return [{
    id: 'ways',
    title: headlineOf(detail),
    alt: `Share of scores that are identical, differ within ${formatNumber(detail.tolerance)}, and differ by more, by way of scoring again: ${detail.trials.map((trial) => `${wayWords[trial.way]}: ${formatCount(trial.identical)} of ${formatCount(trial.rows)} identical, ${formatCount(trial.beyond)} beyond`).join('; ')}.`,
    plot: {
      x: { title: 'Share of the rows scored again', range: [0, 1], percent: true },
      y: { title: '', scale: 'category', categories: ways },
      marks: parts.filter((part) => part.tone === 'reference' || detail.trials.some((trial) => part.of(trial) > 0)).map((part) => ({ mark: 'bars', name: part.name, x: share(part.of), y: ways, tone: part.tone, horizontal: true }) as const),
      aspect: 0.35,
    },
    table: cellTable(['Way', '>Rows', '>Identical', '>Within tolerance', '>Beyond', 'Distance of those that differ [float32 steps]'], detail.trials.map((trial) => [wayWords[trial.way], formatCount(trial.rows), formatCount(trial.identical), formatCount(trial.rows - trial.identical - trial.beyond), formatCount(trial.beyond), steps(trial)])),
  }]
}

export function section(result: AnalysisResult): readonly Block[] {
  const detail = detailOf(result) as Detail
  const listed = detail.trials.filter((trial) => trial.listed.length > 0)
  return [
    ...opening(result),
    ...(listed.length === 0 ? [] : figureBlocks(figures(result))),
    tableBlock(`Scores of ${detail.dataset} against the first scoring`, cellTable(
      ['Way', '>Rows', '>Identical', '>Beyond tolerance', '>Largest difference', '>Neighbours change places', '>Decision changes'],
      detail.trials.map((trial) => [wayWords[trial.way], formatCount(trial.rows), formatCount(trial.identical), formatCount(trial.beyond), formatNumber(trial.largest), formatCount(trial.rankChanges), formatCount(trial.decisionChanges)]),
    )),
    ...(listed[0] === undefined ? [] : [tableBlock(`First rows that differ, ${wayWords[listed[0].way]} (counted without the header)`, cellTable(
      ['>Row', '>First', '>Again'], listed[0].listed.map((row) => [formatCount(row.row), row.first === null ? absent : formatFixed(row.first, 10), row.again === null ? absent : formatFixed(row.again, 10)]),
    ))]),
    ...closing(result),
  ]
}
