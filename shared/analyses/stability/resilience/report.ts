import type { AnalysisResult, NamedValue } from '../../../contract/analysis'
import type { Block, FigureSpec } from '../../../contract/figure'
import { cellTable, closing, detailOf, figureBlocks, opening, paragraph } from '../../common/blocks'
import { countOf, formatCount, formatFixed, formatInterval, formatNumber, formatPercent } from '../../common/format'

interface Measured {
  readonly loss: number
  readonly low: number
  readonly high: number
  readonly n: number
}

export interface ClusterRow extends Measured {
  readonly words: string
  readonly share: number
  readonly small: boolean
  /** Mean loss of all other rows. */
  readonly others: number
  /** Lower bound of the difference from them, one cluster among all that are judged; null without spread. */
  readonly above: number | null
}

export interface OuterPoint extends Measured {
  /** Share of the rows, farthest first. */
  readonly share: number
}

export interface Detail {
  readonly dataset: string
  readonly reference: string
  readonly lossName: 'log loss' | 'squared error'
  readonly rows: number
  readonly overall: Measured
  /** Judged ones first, largest loss first. */
  readonly clusters: readonly ClusterRow[]
  readonly judged: number
  readonly outer: readonly OuterPoint[]
}

/** A log loss with three decimals; a squared error, whose size is that of the outcome, with four digits. */
const print = ({ lossName }: Detail, value: number | null): string => (lossName === 'log loss' ? formatFixed(value) : formatNumber(value))
const range = (detail: Detail, { low, high }: Measured): string => formatInterval(low, high, (value) => print(detail, value ?? null))
const worse = (row: ClusterRow): boolean => !row.small && row.above !== null && row.above > 0
const outermost = 0.1

export function headlineOf(detail: Detail): string {
  const worst = detail.clusters.find((row) => !row.small)
  const outer = detail.outer.find((point) => point.share === outermost)
  const far = outer === undefined ? '' : ` The outermost ${formatPercent(outermost, 0)} of the rows have ${print(detail, outer.loss)} ${range(detail, outer)}, all rows ${print(detail, detail.overall.loss)}.`
  if (worst === undefined) return `No cluster of ${detail.dataset} is large enough to be judged.${far}`
  const against = `a ${detail.lossName} of ${print(detail, worst.loss)} ${range(detail, worst)} on ${countOf(worst.n, 'row')} against ${print(detail, worst.others)} elsewhere`
  return `${worse(worst) ? `The model is worse for one kind of row: ${worst.words}, with ${against}` : `No cluster is worse than the other rows beyond chance; the largest loss is that of ${worst.words}, ${against}`} (${countOf(detail.judged, 'cluster')}).${far}`
}

export function valuesOf(detail: Detail): readonly NamedValue[] {
  return [
    { id: 'overall', label: `Mean ${detail.lossName}, ${detail.dataset}`, value: detail.overall.loss, low: detail.overall.low, high: detail.overall.high, n: detail.rows, tolerance: 1e-9 },
    ...detail.clusters.map((row, index): NamedValue => ({ id: `cluster/${String(index + 1)}`, label: `Mean ${detail.lossName} of cluster ${String(index + 1)}: ${row.words}`, value: row.loss, low: row.low, high: row.high, n: row.n, tolerance: 1e-9 })),
    ...detail.outer.map((point): NamedValue => ({ id: `outer/${String(point.share)}`, label: `Mean ${detail.lossName} of the outermost ${formatPercent(point.share, 0)} of the rows`, value: point.loss, low: point.low, high: point.high, n: point.n, tolerance: 1e-9 })),
  ]
}

export function figures(result: AnalysisResult): readonly FigureSpec[] {
  const detail = detailOf(result) as Detail
  return [...(detail.clusters.length === 0 ? [] : [clusterFigure(detail)]), ...(detail.outer.length === 0 ? [] : [outerFigure(detail)])]
}

function clusterFigure(detail: Detail): FigureSpec {
  const shown = detail.clusters.filter((row) => !row.small)
  const names = shown.map((row, index) => `${String(index + 1)} ${row.words}`)
  const above = shown.filter(worse).length
  return {
    id: 'clusters',
    title: `${above === 0 ? 'No cluster is' : `${countOf(above, 'cluster')} ${above === 1 ? 'is' : 'are'}`} worse than the other rows of ${detail.dataset}`,
    alt: `Mean ${detail.lossName} by cluster: ${shown.map((row, index) => `${names[index]!} ${print(detail, row.loss)}`).join('; ')}.`,
    plot: {
      x: { title: `Mean ${detail.lossName}` },
      y: { title: '', scale: 'category', categories: names },
      marks: [
        { mark: 'intervals', name: 'Cluster, all together 95 %', x: shown.map((row) => row.loss), y: names, low: shown.map((row) => row.low), high: shown.map((row) => row.high), tone: 'current', horizontal: true },
        { mark: 'rule', name: 'All rows', x: detail.overall.loss, tone: 'reference' },
      ],
      aspect: Math.min(1, 0.2 + 0.05 * shown.length),
    },
    table: cellTable(['Cluster', '>n', '>Share', `>Mean ${detail.lossName}`, '>95 %, all together', '>Other rows'], detail.clusters.map((row) => [row.words, formatCount(row.n), formatPercent(row.share), print(detail, row.loss), row.small ? 'too few rows' : range(detail, row), print(detail, row.others)])),
  }
}

function outerFigure(detail: Detail): FigureSpec {
  const { outer } = detail
  const x = outer.map((point) => point.share)
  const first = outer.find((point) => point.share === outermost)!
  return {
    id: 'outer',
    title: `The outermost ${formatPercent(outermost, 0)} lose ${print(detail, first.loss)}, all rows ${print(detail, detail.overall.loss)}`,
    alt: `Mean ${detail.lossName} of the share of rows farthest from ${detail.reference}: ${outer.map((point) => `${formatPercent(point.share, 0)} ${print(detail, point.loss)}`).join('; ')}.`,
    plot: {
      x: { title: `Share of the rows, farthest from ${detail.reference} first`, range: [0, 1], percent: true },
      y: { title: `Mean ${detail.lossName}` },
      marks: [
        { mark: 'band', name: '95 %', x, low: outer.map((point) => point.low), high: outer.map((point) => point.high), tone: 'current' },
        { mark: 'line', name: 'Outer rows', x, y: outer.map((point) => point.loss), tone: 'current' },
        { mark: 'rule', name: 'All rows', y: detail.overall.loss, tone: 'reference' },
      ],
      aspect: 0.4,
    },
    table: cellTable(['Outermost', '>n', `>Mean ${detail.lossName}`, '>95 % interval'], outer.map((point) => [formatPercent(point.share, 0), formatCount(point.n), print(detail, point.loss), range(detail, point)])),
  }
}

export function section(result: AnalysisResult): readonly Block[] {
  const detail = detailOf(result) as Detail
  return [
    ...opening(result),
    paragraph(`${countOf(detail.rows, 'row')} of ${detail.dataset}; distances from ${detail.reference}.`),
    ...figureBlocks(figures(result)),
    ...closing(result),
  ]
}
