import type { AnalysisResult } from '../../../contract/analysis'
import type { FigureSpec } from '../../../contract/figure'
import { cellTable, detailOf } from '../../common/blocks'
import { countOf, formatCount, formatFixed, formatInterval, formatPercent, listWords } from '../../common/format'
import { measureWords, since } from './findings'
import { drifted } from './judge'
import type { Cell, Detail } from './types'

/** Overview of all columns, then course and distribution of the columns that drifted most. */
export function figures(result: AnalysisResult): readonly FigureSpec[] {
  const detail = detailOf(result) as Detail
  if (detail.cells.length === 0) return []
  const moved = detail.columns
    .map((column) => ({ column, cells: detail.cells.filter((cell) => cell.column === column) }))
    .filter(({ cells }) => cells.some((cell) => drifted(cell, detail.alpha)))
    .sort((a, b) => largest(b.cells) - largest(a.cells))
    .slice(0, 6)
  return [
    detail.windows.length > 1 ? heatmap(detail) : ladder(detail),
    ...moved.flatMap(({ column, cells }) => [...(cells.length > 1 ? [course(detail, column, cells)] : []), distribution(detail, column)]),
  ]
}

const largest = (cells: readonly Cell[]): number => Math.max(...cells.map((cell) => cell.effect ?? 0))

function overviewTitle(detail: Detail): string {
  const moved = detail.columns.filter((column) => detail.cells.some((cell) => cell.column === column && drifted(cell, detail.alpha)))
  return moved.length === 0
    ? `None of ${countOf(detail.columns.length, 'column')} drifted by more than matters`
    : `${String(moved.length)} of ${countOf(detail.columns.length, 'column')} drifted: ${listWords(moved)}`
}

function heatmap(detail: Detail): FigureSpec {
  const windows = detail.windows.map((window) => window.label)
  const at = new Map(detail.cells.map((cell) => [`${cell.column}\u0000${cell.window}`, cell]))
  const rows = detail.columns.map((column) => detail.windows.map((window) => at.get(`${column}\u0000${window.key}`)?.effect ?? null))
  return {
    id: 'overview',
    title: overviewTitle(detail),
    alt: `Heat map of the effect (KS distance or Cramér's V, 0 to 1) of ${countOf(detail.columns.length, 'column')} in ${countOf(windows.length, 'window')}. ${overviewTitle(detail)}.`,
    plot: {
      x: { title: 'Window', scale: 'category', categories: windows },
      y: { title: '', scale: 'category', categories: detail.columns },
      marks: [{ mark: 'heatmap', name: 'Effect', x: windows, y: detail.columns, z: rows }],
      aspect: Math.min(1.4, 0.2 + 0.04 * detail.columns.length),
    },
    table: cellTable(['Column', ...windows.map((window) => `>${window}`)], detail.columns.map((column, index) => [column, ...rows[index]!.map((effect) => formatFixed(effect))])),
  }
}

function ladder(detail: Detail): FigureSpec {
  const cells = [...detail.cells].sort((a, b) => (b.effect ?? 0) - (a.effect ?? 0)).slice(0, 60)
  const names = cells.map((cell) => cell.column)
  return {
    id: 'overview',
    title: overviewTitle(detail),
    alt: `Effect with interval by column, largest first: ${cells.slice(0, 8).map((cell) => `${cell.column} ${formatFixed(cell.effect)}`).join('; ')}.`,
    plot: {
      x: { title: 'KS distance or Cramér\'s V' },
      y: { title: '', scale: 'category', categories: names },
      marks: [
        { mark: 'intervals', name: 'Effect', x: cells.map((cell) => cell.effect), y: names, low: cells.map((cell) => cell.low), high: cells.map((cell) => cell.high), tone: 'current', horizontal: true },
        { mark: 'rule', name: 'Matters above', x: cells[0]!.delta, tone: 'limit' },
      ],
      aspect: Math.min(1.4, 0.2 + 0.04 * cells.length),
    },
    table: cellTable(['Column', 'Measure', '>Effect', '>Interval', '>n'], cells.map((cell) => [cell.column, measureWords(cell), formatFixed(cell.effect), formatInterval(cell.low, cell.high), formatCount(cell.n)])),
  }
}

function course(detail: Detail, column: string, cells: readonly Cell[]): FigureSpec {
  const affected = cells.filter((cell) => drifted(cell, detail.alpha))
  const windows = cells.map((cell) => cell.label)
  return {
    id: `course-${column}`,
    title: `${column} drifted ${since(affected, cells)}: ${measureWords(cells[0]!)} up to ${formatFixed(largest(cells), 2)}`,
    alt: `${measureWords(cells[0]!)} of ${column} against ${detail.reference} with interval, by window: ${cells.map((cell) => `${cell.label} ${formatFixed(cell.effect)}`).join('; ')}.`,
    plot: {
      x: { title: 'Window', scale: 'category', categories: windows },
      y: { title: measureWords(cells[0]!) },
      marks: [
        { mark: 'intervals', name: column, x: windows, y: cells.map((cell) => cell.effect), low: cells.map((cell) => cell.low), high: cells.map((cell) => cell.high), tone: 'current' },
        { mark: 'rule', name: 'Matters above', y: cells[0]!.delta, tone: 'limit' },
      ],
      aspect: 0.4,
    },
    table: cellTable(['Window', '>Effect', '>Interval', '>n'], cells.map((cell) => [cell.label, formatFixed(cell.effect), formatInterval(cell.low, cell.high), formatCount(cell.n)])),
  }
}

function distribution(detail: Detail, column: string): FigureSpec {
  const worst = detail.worst.find((entry) => entry.column === column)!
  const bins = worst.bins.map((bin) => bin.bin)
  const gain = worst.bins.reduce((most, bin) => (Math.abs(bin.current - bin.reference) > Math.abs(most.current - most.reference) ? bin : most))
  return {
    id: `distribution-${column}`,
    title: `${column} in ${worst.window}: share of "${gain.bin}" ${formatPercent(gain.reference)} → ${formatPercent(gain.current)}`,
    alt: `Share of rows by bin of the reference, ${detail.reference} against ${worst.window}: ${worst.bins.map((bin) => `${bin.bin} ${formatPercent(bin.reference)} → ${formatPercent(bin.current)}`).join('; ')}.`,
    plot: {
      x: { title: column, scale: 'category', categories: bins },
      y: { title: 'Share of rows', percent: true },
      marks: [
        { mark: 'bars', name: detail.reference, x: bins, y: worst.bins.map((bin) => bin.reference), tone: 'reference' },
        { mark: 'bars', name: worst.window, x: bins, y: worst.bins.map((bin) => bin.current), tone: 'current' },
      ],
      aspect: 0.45,
    },
    table: cellTable(['Bin', `>${detail.reference}`, `>${worst.window}`], worst.bins.map((bin) => [bin.bin, formatPercent(bin.reference), formatPercent(bin.current)])),
  }
}
