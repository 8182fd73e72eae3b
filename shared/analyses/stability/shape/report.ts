import type { AnalysisResult, NamedValue } from '../../../contract/analysis'
import type { Block, FigureSpec, Mark } from '../../../contract/figure'
import { cellTable, closing, detailOf, figureBlocks, opening, paragraph, tableBlock } from '../../common/blocks'
import { idPart } from '../../common/datasets'
import { absent, countOf, formatCount, formatNumber, formatPercent } from '../../common/format'
import { turnsOf } from '../curves/measure'
import type { Shape } from '../curves/measure'

/** The shape of one feature as it is kept in the evidence. */
export interface FeatureShape extends Shape {
  readonly feature: string
  readonly kind: 'number' | 'category'
  readonly numbers: readonly number[]
  readonly labels: readonly string[]
  /** Curves of rows drawn at random: one array per row. */
  readonly curves: readonly (readonly number[])[]
  /** Row of the file, from 1, whose score changes most between two neighbouring values. */
  readonly steepestRow: number
  readonly oddities: readonly string[]
}

export interface Detail {
  readonly dataset: string
  readonly reference: string
  readonly rows: number
  readonly scoreSd: number
  readonly features: readonly FeatureShape[]
}

const shownInTable = 12

/** How far partial dependence and local effects are apart beyond three standard errors of the latter, as a share of the range. */
function apartBeyondChance({ mean, ale, aleError, range }: Shape): number {
  if (ale === null || aleError === null || !(range > 0)) return 0
  const middle = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0) / values.length
  const [centre, own] = [middle(mean), middle(ale)]
  return Math.max(0, ...ale.map((effect, index) => Math.abs(effect - own - (mean[index]! - centre)) - 3 * aleError[index]!)) / range
}

/** Share of the grid's reach that the interval of the largest step spans: a straight line steps by as much. */
const gapShare = (numbers: readonly number[], at: number): number => (numbers[at + 1]! - numbers[at]!) / (numbers.at(-1)! - numbers[0]!)

/**
 * What is unusual about a curve that moves the score by at least a tenth of its standard deviation, in words.
 * Each mark is held against what a harmless model gives: a turn counts where local effects make it too and
 * moves a tenth of a standard deviation, a step against the width of its interval, own curves on the log odds,
 * where a model without interactions has none.
 */
export function odditiesOf(shape: Shape, numbers: readonly number[], labels: readonly string[], scoreSd: number): readonly string[] {
  const little = 0.1 * scoreSd
  if (!(shape.range > little)) return []
  const odd: string[] = []
  const limb = Math.max(0.05 * shape.range, little)
  const turns = shape.ale === null ? 0 : Math.min(turnsOf(shape.mean, limb), turnsOf(shape.ale, limb))
  if (turns > 1) odd.push(`turns ${formatCount(turns)} times`)
  if (shape.ale !== null && labels.length >= 10 && shape.jump.share > Math.max(0.5, 2 * gapShare(numbers, shape.jump.at))) odd.push(`jumps by ${formatPercent(shape.jump.share, 0)} of its range between ${labels[shape.jump.at]!} and ${labels[shape.jump.at + 1]!}`)
  const apart = apartBeyondChance(shape)
  if (apart > 0.25) odd.push(`partial dependence and local effects part by ${formatPercent(apart, 0)} of the range more than chance explains`)
  const own = Math.min(shape.own, shape.ownLogOdds ?? 1)
  if (own > 0.5) odd.push(`${formatPercent(own, 0)} of the rows' own curves is not the mean curve`)
  if (shape.missing !== null && (shape.missing > Math.max(...shape.mean) + little || shape.missing < Math.min(...shape.mean) - little)) odd.push('a missing value scores outside the curve')
  return odd
}

/** Features by how much they move the mean score, most first. */
const byRange = (detail: Detail): readonly FeatureShape[] => [...detail.features].sort((a, b) => b.range - a.range)

export function headlineOf(detail: Detail): string {
  const first = byRange(detail)[0]
  if (first === undefined) return 'No feature has a shape that could be drawn.'
  const odd = detail.features.filter((feature) => feature.oddities.length > 0)
  const unusual = odd.length === 0 ? 'no curve is unusual' : `${countOf(odd.length, 'curve')} ${odd.length === 1 ? 'is' : 'are'} unusual, first ${byRange({ ...detail, features: odd })[0]!.feature}, which ${byRange({ ...detail, features: odd })[0]!.oddities[0]!}`.replace('which partial', 'where partial').replace(/which (\d)/, 'where $1').replace('which a missing', 'where a missing')
  return `The mean score moves most with ${first.feature}, by ${formatNumber(first.range)} over its observed values; of ${countOf(detail.features.length, 'feature')} ${unusual} (${countOf(detail.rows, 'row')}).`
}

export function valuesOf(detail: Detail): readonly NamedValue[] {
  return detail.features.flatMap((feature): readonly NamedValue[] => {
    const id = idPart(feature.feature)
    return [
      { id: `range/${id}`, label: `Range of the partial dependence on ${feature.feature}`, value: feature.range, n: feature.rows, tolerance: 1e-6 },
      { id: `own/${id}`, label: `Share of the rows' own curves that is not the mean curve, ${feature.feature}`, value: feature.own, n: feature.rows, tolerance: 1e-6 },
      ...(feature.kind === 'number' ? [
        { id: `turns/${id}`, label: `Turns of the partial dependence on ${feature.feature}`, value: feature.turns, n: feature.rows },
        { id: `jump/${id}`, label: `Largest step as a share of the range, ${feature.feature}`, value: feature.jump.share, n: feature.rows, tolerance: 1e-6 },
        { id: `apart/${id}`, label: `Largest distance of partial dependence and local effects as a share of the range, ${feature.feature}`, value: feature.apart, n: feature.rows, tolerance: 1e-6 },
        { id: `steepest/${id}`, label: `Largest change of one row's score between neighbouring values of ${feature.feature}`, value: feature.steepest.change, n: feature.rows, tolerance: 1e-6 },
      ] : []),
    ]
  })
}

/** One figure per feature that moves the score most, four at most. */
export function figures(result: AnalysisResult): readonly FigureSpec[] {
  return byRange(detailOf(result) as Detail).slice(0, 4).map((feature, index) => figureOf(feature, index))
}

function figureOf(feature: FeatureShape, index: number): FigureSpec {
  const ordered = feature.kind === 'number'
  const x: readonly (number | string)[] = ordered ? feature.numbers : feature.labels
  const middle = feature.ale === null ? 0 : feature.mean.reduce((sum, value) => sum + value, 0) / feature.mean.length - feature.ale.reduce((sum, value) => sum + value, 0) / feature.ale.length
  const marks: readonly Mark[] = ordered ? [
    { mark: 'band', name: '80 % of the rows', x, low: feature.low, high: feature.high, tone: 'neutral' },
    ...feature.curves.map((curve, place): Mark => ({ mark: 'line', name: `Row ${String(place + 1)}`, x, y: curve, tone: 'neutral' })),
    { mark: 'line', name: 'Mean score (partial dependence)', x, y: feature.mean, tone: 'current' },
    ...(feature.ale === null ? [] : [{ mark: 'line', name: 'Accumulated local effects, same centre', x, y: feature.ale.map((effect) => effect + middle), tone: 'reference', dashed: true } as const]),
  ] : [{ mark: 'intervals', name: 'Mean score, 80 % of the rows', x: feature.mean, y: x, low: feature.low, high: feature.high, tone: 'current', horizontal: true }]
  return {
    id: `shape-${String(index + 1)}`,
    title: feature.oddities.length > 0 ? `${feature.feature}: ${feature.oddities[0]!}` : `${feature.feature} moves the mean score by ${formatNumber(feature.range)}`,
    alt: `Mean score by value of ${feature.feature}: ${feature.labels.filter((_, place) => place % Math.ceil(feature.labels.length / 6) === 0).map((label) => `${label} ${formatNumber(feature.mean[feature.labels.indexOf(label)])}`).join('; ')}.${feature.oddities.length > 0 ? ` Unusual: ${feature.oddities.join('; ')}.` : ''}`,
    plot: ordered
      ? { x: { title: feature.feature }, y: { title: 'Score' }, marks, aspect: 0.5 }
      : { x: { title: 'Score' }, y: { title: '', scale: 'category', categories: feature.labels }, marks, aspect: Math.min(1, 0.2 + 0.04 * feature.labels.length) },
    table: cellTable([feature.feature, '>Mean score', '>10 %', '>90 %', '>Local effects'], feature.labels.map((label, place) => [label, formatNumber(feature.mean[place]), formatNumber(feature.low[place]), formatNumber(feature.high[place]), feature.ale === null ? absent : formatNumber(feature.ale[place])])),
  }
}

export function section(result: AnalysisResult): readonly Block[] {
  const detail = detailOf(result) as Detail
  const shown = byRange(detail).slice(0, shownInTable)
  return [
    ...opening(result),
    ...figureBlocks(figures(result).slice(0, 1)),
    ...(shown.length === 0 ? [] : [tableBlock(`Shape of the score by feature, ${detail.dataset} on values of ${detail.reference}, strongest first`, cellTable(
      ['Feature', '>Range', '>Turns', '>Largest step', '>PDP against ALE', '>Own curves', 'Unusual'],
      shown.map((feature) => [feature.feature, formatNumber(feature.range), feature.kind === 'number' ? formatCount(feature.turns) : absent, feature.kind === 'number' ? formatPercent(feature.jump.share, 0) : absent, feature.apart === null ? absent : formatPercent(feature.apart, 0), formatPercent(feature.own, 0), feature.oddities.join('; ')]),
    ))]),
    ...(detail.features.length > shownInTable ? [paragraph(`${countOf(detail.features.length - shownInTable, 'feature')} with a smaller range and every curve are in the evidence.`)] : []),
    ...closing(result),
  ]
}
