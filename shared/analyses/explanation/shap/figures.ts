import type { AnalysisResult } from '../../../contract/analysis'
import type { FigureSpec } from '../../../contract/figure'
import { cellTable, detailOf } from '../../common/blocks'
import { countOf, formatCount, formatInterval, formatNumber } from '../../common/format'
import { directionWords } from './report'
import type { Detail, Shape } from './types'
import { amountOf } from './unit'

/** Overview, spread and shape of the strongest features; nothing when refused. */
export function figures(result: AnalysisResult): readonly FigureSpec[] {
  const detail = detailOf(result) as Detail
  if (detail.audit.refused !== null || detail.global.length === 0 || detail.global[0]!.value === 0) return []
  return [
    overview(detail),
    ...(detail.swarms.length === 0 ? [] : [swarm(detail)]),
    ...detail.shapes.map((shape) => shapeFigure(detail, shape)),
  ]
}

function overview(detail: Detail): FigureSpec {
  const shown = detail.global.slice(0, 40)
  const names = shown.map((one) => one.feature)
  return {
    id: 'mean-abs',
    title: `${names[0]!} moves the score most, by ${amountOf(shown[0]!.value, detail.unit)} on average`,
    alt: `Mean absolute contribution with 95 % interval by feature, largest first: ${shown.slice(0, 8).map((one) => `${one.feature} ${formatNumber(one.value, 3)}`).join('; ')}.`,
    plot: {
      x: { title: `Mean |contribution| [${detail.unit}]` },
      y: { title: '', scale: 'category', categories: names },
      marks: [{ mark: 'intervals', name: 'Mean |φ|, 95 %', x: shown.map((one) => one.value), y: names, low: shown.map((one) => one.low), high: shown.map((one) => one.high), tone: 'current', horizontal: true }],
      aspect: Math.min(1.4, 0.2 + 0.04 * shown.length),
    },
    table: cellTable(['Feature', '>Mean |φ|', '>95 % interval', 'Direction'], shown.map((one) => [one.feature, formatNumber(one.value, 3), formatInterval(one.low, one.high, (value) => formatNumber(value, 3)), directionWords(one)])),
  }
}

/** The beeswarm of all rows, binned: a cell is drawn where rows lie, its tone the mean rank of the feature's value. */
function swarm(detail: Detail): FigureSpec {
  const names = detail.swarms.map((one) => one.feature)
  const centres = detail.edges.slice(1).map((edge, bin) => (edge + detail.edges[bin]!) / 2)
  const first = detail.global[0]!
  return {
    id: 'spread',
    title: `Contributions of ${first.feature} reach from ${formatNumber(first.least, 3)} to ${amountOf(first.most, detail.unit)}`,
    alt: `Where the contributions of ${countOf(names.length, 'feature')} lie, in ${String(centres.length)} bins; a cell is filled where at least one of ${countOf(detail.rows, 'row')} lies and shows the mean rank (0 low, 1 high) of the feature's value there; categories show 0.5. ${detail.global.slice(0, 5).map((one) => `${one.feature} ${formatNumber(one.least, 3)} to ${formatNumber(one.most, 3)}, ${directionWords(one)}`).join('; ')}.`,
    plot: {
      x: { title: `Contribution [${detail.unit}], binned` },
      y: { title: '', scale: 'category', categories: names },
      marks: [{ mark: 'heatmap', name: 'Rank of the value, 0 low to 1 high', x: centres, y: names, z: detail.swarms.map((one) => one.ranks) }],
      aspect: Math.min(1.4, 0.2 + 0.04 * names.length),
    },
    table: cellTable(['Feature', '>Smallest φ', '>Largest φ', 'Direction'], detail.global.slice(0, names.length).map((one) => [one.feature, formatNumber(one.least, 3), formatNumber(one.most, 3), directionWords(one)])),
  }
}

function shapeFigure(detail: Detail, shape: Shape): FigureSpec {
  const points = shape.numeric ? shape.points.filter((point) => point.x !== null) : shape.points
  const lowest = points.reduce((least, point) => (point.mean < least.mean ? point : least))
  const highest = points.reduce((most, point) => (point.mean > most.mean ? point : most))
  const x = shape.numeric ? points.map((point) => point.x) : points.map((point) => point.label)
  const sides = { low: points.map((point) => point.low), high: points.map((point) => point.high) }
  return {
    id: `shape-${shape.feature}`,
    title: `${shape.feature}: from ${formatNumber(lowest.mean, 3)} at ${lowest.label} to ${formatNumber(highest.mean, 3)} at ${highest.label}`,
    alt: `Mean contribution of ${shape.feature} with the middle 90 % of rows, by value: ${shape.points.slice(0, 12).map((point) => `${point.label} ${formatNumber(point.mean, 3)}`).join('; ')}.`,
    plot: {
      x: { title: shape.feature, ...(shape.numeric ? {} : { scale: 'category' as const, categories: points.map((point) => point.label) }) },
      y: { title: `Contribution [${detail.unit}]` },
      marks: shape.numeric
        ? [{ mark: 'band', name: 'Middle 90 % of rows', x, ...sides, tone: 'neutral' }, { mark: 'line', name: 'Mean contribution', x, y: points.map((point) => point.mean), tone: 'current' }]
        : [{ mark: 'intervals', name: 'Mean, middle 90 % of rows', x, y: points.map((point) => point.mean), ...sides, tone: 'current' }],
      aspect: 0.4,
    },
    table: cellTable(['Value', '>Rows', '>Mean φ', '>5 % to 95 %'], shape.points.map((point) => [point.label, formatCount(point.n), formatNumber(point.mean, 3), formatInterval(point.low, point.high, (value) => formatNumber(value, 3))])),
  }
}
