import type { AnalysisResult, NamedValue } from '../../../contract/analysis'
import type { Block, FigureSpec } from '../../../contract/figure'
import { cellTable, closing, detailOf, figureBlocks, opening, paragraph, tableBlock } from '../../common/blocks'
import { absent, countOf, formatCount, formatFixed, formatInterval, formatNumber, formatPercent } from '../../common/format'

export interface Level {
  /** Noise in standard deviations. */
  readonly noise: number
  readonly rows: number
  readonly lost: number
  readonly loss: number
  /** Mean loss less that of the same rows as they are. */
  readonly rise: number
  readonly low: number
  readonly high: number
  readonly auc: number | null
  readonly flips: number | null
}

export interface Detail {
  readonly dataset: string
  readonly lossName: string
  readonly redrawPerSd: number
  readonly clean: { readonly loss: number; readonly auc: number | null; readonly rows: number }
  readonly levels: readonly Level[]
  /** Where the loss rises most at one level, found on one half and measured on the other. */
  readonly region: { readonly noise: number; readonly words: string; readonly n: number; readonly before: number; readonly after: number; readonly rise: number; readonly low: number; readonly high: number } | null
}

/** A log loss with three decimals; a squared error, whose size is that of the outcome, with four digits. */
const print = (detail: Pick<Detail, 'lossName'>, value: number | null): string => (detail.lossName === 'log loss' ? formatFixed(value) : formatNumber(value))
const range = (detail: Pick<Detail, 'lossName'>, one: { readonly low: number; readonly high: number }): string => formatInterval(one.low, one.high, (value) => print(detail, value ?? null))

export function headlineOf(detail: Detail): string {
  const last = detail.levels.at(-1)
  const middle = detail.levels.find((level) => level.noise === detail.region?.noise) ?? last
  if (middle === undefined) return 'The artifact gave no score to a corrupted row.'
  const auc = middle.auc === null ? '' : `, the AUC from ${formatFixed(detail.clean.auc)} to ${formatFixed(middle.auc)}`
  const where = detail.region === null || !(detail.region.low > middle.rise) ? '; no region is hit more than all rows beyond chance' : `; it rises most where ${detail.region.words}, by ${print(detail, detail.region.rise)} ${range(detail, detail.region)}`
  return `With noise of ${formatNumber(middle.noise)} SD in every feature the ${detail.lossName} goes from ${print(detail, detail.clean.loss)} to ${print(detail, middle.loss)}${auc}${where}.`
}

export function valuesOf(detail: Detail): readonly NamedValue[] {
  return [
    { id: 'clean', label: `Mean ${detail.lossName} of rows as they are, ${detail.dataset}`, value: detail.clean.loss, n: detail.clean.rows, tolerance: 1e-6 },
    ...(detail.clean.auc === null ? [] : [{ id: 'clean-auc', label: 'AUC of rows as they are', value: detail.clean.auc, n: detail.clean.rows, tolerance: 1e-6 }]),
    ...detail.levels.flatMap((level): readonly NamedValue[] => [
      { id: `rise/${String(level.noise)}`, label: `Rise of the mean ${detail.lossName} under noise of ${formatNumber(level.noise)} SD`, value: level.rise, low: level.low, high: level.high, n: level.rows, tolerance: 1e-6 },
      ...(level.auc === null ? [] : [{ id: `auc/${String(level.noise)}`, label: `AUC under noise of ${formatNumber(level.noise)} SD`, value: level.auc, n: level.rows, tolerance: 1e-6 }]),
      ...(level.flips === null ? [] : [{ id: `flips/${String(level.noise)}`, label: `Decisions that flip under noise of ${formatNumber(level.noise)} SD`, value: level.flips, n: level.rows, tolerance: 1e-6 }]),
    ]),
    ...(detail.region === null ? [] : [{ id: 'region', label: `Rise of the mean ${detail.lossName} where ${detail.region.words}, half it was not found on`, value: detail.region.rise, low: detail.region.low, high: detail.region.high, n: detail.region.n, tolerance: 1e-6 }]),
  ]
}

export function figures(result: AnalysisResult): readonly FigureSpec[] {
  const detail = detailOf(result) as Detail
  if (detail.levels.length === 0) return []
  const x = [0, ...detail.levels.map((level) => level.noise)]
  return [{
    id: 'resilience',
    title: headlineOf(detail),
    alt: `Rise of the mean ${detail.lossName} by noise in standard deviations: ${detail.levels.map((level) => `${formatNumber(level.noise)}: ${print(detail, level.rise)}`).join('; ')}.`,
    plot: {
      x: { title: 'Noise in every feature [SD]' },
      y: { title: `Rise of the mean ${detail.lossName}` },
      marks: [
        { mark: 'band', name: '95 %', x, low: [0, ...detail.levels.map((level) => level.low)], high: [0, ...detail.levels.map((level) => level.high)], tone: 'current' },
        { mark: 'line', name: 'All rows', x, y: [0, ...detail.levels.map((level) => level.rise)], tone: 'current' },
        ...(detail.region === null ? [] : [{ mark: 'points', name: 'Worst region', x: [detail.region.noise], y: [detail.region.rise], tone: 'alarm' } as const]),
      ],
      aspect: 0.45,
    },
    table: cellTable(['Noise [SD]', '>Rise', '>95 % interval'], detail.levels.map((level) => [formatNumber(level.noise), print(detail, level.rise), range(detail, level)])),
  }]
}

export function section(result: AnalysisResult): readonly Block[] {
  const detail = detailOf(result) as Detail
  return [
    ...opening(result),
    ...figureBlocks(figures(result)),
    tableBlock(`Corrupted rows of ${detail.dataset}; categories are redrawn for ${formatPercent(detail.redrawPerSd, 0)} of the cells per SD of noise`, cellTable(
      ['Noise [SD]', '>Rows', `>Mean ${detail.lossName}`, '>Rise', '>95 % interval', '>AUC', '>Decisions that flip', '>Lost their score'],
      [['0', formatCount(detail.clean.rows), print(detail, detail.clean.loss), absent, absent, formatFixed(detail.clean.auc), absent, absent],
        ...detail.levels.map((level) => [formatNumber(level.noise), formatCount(level.rows), print(detail, level.loss), print(detail, level.rise), range(detail, level), formatFixed(level.auc), formatPercent(level.flips), formatCount(level.lost)])],
    )),
    ...(detail.region === null ? [] : [paragraph(`Worst region under noise of ${formatNumber(detail.region.noise)} SD, found on one half and measured on the other: ${detail.region.words} (${countOf(detail.region.n, 'row')}), from ${print(detail, detail.region.before)} to ${print(detail, detail.region.after)}.`)]),
    ...closing(result),
  ]
}
