import type { AnalysisResult, FindingProposal, NamedValue, Verdict } from '../../../contract/analysis'
import type { Block, FigureSpec } from '../../../contract/figure'
import { cellTable, closing, detailOf, figureBlocks, heading, opening, paragraph, tableBlock } from '../../common/blocks'
import { idPart } from '../../common/datasets'
import { countOf, formatCount, formatInterval, formatNumber, formatP, formatPercent, listWords, pPhrase } from '../../common/format'
import { allGrades } from './measure'
import type { GradeRow, HosmerLemeshow } from './measure'

/** A dataset's grades before adjustment. */
export interface DatasetGrades {
  readonly key: string
  readonly label: string
  readonly origin: string
  readonly rows: readonly GradeRow[]
  readonly all: GradeRow
  readonly together: HosmerLemeshow | null
}

type Judged = GradeRow & { readonly pAdjusted: number }
type JudgedDataset = Omit<DatasetGrades, 'rows' | 'all'> & { readonly rows: readonly Judged[]; readonly all: Judged }

export interface Detail {
  /** What a grade is: the column, or "score band". */
  readonly name: string
  readonly alpha: number
  readonly assetCorrelation: number
  readonly amber: number
  readonly red: number
  /** True when the plan gives forecasts by grade. */
  readonly planned: boolean
  readonly datasets: readonly JudgedDataset[]
}

/** Ledger id of the test of a grade. */
export const gradeTestId = (key: string, grade: string): string => `grade/${key}/${idPart(grade)}`

const tooLow = (detail: Detail, dataset: JudgedDataset): readonly Judged[] => dataset.rows.filter((row) => row.pAdjusted < detail.alpha).sort((a, b) => a.pAdjusted - b.pAdjusted || b.observed - b.pd - (a.observed - a.pd))
const failing = (detail: Detail): readonly JudgedDataset[] => detail.datasets.filter((dataset) => dataset.all.pAdjusted < detail.alpha || tooLow(detail, dataset).length > 0)
const lights = (dataset: JudgedDataset, light: GradeRow['light']): number => dataset.rows.filter((row) => row.light === light).length
const percent = (value: number | null | undefined): string => formatPercent(value, 2)

/** Inconclusive, not equivalent, where nothing is significant: a back-test cannot show that a forecast is right. */
export function verdictOf(detail: Detail): Verdict {
  return detail.datasets.length === 0 ? 'described' : failing(detail).length > 0 ? 'different' : 'inconclusive'
}

const against = (row: GradeRow): string => `${formatCount(row.defaults)} defaults of ${formatCount(row.n)} (${percent(row.observed)} ${formatInterval(row.low, row.high, percent)}) against a forecast of ${percent(row.pd)}`

export function headlineOf(detail: Detail): string {
  const [worst] = failing(detail)
  if (worst !== undefined) {
    const low = tooLow(detail, worst)
    const [first] = low
    if (first === undefined) return `Forecasts are too low in ${worst.label} as a whole: ${against(worst.all)}, adjusted ${pPhrase(worst.all.pAdjusted)}.`
    return `Forecasts are too low in ${formatCount(low.length)} of ${countOf(worst.rows.length, 'grade')} of ${worst.label}, most clearly ${detail.name} ${first.grade}: ${against(first)}, adjusted ${pPhrase(first.pAdjusted)}.`
  }
  const [main] = detail.datasets
  if (main === undefined) return 'No dataset has rows with a grade.'
  return `No grade has significantly more defaults than forecast; ${main.label}: ${against(main.all)}, ${formatCount(lights(main, 'green'))} of ${countOf(main.rows.length, 'grade')} green, ${formatCount(lights(main, 'amber'))} amber, ${formatCount(lights(main, 'red'))} red (lights: each grade by itself, unadjusted).`
}

export function valuesOf(detail: Detail): readonly NamedValue[] {
  return detail.datasets.flatMap((dataset): readonly NamedValue[] => [
    ...(dataset.together === null ? [] : [{ id: `hosmer-lemeshow/${dataset.key}`, label: `Hosmer–Lemeshow over grades (${String(dataset.together.df)} df), ${dataset.label}`, value: dataset.together.statistic, n: dataset.all.n, tolerance: 1e-9 }]),
    ...[dataset.all, ...dataset.rows].flatMap((row): readonly NamedValue[] => {
      const id = `${dataset.key}/${idPart(row.grade)}`
      const name = `${detail.name} ${row.grade}, ${dataset.label}`
      return [
        { id: `forecast/${id}`, label: `Forecast, ${name}`, value: row.pd, n: row.n, tolerance: 1e-12 },
        { id: `observed/${id}`, label: `Default rate (Jeffreys interval), ${name}`, value: row.observed, low: row.low, high: row.high, n: row.n, tolerance: 1e-9, verdict: row.pAdjusted < detail.alpha ? 'different' : 'inconclusive' },
        { id: `jeffreys/${id}`, label: `Jeffreys p, ${name}`, value: row.jeffreys, n: row.n, tolerance: 1e-9 },
        { id: `binomial/${id}`, label: `Binomial p, ${name}`, value: row.binomial, n: row.n, tolerance: 1e-9 },
        { id: `correlated/${id}`, label: `Binomial p with asset correlation ${formatNumber(detail.assetCorrelation)}, ${name}`, value: row.correlated, n: row.n, tolerance: 1e-9 },
        { id: `too-high/${id}`, label: `Binomial p of too high a forecast, ${name}`, value: row.tooHigh, n: row.n, tolerance: 1e-9 },
      ]
    }),
  ])
}

export function findings(result: AnalysisResult): readonly FindingProposal[] {
  const detail = detailOf(result) as Detail
  const failed = failing(detail)
  const [first] = failed
  if (first === undefined) return []
  const low = tooLow(detail, first)
  const worst = low[0] ?? first.all
  const forgiven = failed.every((dataset) => [dataset.all, ...tooLow(detail, dataset)].every((row) => row.correlated >= 0.05))
  return [{
    key: 'grades-too-low',
    title: low.length === 0 ? `More defaults than forecast in ${first.label}` : `More defaults than forecast in ${formatCount(low.length)} of ${countOf(first.rows.length, 'grade')} of ${first.label}${failed.length > 1 ? ` and in ${countOf(failed.length - 1, 'other dataset')}` : ''}`,
    severity: forgiven ? 'low' : first.all.pAdjusted < detail.alpha ? 'high' : 'medium',
    condition: `${first.label}, ${worst.grade === allGrades ? 'all grades together' : `${detail.name} ${worst.grade}`}: ${against(worst)}; binomial adjusted ${pPhrase(worst.pAdjusted)}, Jeffreys ${pPhrase(worst.jeffreys)}, with asset correlation ${formatNumber(detail.assetCorrelation)} ${pPhrase(worst.correlated)}.${low.length > 1 ? ` Also too low: ${listWords(low.slice(1).map((row) => row.grade))}.` : ''}`,
    criterion: 'Observed defaults do not significantly exceed the forecast of the grade (binomial, mid-p, Holm over all grades).',
    consequence: forgiven ? 'Losses exceed what the scores say. If defaults share a common factor, one bad period can bring as many without the model being wrong.' : 'Pricing, provisions and capital that rest on the forecast are too low in these grades.',
    recommendation: 'Recalibrate the grades, add a margin until then, and look at the same grades over several periods.',
    evidence: failed.flatMap((dataset) => [dataset.all, ...tooLow(detail, dataset)].map((row) => `observed/${dataset.key}/${idPart(row.grade)}`)),
  }]
}

function gradeTable(dataset: JudgedDataset): FigureSpec['table'] {
  return cellTable(['Grade', '>n', '>Defaults', '>Forecast', '>Observed', '>95 % interval', '>Jeffreys p', '>Binomial p', '>Correlated p', '>Adj. p', 'Light'], [...dataset.rows, dataset.all].map((row) => [
    row.grade, formatCount(row.n), formatCount(row.defaults), percent(row.pd), percent(row.observed), formatInterval(row.low, row.high, percent),
    formatP(row.jeffreys), formatP(row.binomial), formatP(row.correlated), formatP(row.pAdjusted), row.light,
  ]))
}

/** One figure for each of the first four datasets: observed rates with intervals beside the forecasts. */
export function figures(result: AnalysisResult): readonly FigureSpec[] {
  const detail = detailOf(result) as Detail
  return detail.datasets.slice(0, 4).map((dataset): FigureSpec => {
    const names = dataset.rows.map((row) => row.grade)
    const outside = dataset.rows.filter((row) => row.pd < row.low).length
    return {
      id: `grades-${dataset.key}`,
      title: `${dataset.label}: the forecast lies below the interval of the default rate in ${formatCount(outside)} of ${countOf(names.length, 'grade')}`,
      alt: `Default rate with 95 % Jeffreys interval and forecast by ${detail.name}: ${dataset.rows.map((row) => `${row.grade} ${percent(row.observed)}, forecast ${percent(row.pd)}, ${row.light}`).join('; ')}.`,
      plot: {
        x: { title: 'Default rate', percent: true },
        y: { title: detail.name, scale: 'category', categories: names },
        marks: [
          { mark: 'intervals', name: 'Observed, 95 %', x: dataset.rows.map((row) => row.observed), y: names, low: dataset.rows.map((row) => row.low), high: dataset.rows.map((row) => row.high), tone: 'current', horizontal: true },
          { mark: 'points', name: 'Forecast', x: dataset.rows.map((row) => row.pd), y: names, tone: 'reference' },
        ],
        aspect: Math.min(1.2, 0.25 + 0.05 * names.length),
      },
      table: gradeTable(dataset),
    }
  })
}

const mostTables = 4

export function section(result: AnalysisResult): readonly Block[] {
  const detail = detailOf(result) as Detail
  const drawn = figures(result)
  return [
    ...opening(result),
    paragraph(`Forecast of a ${detail.name}: ${detail.planned ? 'as the plan says, else ' : ''}the mean score of its rows. Lights by the Jeffreys p: amber under ${formatNumber(detail.amber)}, red under ${formatNumber(detail.red)}. Asset correlation ${formatNumber(detail.assetCorrelation)}.`),
    ...detail.datasets.slice(0, mostTables).flatMap((dataset): readonly Block[] => [
      heading(`${dataset.label}, ${dataset.origin}`),
      ...figureBlocks(drawn.filter((figure) => figure.id === `grades-${dataset.key}`)),
      tableBlock(`Back-test by ${detail.name}, ${dataset.label}`, gradeTable(dataset)),
    ]),
    ...(detail.datasets.length > mostTables ? [paragraph(`${countOf(detail.datasets.length - mostTables, 'further dataset')}: the numbers are in the evidence.`)] : []),
    ...closing(result),
  ]
}
