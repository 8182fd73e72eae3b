import type { FigureSpec } from '../../../contract/figure'
import { cellTable } from '../../common/blocks'
import { formatCount, formatFixed, formatInterval, formatNumber } from '../../common/format'
import { worstBand } from './bands'
import type { DatasetDetail } from './report'

/** Residual against prediction: mean of each band with its interval, and where eight in ten rows lie. */
export function bandFigure(dataset: DatasetDetail, limit: number): readonly FigureSpec[] {
  const column = dataset.columns.find((each) => each.column === null)
  const worst = column === undefined ? undefined : worstBand(column)
  if (column === undefined || worst === undefined) return []
  const drawn = column.bands.flatMap((band) => { const place = dataset.predictionBands.find(({ label }) => label === band.label); return place === undefined ? [] : [{ band, place }] })
  const x = drawn.map(({ place }) => place.centre)
  const edge = limit * dataset.sd
  return [{
    id: 'residuals',
    title: `${dataset.label}: mean residual ${formatNumber(worst.mean)} where predictions are ${worst.label.replace(/^\d+: /, '')}, ${formatNumber(dataset.bias)} over all ${formatCount(dataset.n)} rows`,
    alt: `Mean residual with 95 % interval by band of the prediction: ${drawn.map(({ band }) => `${band.label} ${formatNumber(band.mean)} ${formatInterval(band.low, band.high, (value) => formatNumber(value))}`).join('; ')}.`,
    plot: {
      x: { title: 'Prediction, mean of the band [unit of the outcome]' },
      y: { title: 'Outcome − prediction' },
      marks: [
        { mark: 'band', name: 'Eight rows in ten', x, low: drawn.map(({ place }) => place.tenth), high: drawn.map(({ place }) => place.ninetieth), tone: 'neutral' },
        { mark: 'intervals', name: 'Mean residual, 95 %', x, y: drawn.map(({ band }) => band.mean), low: drawn.map(({ band }) => band.low), high: drawn.map(({ band }) => band.high), tone: 'current' },
        { mark: 'rule', name: 'Mean of all rows', y: dataset.bias, tone: 'reference' },
        { mark: 'rule', name: `Departure of ${formatNumber(limit)} SD of the outcome`, y: dataset.bias + edge, tone: 'limit' },
        { mark: 'rule', name: `Departure of ${formatNumber(limit)} SD of the outcome`, y: dataset.bias - edge, tone: 'limit' },
      ],
      aspect: 0.45,
    },
    table: cellTable(['Prediction', '>n', '>Mean prediction', '>Mean residual', '>95 % interval', '>SD', '>10 %', '>90 %'], drawn.map(({ band, place }) => [
      band.label, formatCount(band.n), formatNumber(place.centre), formatNumber(band.mean), formatInterval(band.low, band.high, (value) => formatNumber(value)), formatNumber(place.sd), formatNumber(place.tenth), formatNumber(place.ninetieth),
    ])),
  }]
}

/** Quantiles of the standardised residual beside those of the normal law. */
export function quantileFigure({ label, n, described }: DatasetDetail): FigureSpec {
  const { quantiles } = described
  const ends = [quantiles[0]!.normal, quantiles.at(-1)!.normal]
  const every = quantiles.filter((_, index) => index % Math.ceil(quantiles.length / 9) === 0)
  return {
    id: 'quantiles',
    title: `${label}: skewness ${formatFixed(described.skewness, 2)}, excess kurtosis ${formatFixed(described.excessKurtosis, 2)} of ${formatCount(n)} residuals`,
    alt: `Quantiles of the standardised residual against those of the normal law: ${every.map(({ normal, own }) => `${formatFixed(normal, 1)} → ${formatFixed(own, 1)}`).join('; ')}.`,
    plot: {
      x: { title: 'Normal quantile [SD]' },
      y: { title: 'Residual quantile [SD]' },
      marks: [
        { mark: 'line', name: 'Normal law', x: ends, y: ends, tone: 'reference' },
        { mark: 'points', name: 'Residuals', x: quantiles.map(({ normal }) => normal), y: quantiles.map(({ own }) => own), tone: 'current' },
      ],
      aspect: 0.4,
    },
    table: cellTable(['>Normal quantile', '>Residual quantile'], every.map(({ normal, own }) => [formatFixed(normal, 2), formatFixed(own, 2)])),
  }
}
