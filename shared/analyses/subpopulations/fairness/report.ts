import type { AnalysisResult, NamedValue, Verdict } from '../../../contract/analysis'
import type { Block, FigureSpec } from '../../../contract/figure'
import { cellTable, closing, detailOf, figureBlocks, heading, opening, paragraph, tableBlock } from '../../common/blocks'
import { idPart } from '../../common/datasets'
import { favourableWords } from '../../common/decisions'
import { countOf, formatCount, formatInterval, formatNumber, formatP, formatPercent, formatPointLimit, formatPoints, listWords, pPhrase } from '../../common/format'
import type { CalibrationCell } from './calibration'
import { rateNames } from './count'
import type { FairRow, MeasureTest, RateCell } from './measure'
import { pointedOut } from './findings'
import { measureShort, measureWords, rateWords } from './words'

export { findings } from './findings'

/** One protected column of one dataset. */
export interface ColumnFairness {
  readonly key: string
  readonly dataset: string
  readonly column: string
  readonly unknown: number
  readonly rows: readonly FairRow[]
  /** One per row; null where scores are not probabilities. */
  readonly calibration: readonly CalibrationCell[] | null
  readonly tests: readonly MeasureTest[]
}

export interface Detail {
  readonly threshold: number
  readonly favourable: 'above' | 'below'
  readonly alpha: number
  readonly delta: number
  readonly calibrationDelta: number
  readonly columns: readonly (Omit<ColumnFairness, 'tests'> & { readonly tests: readonly (MeasureTest & { readonly pAdjusted: number })[] })[]
}

/** Equivalent when every difference of every tested group lies inside the limits, whatever p. */
export function verdictOf(detail: Detail): Verdict {
  const tests = detail.columns.flatMap((column) => column.tests)
  if (tests.length === 0) return 'described'
  const inside = detail.columns.every((column) => column.rows.every((row) => row.reference || (['favourable', 'tpr', 'fpr', 'ppv'] as const).every((name) => {
    const difference = row.rates[name].difference
    return difference !== null && difference.low !== null && difference.high !== null && difference.low > -detail.delta && difference.high < detail.delta
  })))
  if (inside) return 'equivalent'
  return tests.some((test) => test.pAdjusted < detail.alpha) ? 'different' : 'inconclusive'
}

export function headlineOf(detail: Detail): string {
  const all = detail.columns.flatMap((column) => column.tests.map((test) => ({ column, test })))
  if (all.length === 0) return 'No measure could be tested across groups.'
  const failed = all.filter(({ test }) => test.pAdjusted < detail.alpha).sort((a, b) => a.test.pAdjusted - b.test.pAdjusted)
  const [worst] = pointedOut(detail)
  if (worst !== undefined) return `${worst.words} (${formatCount(failed.length)} of ${countOf(all.length, 'test')} across groups significant, Holm).`
  if (failed.length === 0) return `${all.length === 1 ? 'The one test' : `None of ${countOf(all.length, 'test')}`} of fairness measures across ${listWords([...new Set(detail.columns.map((column) => column.column))])} shows ${all.length === 1 ? 'no' : 'a'} difference between groups (Holm).`
  return `Groups differ in ${listWords([...new Set(failed.map(({ column, test }) => `${measureShort[test.measure]} by ${column.column}`))])} (${formatCount(failed.length)} of ${countOf(all.length, 'test')}, Holm, smallest ${pPhrase(failed[0]!.test.pAdjusted)}), no rate of errors from the largest group’s by more than ${formatPointLimit(detail.delta)} for certain.`
}

export function valuesOf(detail: Detail): readonly NamedValue[] {
  return detail.columns.flatMap((column): readonly NamedValue[] => [
    ...column.tests.map((test) => ({ id: `statistic/${test.measure}/${column.key}`, label: `${measureWords[test.measure]}, statistic (${test.test}), ${column.column} in ${column.dataset}`, value: test.statistic, n: test.n, tolerance: 1e-9, verdict: test.pAdjusted < detail.alpha ? 'different' as const : 'inconclusive' as const })),
    ...column.rows.flatMap((row, index): readonly NamedValue[] => {
      const id = `${column.key}/${idPart(row.group)}`
      const name = `${column.column} = ${row.group}, ${column.dataset}`
      const cell = column.calibration?.[index]
      return [
        ...rateNames.flatMap((rate): readonly NamedValue[] => {
          const { value, low, high, n, difference } = row.rates[rate]
          if (n === 0) return []
          return [
            { id: `${rate}/${id}`, label: `${rateWords[rate]}, ${name}`, value, low, high, n, tolerance: 1e-12 },
            ...(difference === null ? [] : [{ id: `${rate}-difference/${id}`, label: `${rateWords[rate]} less that of the largest group, ${name}`, ...difference, n, limit: detail.delta, tolerance: 1e-12 }]),
          ]
        }),
        ...(cell === undefined || cell.n === 0 ? [] : [{ id: `residual/${id}`, label: `Observed less predicted, ${name}`, value: cell.value, low: cell.low, high: cell.high, n: cell.n, limit: detail.calibrationDelta, tolerance: 1e-9 }]),
      ]
    }),
  ])
}

const range = ({ low, high }: { readonly low: number | null; readonly high: number | null }): string => formatInterval(low, high, (each) => formatPercent(each))
const cellText = (cell: RateCell): string => (cell.value === null ? '–' : `${formatPercent(cell.value)} ${range(cell)}`)

function rateTable(column: Detail['columns'][number]): FigureSpec['table'] {
  return cellTable(['Group', '>n', '>Events', ...rateNames.map((name) => `>${rateWords[name]}`), '>Observed − predicted'], column.rows.map((row, index) => {
    const cell = column.calibration?.[index]
    return [
      `${row.group}${row.reference ? ' (largest)' : ''}${row.small ? ' (small)' : ''}`, formatCount(row.n), formatCount(row.events), ...rateNames.map((name) => cellText(row.rates[name])),
      cell === undefined || cell.value === null ? '–' : `${formatPoints(cell.value)} ${formatInterval(cell.low, cell.high, (each) => formatPoints(each))}`,
    ]
  }))
}

/** Differences from the largest group, one figure for each of the first four columns. */
export function figures(result: AnalysisResult): readonly FigureSpec[] {
  const detail = detailOf(result) as Detail
  const opportunity = detail.favourable === 'above' ? 'tpr' : 'fpr'
  const shown = ['favourable', opportunity, opportunity === 'tpr' ? 'fpr' : 'tpr', 'ppv'] as const
  const tones = ['reference', 'current', 'group-3', 'group-4'] as const
  return detail.columns.filter((column) => column.rows.some((row) => !row.reference && row.n > 0)).slice(0, 4).map((column): FigureSpec => {
    const rows = column.rows.filter((row) => !row.reference && row.n > 0)
    const largest = column.rows.find((row) => row.reference)!
    const lines = rows.flatMap((row) => shown.map((name) => ({ label: `${row.group}: ${rateWords[name].toLowerCase()}`, name, difference: row.rates[name].difference! }))).filter((line) => line.difference.value !== null).slice(0, 32)
    const names = lines.map((line) => line.label)
    const most = lines.reduce((best, line) => (Math.abs(line.difference.value!) > Math.abs(best.difference.value!) ? line : best))
    return {
      id: `fairness-${column.key}`,
      title: `${column.column}, ${column.dataset}: furthest from ${largest.group} is ${most.label}, ${formatPoints(most.difference.value)}`,
      alt: `Differences of rates from those of ${largest.group}, the largest group, with 95 % intervals: ${lines.slice(0, 8).map((line) => `${line.label} ${formatPoints(line.difference.value)}`).join('; ')}.`,
      plot: {
        x: { title: `Difference from ${largest.group}`, percent: true },
        y: { title: '', scale: 'category', categories: names },
        marks: [
          ...shown.flatMap((name, index) => {
            const own = lines.filter((line) => line.name === name)
            return own.length === 0 ? [] : [{ mark: 'intervals' as const, name: rateWords[name], x: own.map((line) => line.difference.value), y: own.map((line) => line.label), low: own.map((line) => line.difference.low), high: own.map((line) => line.difference.high), tone: tones[index]!, horizontal: true }]
          }),
          { mark: 'rule', name: 'No difference', x: 0, tone: 'neutral' },
        ],
        aspect: Math.min(1.2, 0.25 + 0.04 * names.length),
      },
      table: rateTable(column),
    }
  })
}

const mostColumns = 4

export function section(result: AnalysisResult): readonly Block[] {
  const detail = detailOf(result) as Detail
  const drawn = figures(result)
  return [
    ...opening(result),
    paragraph(`The favourable decision is ${favourableWords(detail, formatNumber(detail.threshold))}; the favourable outcome is ${detail.favourable === 'above' ? '1' : '0'}. When groups differ in their event rates, equal error rates and equal predictive values exclude each other: which of them is right here is for the reviewer to say.`),
    tableBlock('Measures across groups', cellTable(['Column', 'Dataset', 'Measure', 'Test', '>n', '>Adj. p', 'Verdict'], detail.columns.slice(0, mostColumns).flatMap((column) => column.tests.map((test) => [
      column.column, column.dataset, measureWords[test.measure], test.test, formatCount(test.n), formatP(test.pAdjusted), test.pAdjusted < detail.alpha ? 'different' : 'not shown to differ',
    ])))),
    ...detail.columns.slice(0, mostColumns).flatMap((column): readonly Block[] => [
      heading(`${column.column}, ${column.dataset}`),
      ...figureBlocks(drawn.filter((figure) => figure.id === `fairness-${column.key}`)),
      tableBlock(`Rates by ${column.column} with 95 % intervals; ${countOf(column.unknown, 'row')} of unknown group apart`, rateTable(column)),
    ]),
    ...(detail.columns.length > mostColumns ? [paragraph(`${countOf(detail.columns.length - mostColumns, 'further column or dataset', 'further columns or datasets')}: the numbers are in the evidence.`)] : []),
    ...closing(result),
  ]
}
