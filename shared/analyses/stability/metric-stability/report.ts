import type { AnalysisResult, FindingProposal, NamedValue } from '../../../contract/analysis'
import type { Block, FigureSpec } from '../../../contract/figure'
import type { Task } from '../../../contract/model'
import { cellTable, closing, detailOf, figureBlocks, opening, paragraph, tableBlock } from '../../common/blocks'
import { idPart } from '../../common/datasets'
import { countOf, formatCount, formatFixed, formatInterval, formatNumber, formatP, pAgainst, pPhrase } from '../../common/format'
import type { Gap } from './overfit'
import { metricWords } from './resample'
import type { Spread } from './resample'
import type { Homogeneity, TimeSlice } from './slices'

export interface RegionLine extends Gap {
  readonly conditions: readonly string[]
  readonly foundN: number
  readonly foundZ: number
  readonly developmentLoss: number
  readonly testLoss: number
  readonly pAdjusted: number
}

export interface Detail {
  readonly task: Task
  readonly dataset: string
  readonly rows: number
  readonly resampled: number
  readonly replicates: number
  readonly folds: number
  readonly alpha: number
  readonly spreads: readonly Spread[]
  readonly slices: readonly TimeSlice[]
  readonly homogeneity: (Homogeneity & { readonly pAdjusted: number }) | null
  readonly sliceDelta: number
  /** Share of the mean error that a spread between slices may reach; models of a number only. */
  readonly sliceShare: number
  /** True where slices are production windows with outcomes: what moves there is the finding of performance in production. */
  readonly windowed: boolean
  readonly development: string | null
  readonly gap: (Gap & { readonly pAdjusted: number; readonly developmentLoss: number; readonly testLoss: number }) | null
  readonly gapLimit: number
  readonly regions: readonly RegionLine[]
  readonly regionDelta: number
  readonly lossSd: number
}

const shown = 12
const primary = (detail: Detail): string => (detail.task === 'regression' ? 'MAE' : 'AUC')
const lossWords = (detail: Detail): string => (detail.task === 'regression' ? 'mean absolute error' : 'log loss')
const meanLoss = (detail: Detail): string => (detail.task === 'regression' ? 'Mean absolute error' : 'Mean log loss')
const range = (detail: Detail, one: { readonly low: number; readonly high: number }): string => formatInterval(one.low, one.high, (value) => figure(detail, value!))
export const regionId = (conditions: readonly string[]): string => `region/${idPart(conditions.join(' and '))}`

/** What matters between slices: of an AUC an absolute number, of an error a share of its mean over the slices. */
const limitOf = (detail: Detail): number => (detail.task === 'regression' ? (detail.sliceShare * detail.slices.reduce((sum, slice) => sum + slice.value * slice.n, 0)) / Math.max(1, detail.slices.reduce((sum, slice) => sum + slice.n, 0)) : detail.sliceDelta)
const figure = (detail: Detail, value: number): string => (detail.task === 'regression' ? formatNumber(value) : formatFixed(value))

export const slicesDiffer = (detail: Detail): boolean => detail.homogeneity !== null && detail.homogeneity.pAdjusted < detail.alpha
export const gapShows = (detail: Detail): boolean => detail.gap !== null && detail.gap.pAdjusted < detail.alpha
const confirmed = (detail: Detail): readonly RegionLine[] => detail.regions.filter((region) => region.pAdjusted < detail.alpha)

export function headlineOf(detail: Detail): string {
  const first = detail.spreads[0]
  const spread = first === undefined ? `No figure of ${detail.dataset} could be resampled.` : `${metricWords[first.id]} ${figure(detail, first.value)} has a bootstrap standard error of ${figure(detail, first.se)} on ${countOf(detail.rows, 'row')} of ${detail.dataset}.`
  const time = detail.homogeneity === null ? '' : ` Over ${countOf(detail.slices.length, 'slice')} of time the ${primary(detail)} lies between ${figure(detail, Math.min(...detail.slices.map((slice) => slice.value)))} and ${figure(detail, Math.max(...detail.slices.map((slice) => slice.value)))}, ${slicesDiffer(detail) ? 'more than chance' : 'not told from chance'} (${pAgainst(detail.homogeneity.pAdjusted, detail.alpha)}).`
  const fit = detail.gap === null ? '' : ` The ${lossWords(detail)} is ${figure(detail, Math.abs(detail.gap.estimate))} ${detail.gap.estimate < 0 ? 'lower' : 'higher'} than in development (${pAgainst(detail.gap.pAdjusted, detail.alpha)}); ${countOf(confirmed(detail).length, 'region')} of overfitting confirmed.`
  return `${spread}${time}${fit}`
}

export function valuesOf(detail: Detail): readonly NamedValue[] {
  return [
    ...detail.spreads.flatMap((spread): readonly NamedValue[] => [
      { id: `bootstrap/${spread.id}`, label: `${metricWords[spread.id]} with bootstrap interval`, value: spread.value, low: spread.low, high: spread.high, n: detail.rows, tolerance: 1e-9 },
      { id: `se/${spread.id}`, label: `Bootstrap standard error, ${metricWords[spread.id]}`, value: spread.se, n: detail.resampled, tolerance: 1e-9 },
      { id: `folds/${spread.id}`, label: `Standard deviation over ${formatCount(detail.folds)} random folds, ${metricWords[spread.id]} (interval: smallest and largest fold)`, value: spread.foldSd, low: spread.foldLow, high: spread.foldHigh, n: detail.resampled, tolerance: 1e-9 },
    ]),
    ...detail.slices.map((slice): NamedValue => ({ id: `slice/${idPart(slice.label)}`, label: `${primary(detail)}, ${slice.label}`, value: slice.value, low: slice.low, high: slice.high, n: slice.n, tolerance: 1e-9 })),
    ...(detail.homogeneity === null ? [] : [{ id: 'between-slices', label: `Standard deviation of the ${primary(detail)} between slices of time, beyond chance`, value: detail.homogeneity.between, n: detail.slices.reduce((sum, slice) => sum + slice.n, 0), limit: limitOf(detail), verdict: slicesDiffer(detail) ? 'different' : 'inconclusive', tolerance: 1e-9 } as const]),
    ...(detail.gap === null ? [] : [{ id: 'overfit-gap', label: `${meanLoss(detail)} of ${detail.dataset} less that of ${detail.development ?? ''}`, value: detail.gap.estimate, low: detail.gap.low, high: detail.gap.high, n: detail.gap.n, limit: detail.gapLimit * detail.gap.developmentLoss, verdict: gapShows(detail) ? 'different' : 'inconclusive', tolerance: 1e-9 } as const]),
    ...detail.regions.map((region): NamedValue => ({ id: regionId(region.conditions), label: `Excess gap to development where ${region.conditions.join(' and ')}, half not searched`, value: region.estimate / detail.lossSd, low: region.low / detail.lossSd, high: region.high / detail.lossSd, n: region.n, unit: 'SD', limit: detail.regionDelta, verdict: region.pAdjusted < detail.alpha ? 'different' : 'inconclusive', tolerance: 1e-9 })),
  ]
}

export function findings(result: AnalysisResult): readonly FindingProposal[] {
  const detail = detailOf(result) as Detail
  const { homogeneity } = detail
  const proposals: FindingProposal[] = []
  if (homogeneity !== null && slicesDiffer(detail) && homogeneity.between > limitOf(detail) && !detail.windowed) proposals.push({
    key: 'slices',
    title: `The ${primary(detail)} changes over time by ${figure(detail, homogeneity.between)} (SD) beyond chance`,
    severity: homogeneity.between > 2 * limitOf(detail) ? 'high' : 'medium',
    condition: `Over ${countOf(detail.slices.length, 'slice')} of time the ${primary(detail)} lies between ${figure(detail, Math.min(...detail.slices.map((slice) => slice.value)))} and ${figure(detail, Math.max(...detail.slices.map((slice) => slice.value)))}; Cochran's Q ${formatNumber(homogeneity.q)} on ${formatCount(homogeneity.df)} degrees of freedom, adjusted ${pPhrase(homogeneity.pAdjusted)}.`,
    criterion: `A standard deviation between slices of at most ${formatNumber(limitOf(detail))} beyond chance.`,
    consequence: 'A single figure for the whole period hides times at which the model is worse.',
    recommendation: 'Find out what sets the weak slices apart, and monitor by slice.',
    evidence: ['between-slices', ...detail.slices.map((slice) => `slice/${idPart(slice.label)}`)],
  })
  return [...proposals, ...confirmed(detail).filter((region) => region.estimate > detail.regionDelta * detail.lossSd).map((region): FindingProposal => ({
    key: regionId(region.conditions),
    title: `Overfitted where ${region.conditions.join(' and ')}`,
    severity: region.low > detail.regionDelta * detail.lossSd ? 'high' : 'medium',
    condition: `On ${countOf(region.n, 'row')} not searched, the error where ${region.conditions.join(' and ')} grows from development to ${detail.dataset} by ${formatFixed(region.estimate / detail.lossSd, 2)} ${formatInterval(region.low / detail.lossSd, region.high / detail.lossSd, (value) => formatFixed(value, 2))} standard deviations more than elsewhere, adjusted ${pPhrase(region.pAdjusted)}.`,
    criterion: `No region in which the error grows by more than ${formatNumber(detail.regionDelta)} standard deviations more than elsewhere.`,
    consequence: 'For these cases the model repeats its development rows; on new ones it is wrong more often than its figures say.',
    recommendation: 'Look at the rows of development in this region: few, repeated or mislabelled ones are learned by heart.',
    evidence: [regionId(region.conditions)],
  }))]
}

export function figures(result: AnalysisResult): readonly FigureSpec[] {
  const detail = detailOf(result) as Detail
  if (detail.slices.length < 2) return []
  const slices = detail.slices.slice(-40)
  const names = slices.map((slice) => slice.label)
  return [{
    id: 'slices',
    title: `${primary(detail)} over ${countOf(detail.slices.length, 'slice')} of time: ${slicesDiffer(detail) ? 'it changes beyond chance' : 'no change is told from chance'}`,
    alt: `${primary(detail)} with 95 % interval by slice of time: ${slices.slice(0, 12).map((slice) => `${slice.label} ${figure(detail, slice.value)}`).join('; ')}.`,
    plot: {
      x: { title: primary(detail) },
      y: { title: '', scale: 'category', categories: names },
      marks: [{ mark: 'intervals', name: `${primary(detail)}, 95 %`, x: slices.map((slice) => slice.value), y: names, low: slices.map((slice) => slice.low), high: slices.map((slice) => slice.high), tone: 'current', horizontal: true }],
      aspect: Math.min(1.2, 0.2 + 0.04 * names.length),
    },
    table: cellTable(['Slice', '>n', `>${primary(detail)}`, '>95 % interval'], slices.map((slice) => [slice.label, formatCount(slice.n), figure(detail, slice.value), range(detail, slice)])),
  }]
}

export function section(result: AnalysisResult): readonly Block[] {
  const detail = detailOf(result) as Detail
  return [
    ...opening(result),
    ...figureBlocks(figures(result)),
    ...(detail.spreads.length === 0 ? [] : [tableBlock(`How figures of ${detail.dataset} move with the sample: ${countOf(detail.replicates, 'bootstrap')}, ${countOf(detail.folds, 'random fold')}`, cellTable(
      ['Figure', '>Value', '>Standard error', '>95 % interval', '>SD of folds', '>Smallest and largest fold'],
      detail.spreads.map((spread) => [metricWords[spread.id], figure(detail, spread.value), figure(detail, spread.se), range(detail, spread), figure(detail, spread.foldSd), formatInterval(spread.foldLow, spread.foldHigh, (value) => figure(detail, value!))]),
    ))]),
    ...(detail.regions.length === 0 ? [paragraph(detail.gap === null ? 'Overfitting was not looked for.' : 'No region of overfitting stood out enough to be tested.')] : [tableBlock('Regions of overfitting put to the test, on rows not searched', cellTable(
      ['Region', '>z when found', '>n', '>Excess gap [SD]', '>95 % interval', '>p', '>Adjusted p'],
      detail.regions.slice(0, shown).map((region) => [region.conditions.join(' and '), formatFixed(region.foundZ, 1), formatCount(region.n), formatFixed(region.estimate / detail.lossSd, 2), formatInterval(region.low / detail.lossSd, region.high / detail.lossSd, (value) => formatFixed(value, 2)), formatP(region.p), formatP(region.pAdjusted)]),
    ))]),
    ...closing(result),
  ]
}
