import type { AnalysisResult, NamedValue } from '../../../contract/analysis'
import type { Block, FigureSpec } from '../../../contract/figure'
import { cellTable, closing, detailOf, figureBlocks, opening, paragraph, tableBlock } from '../../common/blocks'
import { idPart } from '../../common/datasets'
import { countOf, formatCount, formatInterval, formatNumber, formatPercent } from '../../common/format'
import type { HeatCell, MeanError } from './judge'
import type { RowErrors } from './row-errors'

export interface LeafRow extends MeanError {
  readonly text: string
  readonly grownN: number
  /** Mean on the half the leaf was grown on. */
  readonly grown: number
}

export interface Heat {
  readonly first: string
  readonly second: string
  readonly firstLabels: readonly string[]
  readonly secondLabels: readonly string[]
  readonly minCell: number
  /** By second, then first. */
  readonly cells: readonly (readonly HeatCell[])[]
}

export interface Detail {
  readonly dataset: string
  readonly measure: RowErrors['name']
  readonly grownRows: number
  readonly judgedRows: number
  readonly overall: MeanError
  /** Worst first. */
  readonly leaves: readonly LeafRow[]
  readonly heat: Heat | null
}

const printer = (detail: Detail): ((value: number | null | undefined) => string) => (detail.measure === 'error rate' ? (value) => formatPercent(value) : (value) => formatNumber(value, 3))

export function headlineOf(detail: Detail): string {
  const print = printer(detail)
  const held = detail.leaves.filter((leaf) => leaf.n > 0)
  const [worst] = held
  const overall = `${print(detail.overall.value)} ${formatInterval(detail.overall.low, detail.overall.high, print)} of ${countOf(detail.judgedRows, 'row')}`
  if (worst === undefined || held.length < 2) return `No split separates errors: ${detail.measure} ${overall} of ${detail.dataset}.`
  return `The ${detail.measure} in ${detail.dataset} is highest where ${worst.text}: ${print(worst.value)} ${formatInterval(worst.low, worst.high, print)} on ${countOf(worst.n, 'row')} that the tree was not grown on, against ${overall} overall.`
}

export function valuesOf(detail: Detail): readonly NamedValue[] {
  const { overall, leaves, measure, dataset, heat } = detail
  return [
    { id: 'overall', label: `${measure}, ${dataset}, half not grown on`, value: overall.value, low: overall.low, high: overall.high, n: overall.n, tolerance: 1e-12 },
    ...leaves.map((leaf): NamedValue => ({ id: `leaf/${idPart(leaf.text)}`, label: `${measure} where ${leaf.text}`, value: leaf.value, low: leaf.low, high: leaf.high, n: leaf.n, tolerance: 1e-12 })),
    ...(heat === null ? [] : heat.cells.flatMap((row, y) => row.flatMap((cell, x): readonly NamedValue[] => (cell.value === null ? [] : [{ id: `cell/${idPart(heat.firstLabels[x]!)}/${idPart(heat.secondLabels[y]!)}`, label: `${measure} where ${heat.first} = ${heat.firstLabels[x]!} and ${heat.second} = ${heat.secondLabels[y]!}`, value: cell.value, n: cell.n, tolerance: 1e-12 }])))),
  ]
}

const mostLeaves = 12

function leafTable(detail: Detail): FigureSpec['table'] {
  const print = printer(detail)
  return cellTable(['Where', '>n', `>${detail.measure}`, '>95 % interval', '>On the growing half'], detail.leaves.slice(0, mostLeaves).map((leaf) => [leaf.text, formatCount(leaf.n), print(leaf.value), formatInterval(leaf.low, leaf.high, print), print(leaf.grown)]))
}

function leafFigure(detail: Detail): readonly FigureSpec[] {
  const shown = detail.leaves.filter((leaf) => leaf.value !== null).slice(0, mostLeaves)
  if (shown.length < 2) return []
  const print = printer(detail)
  const names = shown.map((leaf, index) => `${String(index + 1)}. ${leaf.text.length > 60 ? `${leaf.text.slice(0, 59)}…` : leaf.text}`)
  return [{
    id: 'leaves',
    title: `Leaves of the error tree: ${print(shown[0]!.value)} to ${print(shown.at(-1)!.value)} on rows it was not grown on`,
    alt: `${detail.measure} with 95 % interval by leaf, on the half not grown on: ${shown.slice(0, 6).map((leaf) => `${leaf.text} ${print(leaf.value)}`).join('; ')}.`,
    plot: {
      x: { title: detail.measure, percent: detail.measure === 'error rate' },
      y: { title: '', scale: 'category', categories: names },
      marks: [
        { mark: 'intervals', name: '95 %', x: shown.map((leaf) => leaf.value), y: names, low: shown.map((leaf) => leaf.low ?? leaf.value), high: shown.map((leaf) => leaf.high ?? leaf.value), tone: 'current', horizontal: true },
        ...(detail.overall.value === null ? [] : [{ mark: 'rule' as const, name: 'Overall', x: detail.overall.value, tone: 'reference' as const }]),
      ],
      aspect: Math.min(1.2, 0.2 + 0.05 * names.length),
    },
    table: leafTable(detail),
  }]
}

function heatFigure(detail: Detail, heat: Heat): readonly FigureSpec[] {
  const x = heat.firstLabels.map((_, index) => index).filter((index) => heat.cells.some((row) => row[index]!.n > 0))
  const y = heat.secondLabels.map((_, index) => index).filter((index) => heat.cells[index]!.some((cell) => cell.n > 0))
  const cells = y.flatMap((row) => x.map((column) => ({ row, column, ...heat.cells[row]![column]! }))).filter((cell) => cell.value !== null)
  if (cells.length === 0) return []
  const print = printer(detail)
  const factor = detail.measure === 'error rate' ? 100 : 1
  const worst = cells.reduce((most, cell) => (cell.value! > most.value! ? cell : most))
  const named = (cell: { readonly row: number; readonly column: number }): string => `${heat.first} ${heat.firstLabels[cell.column]!}, ${heat.second} ${heat.secondLabels[cell.row]!}`
  return [{
    id: 'heat-map',
    title: `${detail.measure} by ${heat.first} and ${heat.second}: highest at ${named(worst)}, ${print(worst.value)} (n ${formatCount(worst.n)})`,
    alt: `${detail.measure} on the half not grown on; cells under ${countOf(heat.minCell, 'row')} are empty. Highest: ${[...cells].sort((a, b) => b.value! - a.value!).slice(0, 5).map((cell) => `${named(cell)} ${print(cell.value)}`).join('; ')}.`,
    plot: {
      x: { title: heat.first, scale: 'category', categories: x.map((index) => heat.firstLabels[index]!) },
      y: { title: heat.second, scale: 'category', categories: y.map((index) => heat.secondLabels[index]!) },
      marks: [{ mark: 'heatmap', name: detail.measure === 'error rate' ? 'error rate [%]' : detail.measure, x: x.map((index) => heat.firstLabels[index]!), y: y.map((index) => heat.secondLabels[index]!), z: y.map((row) => x.map((column) => { const { value } = heat.cells[row]![column]!; return value === null ? null : value * factor })) }],
      aspect: Math.min(1, 0.25 + 0.06 * y.length),
    },
    table: cellTable([heat.second, ...x.map((index) => `>${heat.firstLabels[index]!}`)], y.map((row) => [heat.secondLabels[row]!, ...x.map((column) => { const cell = heat.cells[row]![column]!; return cell.value === null ? (cell.n === 0 ? '–' : `(n ${formatCount(cell.n)})`) : `${print(cell.value)}, n ${formatCount(cell.n)}` })])),
  }]
}

export function figures(result: AnalysisResult): readonly FigureSpec[] {
  const detail = detailOf(result) as Detail
  return [...leafFigure(detail), ...(detail.heat === null ? [] : heatFigure(detail, detail.heat))]
}

export function section(result: AnalysisResult): readonly Block[] {
  const detail = detailOf(result) as Detail
  return [
    ...opening(result),
    paragraph(`Grown on ${countOf(detail.grownRows, 'row')}, every number from the other ${formatCount(detail.judgedRows)}. For looking: nothing is tested here.`),
    ...figureBlocks(figures(result)),
    tableBlock(detail.leaves.length > mostLeaves ? `The ${String(mostLeaves)} worst of ${countOf(detail.leaves.length, 'leaf', 'leaves')}` : 'Leaves of the tree, worst first', leafTable(detail)),
    ...closing(result),
  ]
}
