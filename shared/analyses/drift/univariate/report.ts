import type { AnalysisResult, NamedValue } from '../../../contract/analysis'
import type { Block } from '../../../contract/figure'
import { cellTable, closing, detailOf, figureBlocks, heading, opening, paragraph, tableBlock } from '../../common/blocks'
import { idPart } from '../../common/datasets'
import { absent, countOf, formatCount, formatFixed, formatInterval, formatNumber, formatP, formatPercent, listWords } from '../../common/format'
import { figures } from './figures'
import { measureWords, since } from './findings'
import { drifted, missingChanged, newLevelsBeyondChance } from './judge'
import type { Cell, Detail } from './types'

const affectedColumns = (detail: Detail, test: (cell: Cell) => boolean): readonly string[] => detail.columns.filter((column) => detail.cells.some((cell) => cell.column === column && test(cell)))

export function headlineOf(detail: Detail): string {
  const damaged = affectedColumns(detail, (cell) => cell.damage !== null)
  const moved = affectedColumns(detail, (cell) => cell.damage === null && drifted(cell, detail.alpha))
  const missing = affectedColumns(detail, (cell) => missingChanged(cell, detail.missingDelta, detail.alpha))
  const fresh = affectedColumns(detail, (cell) => newLevelsBeyondChance(cell, detail.alpha).length > 0)
  const scope = `${countOf(detail.columns.length, 'column')} in ${countOf(detail.windows.length, 'window')} against ${detail.reference} (${countOf(detail.testCount, 'test')}, Holm)`
  if (damaged.length + moved.length + missing.length + fresh.length === 0) {
    const open = detail.cells.filter((cell) => cell.verdict === 'inconclusive').length
    return `No column drifted by more than matters: ${scope}${open === 0 ? '' : `; ${formatCount(open)} of ${countOf(detail.cells.length, 'comparison')} too small to say so firmly`}.`
  }
  const parts = [
    ...(damaged.length === 0 ? [] : [`marks of damage, not of drift, in ${listWords(damaged)}`]),
    ...(moved.length === 0 ? [] : [`drift of ${listWords(moved.map((column) => `${column} ${since(detail.cells.filter((cell) => cell.column === column && drifted(cell, detail.alpha)), detail.cells.filter((cell) => cell.column === column))}`))}`]),
    ...(fresh.length === 0 ? [] : [`new categories of ${listWords(fresh)}`]),
    ...(missing.length === 0 ? [] : [`other shares of missing ${listWords(missing)}`]),
  ]
  const text = parts.join('; ')
  // The first letter is always of our own words, never of a column's name.
  return `${text[0]!.toUpperCase()}${text.slice(1)}. Compared: ${scope}.`
}

export function valuesOf(detail: Detail): readonly NamedValue[] {
  return detail.cells.flatMap((cell): readonly NamedValue[] => {
    const where = `${cell.column}, ${cell.label}`
    return [
      { id: `effect/${cell.key}`, label: `${measureWords(cell)}, ${where} (${cell.measure === 'KS' ? 'bounds at 1 − α or more' : 'interval at 1 − 2α'})`, value: cell.effect, low: cell.low, high: cell.high, n: cell.n, limit: cell.delta, verdict: cell.verdict, tolerance: 1e-12 },
      ...(cell.measure === 'V' ? [{ id: `chi-square/${cell.key}`, label: `χ² with ${String(cell.df)} degrees of freedom, ${where}`, value: cell.statistic, n: cell.n + cell.nReference, tolerance: 1e-12 }] : [
        { id: `wasserstein/${cell.key}`, label: `Wasserstein distance, ${where}`, value: cell.wassersteinSd, n: cell.n, unit: 'SD', tolerance: 1e-9 },
        { id: `wasserstein-units/${cell.key}`, label: `Wasserstein distance in the unit of the column, ${where}`, value: cell.wasserstein, n: cell.n, tolerance: 1e-9 },
        { id: `energy/${cell.key}`, label: `Energy distance, ${where}`, value: cell.energy, n: cell.n, tolerance: 1e-9 },
        { id: `mean/${cell.key}`, label: `Mean, ${where}`, value: cell.mean, n: cell.n, tolerance: 1e-12 },
      ]),
      { id: `psi/${cell.key}`, label: `PSI, ${where}${cell.psi.degenerate ? ' (degenerate bins)' : ''}`, value: cell.psi.psi, n: cell.n, tolerance: 1e-9, ...(cell.psi.critical === null ? {} : { limit: cell.psi.critical }) },
      ...(cell.missing + cell.missingReference === 0 ? [] : [{ id: `missing/${cell.key}`, label: `Share of missing cells less that of the reference, ${where}`, value: cell.missingDifference, low: cell.missingLow, high: cell.missingHigh, n: cell.n + cell.missing, limit: detail.missingDelta }]),
      ...cell.newLevels.map((level) => ({ id: `new-level/${cell.key}/${idPart(level.level)}`, label: `Rows of the new category "${level.level}", ${where}`, value: level.count, n: cell.n })),
    ]
  })
}

const psiText = (cell: Cell): string => (cell.psi.degenerate ? 'degenerate' : formatFixed(cell.psi.psi))
const meanText = (cell: Cell): string => (cell.mean === null ? absent : `${formatNumber(cell.meanReference)} → ${formatNumber(cell.mean)}`)
const missingText = (cell: Cell): string => `${formatPercent(cell.missingReference / (cell.missingReference + cell.nReference))} → ${formatPercent(cell.missing / (cell.missing + cell.n))}`

/** Up to how many rows every window of a column is printed; above, the window that moved most. */
const fullTable = 120

export function section(result: AnalysisResult): readonly Block[] {
  const detail = detailOf(result) as Detail
  const whole = detail.cells.length <= fullTable
  const shown = whole ? detail.cells : detail.columns.map((column) => detail.cells.filter((cell) => cell.column === column).reduce((most, cell) => ((cell.effect ?? 0) > (most.effect ?? 0) ? cell : most)))
  const changes = detail.cells.filter((cell) => cell.newLevels.length > 0 || cell.vanished.length > 0)
  return [
    ...opening(result),
    paragraph(`Reference: ${detail.reference}, ${countOf(detail.referenceRows, 'row')}. Windows: ${listWords(detail.windows.map((window) => `${window.label} (${formatCount(window.rows)})`), 12)}. Error budget of this analysis: ${formatNumber(detail.alpha)}.`),
    ...figureBlocks(figures(result)),
    tableBlock(whole ? 'Every column and window' : 'The window that moved most, by column; every window is in the evidence', cellTable(
      ['Column', 'Window', '>n', 'Measure', '>Effect', '>Interval', '>Matters above', '>Detectable', '>Adjusted p', '>BH p', '>Wasserstein [SD]', '>Mean', '>Missing', 'Verdict'],
      shown.map((cell) => [cell.column, cell.label, formatCount(cell.n), measureWords(cell), formatFixed(cell.effect), formatInterval(cell.low, cell.high), formatNumber(cell.delta), formatFixed(cell.detectable), formatP(cell.pAdjusted), formatP(cell.pBh), formatFixed(cell.wassersteinSd), meanText(cell), missingText(cell), cell.verdict]),
    )),
    tableBlock('Population stability index; 0.10 and 0.25 are customary, the critical value is what sampling alone exceeds in 5 % of windows', cellTable(
      ['Column', 'Window', '>PSI', '>De-biased', '>Critical', '>Bins', 'Customary reading'],
      shown.map((cell) => [cell.column, cell.label, psiText(cell), formatFixed(cell.psi.debiased), formatFixed(cell.psi.critical), formatCount(cell.psi.bins), customary(cell)]),
    )),
    ...(changes.length === 0 ? [] : [
      heading('New and vanished categories'),
      tableBlock('Categories that only one side holds', cellTable(['Column', 'Window', 'New (rows)', 'Vanished', '>Adjusted p of new'], changes.map((cell) => [
        cell.column, cell.label, listWords(cell.newLevels.map((level) => `${level.level} (${formatCount(level.count)})`), 6) || absent, listWords(cell.vanished, 6) || absent, formatP(cell.newLevelPAdjusted),
      ]))),
    ]),
    ...closing(result),
  ]
}

function customary({ psi }: Cell): string {
  if (psi.psi === null) return psi.degenerate ? 'degenerate bins: no reading' : absent
  return psi.psi < 0.1 ? 'under 0.10' : psi.psi < 0.25 ? '0.10 to 0.25' : 'over 0.25'
}
