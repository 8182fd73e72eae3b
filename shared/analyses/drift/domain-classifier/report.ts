import type { AnalysisResult, FindingProposal, NamedValue, Verdict } from '../../../contract/analysis'
import type { Block, FigureSpec } from '../../../contract/figure'
import { cellTable, closing, detailOf, figureBlocks, opening, paragraph, tableBlock } from '../../common/blocks'
import { idPart } from '../../common/datasets'
import { countOf, formatCount, formatFixed, formatInterval, formatNumber, formatP, formatPercent, listWords, pPhrase } from '../../common/format'
import type { Carrier } from './carriers'

/** One window against the reference; `key` is "all" for the windows taken together. */
export interface Cell {
  readonly key: string
  readonly label: string
  readonly n: number
  readonly nReference: number
  readonly auc: number
  readonly low: number
  readonly high: number
  readonly terms: number
  readonly f: number
  readonly pAdjusted: number
  readonly verdict: Verdict
  readonly carriers: readonly (Carrier & { readonly pBh: number })[]
}

export interface Detail {
  readonly reference: string
  readonly alpha: number
  readonly delta: number
  readonly level: number
  readonly columns: number
  readonly cells: readonly Cell[]
}

/** Told apart beyond chance, and better than what is allowed. */
const apart = (cell: Cell, detail: Detail): boolean => cell.pAdjusted < detail.alpha && cell.auc - 0.5 > detail.delta

/** Columns that alone carry at least a fifth of what the strongest carries. */
function carriedBy(cell: Cell): readonly string[] {
  const strongest = cell.carriers[0]?.alone ?? 0
  return cell.carriers.filter((carrier) => carrier.alone > 0 && carrier.alone >= strongest / 5).map((carrier) => carrier.column)
}

const aucText = (cell: Cell): string => `AUC ${formatFixed(cell.auc)} ${formatInterval(cell.low, cell.high)}`

const windowsOf = (detail: Detail): readonly Cell[] => detail.cells.filter((cell) => cell.key !== 'all')
const clearest = (cells: readonly Cell[]): Cell => cells.reduce((most, cell) => (cell.auc > most.auc ? cell : most))

export function headlineOf(detail: Detail): string {
  if (detail.cells.length === 0) return 'No window could be compared with the reference as a whole.'
  const windows = windowsOf(detail)
  const moved = detail.cells.filter((cell) => apart(cell, detail))
  const scope = `${countOf(detail.columns, 'column')} together, ${countOf(windows.length, 'window')} against ${detail.reference}, Holm`
  if (moved.length > 0) {
    const most = clearest(moved)
    return `${formatCount(moved.filter((cell) => cell.key !== 'all').length)} of ${countOf(windows.length, 'window')} can be told from ${detail.reference} by their rows: most clearly ${most.label}, ${aucText(most)}, adjusted ${pPhrase(most.pAdjusted)}, carried by ${listWords(carriedBy(most))} (${scope}).`
  }
  const most = clearest(detail.cells)
  const open = detail.cells.filter((cell) => cell.verdict !== 'equivalent').length
  return `No window can be told from ${detail.reference} by more than matters; nearest is ${most.label}, ${aucText(most)} where 0.5 is chance (${scope}${open === 0 ? '' : `; ${formatCount(open)} too small to say so firmly`}).`
}

export function valuesOf(detail: Detail): readonly NamedValue[] {
  return detail.cells.flatMap((cell): readonly NamedValue[] => [
    { id: `auc/${cell.key}`, label: `AUC of telling ${cell.label} from ${detail.reference} (interval at 1 − 2α)`, value: cell.auc, low: cell.low, high: cell.high, n: cell.n + cell.nReference, limit: 0.5 + detail.delta, verdict: cell.verdict, tolerance: 1e-9 },
    ...cell.carriers.map((carrier): NamedValue => ({ id: `alone/${cell.key}/${idPart(carrier.column)}`, label: `Share of what separates ${cell.label} that ${carrier.column} explains alone (adjusted R²)`, value: carrier.alone, n: cell.n + cell.nReference, tolerance: 1e-9 })),
  ])
}

export function findings(result: AnalysisResult): readonly FindingProposal[] {
  const detail = detailOf(result) as Detail
  const moved = detail.cells.filter((cell) => apart(cell, detail))
  if (moved.length === 0) return []
  const most = clearest(moved)
  const windows = windowsOf(detail)
  const first = windows.find((cell) => apart(cell, detail))
  return [{
    key: 'domain',
    title: first === undefined ? `Production as a whole can be told from ${detail.reference} by its rows` : `Rows of ${first.label} can be told from those of ${detail.reference}${windows.filter((cell) => apart(cell, detail)).length > 1 ? ', and so can later ones' : ''}`,
    severity: most.auc - 0.5 > 4 * detail.delta ? 'high' : 'medium',
    condition: `A linear rule on all columns together tells ${most.label} (${countOf(most.n, 'row')}) from ${detail.reference} (${countOf(most.nReference, 'row')}) with ${aucText(most)}, adjusted ${pPhrase(most.pAdjusted)}; it is carried by ${listWords(carriedBy(most))}.`,
    criterion: `An AUC of at most ${formatFixed(0.5 + detail.delta, 2)}, or none beyond chance after Holm's adjustment over ${countOf(detail.cells.length, 'test')}.`,
    consequence: 'The model is used on another mixture of cases than it was developed on; performance measured there may not carry over, and estimates reweighted to production rest on fewer effective rows.',
    recommendation: 'Judge the named columns one by one (drift of single columns), decide which of them changed in the world and which in the data, and recompute performance on cases like today\'s.',
    evidence: moved.map((cell) => `auc/${cell.key}`),
  }]
}

export function figures(result: AnalysisResult): readonly FigureSpec[] {
  const detail = detailOf(result) as Detail
  if (detail.cells.length === 0) return []
  const names = detail.cells.map((cell) => cell.label)
  const most = clearest(detail.cells)
  const carriers = most.carriers.slice(0, 20)
  return [
    {
      id: 'auc',
      title: `${most.label} differs most from ${detail.reference}: ${aucText(most)}`,
      alt: `AUC of telling each window from ${detail.reference}, with interval; 0.5 is chance: ${detail.cells.map((cell) => `${cell.label} ${formatFixed(cell.auc)}`).join('; ')}.`,
      plot: {
        x: { title: 'AUC of telling the window from the reference' },
        y: { title: '', scale: 'category', categories: names },
        marks: [
          { mark: 'intervals', name: 'AUC', x: detail.cells.map((cell) => cell.auc), y: names, low: detail.cells.map((cell) => cell.low), high: detail.cells.map((cell) => cell.high), tone: 'current', horizontal: true },
          { mark: 'rule', name: 'Matters above', x: 0.5 + detail.delta, tone: 'limit' },
        ],
        aspect: Math.min(1.2, 0.2 + 0.045 * names.length),
      },
      table: cellTable(['Window', '>n', '>AUC', '>Interval'], detail.cells.map((cell) => [cell.label, formatCount(cell.n), formatFixed(cell.auc), formatInterval(cell.low, cell.high)])),
    },
    {
      id: 'carriers',
      title: `What tells ${most.label} from ${detail.reference}: ${listWords(carriedBy(most)) || 'no column alone'}`,
      alt: `Share of the separation of ${most.label} explained by each column alone: ${carriers.slice(0, 8).map((carrier) => `${carrier.column} ${formatPercent(carrier.alone, 2)}`).join('; ')}.`,
      plot: {
        x: { title: 'Explained alone (adjusted R²)', percent: true },
        y: { title: '', scale: 'category', categories: carriers.map((carrier) => carrier.column) },
        marks: [{ mark: 'bars', name: 'Alone', x: carriers.map((carrier) => carrier.alone), y: carriers.map((carrier) => carrier.column), tone: 'current', horizontal: true }],
        aspect: Math.min(1.2, 0.2 + 0.045 * carriers.length),
      },
      table: cellTable(['Column', '>Alone', '>Beyond the others', '>BH p'], carriers.map((carrier) => [carrier.column, formatPercent(carrier.alone, 2), formatPercent(carrier.beyond, 2), formatP(carrier.pBh)])),
    },
  ]
}

export function section(result: AnalysisResult): readonly Block[] {
  const detail = detailOf(result) as Detail
  return [
    ...opening(result),
    paragraph(`Reference: ${detail.reference}. AUC 0.5 means that the rows of a window cannot be told from those of the reference. Error budget of this analysis: ${formatNumber(detail.alpha)}; intervals at ${formatPercent(detail.level)}.`),
    ...figureBlocks(figures(result)),
    tableBlock('Every window', cellTable(
      ['Window', '>n', '>Reference n', '>Terms', '>AUC', '>Interval', '>F', '>Adjusted p', 'Carried by', 'Verdict'],
      detail.cells.map((cell) => [cell.label, formatCount(cell.n), formatCount(cell.nReference), formatCount(cell.terms), formatFixed(cell.auc), formatInterval(cell.low, cell.high), formatFixed(cell.f, 2), formatP(cell.pAdjusted), listWords(carriedBy(cell), 3), cell.verdict]),
    )),
    ...closing(result),
  ]
}
