import type { AnalysisResult, FindingProposal, NamedValue, Verdict } from '../../../contract/analysis'
import type { Block, FigureSpec } from '../../../contract/figure'
import { cellTable, closing, detailOf, figureBlocks, opening, paragraph, tableBlock } from '../../common/blocks'
import { idPart } from '../../common/datasets'
import { countOf, formatCount, formatFixed, formatInterval, formatNumber, formatP, formatPercent, listWords, pAgainst, pPhrase } from '../../common/format'
import type { PairChange } from './correlations'
import type { Exposure } from './exposure'
import type { KernelDistance } from './fourier'

export interface JudgedPair extends PairChange {
  readonly pAdjusted: number
  readonly verdict: Verdict
}

/** One window against the reference. */
export interface Cell {
  readonly key: string
  readonly label: string
  readonly n: number
  readonly nReference: number
  readonly kernel: (KernelDistance & { readonly pAdjusted: number; readonly verdict: Verdict }) | null
  readonly pairs: readonly JudgedPair[]
}

export interface Detail {
  readonly reference: string
  readonly alpha: number
  readonly delta: number
  readonly distance: number
  readonly tests: number
  readonly cells: readonly Cell[]
  readonly exposures: readonly Exposure[]
}

interface Placed {
  readonly cell: Cell
  readonly pair: JudgedPair
}

const nameOf = ({ first, second }: PairChange): string => `${first} and ${second}`
const idOf = (cell: Cell, { first, second }: PairChange): string => `correlation/${cell.key}/${idPart(first)}/${idPart(second)}`
const signed = (value: number): string => `${value > 0 ? '+' : ''}${formatFixed(value)}`
const all = (detail: Detail): readonly Placed[] => detail.cells.flatMap((cell) => cell.pairs.map((pair) => ({ cell, pair })))
const largest = (placed: readonly Placed[]): Placed => placed.reduce((most, each) => (Math.abs(each.pair.change) > Math.abs(most.pair.change) ? each : most))

/** Beyond what matters with the whole interval, and beyond chance. */
const changed = ({ pair }: Placed, detail: Detail): boolean => pair.pAdjusted <= detail.alpha && (pair.low > detail.delta || pair.high < -detail.delta)
const moved = ({ kernel }: Cell, detail: Detail): boolean => kernel !== null && kernel.pAdjusted <= detail.alpha && kernel.low > detail.distance

const changeText = ({ cell, pair }: Placed, detail: Detail): string => `${nameOf(pair)} in ${cell.label}, ${formatFixed(pair.before)} → ${formatFixed(pair.after)}, change ${signed(pair.change)} ${formatInterval(pair.low, pair.high)}, ${pAgainst(pair.pAdjusted, detail.alpha)}`

export function headlineOf(detail: Detail): string {
  const pairs = all(detail)
  const kernels = detail.cells.filter((cell) => cell.kernel !== null)
  if (pairs.length === 0 && kernels.length === 0) return 'No window could be compared with the reference in its columns jointly.'
  const scope = `${countOf(detail.cells.length, 'window')} against ${detail.reference}, Holm over ${countOf(detail.tests, 'test')}`
  const shifted = pairs.filter((each) => each.pair.pAdjusted <= detail.alpha)
  const apart = kernels.filter((cell) => cell.kernel!.pAdjusted <= detail.alpha)
  const joint = kernels.length === 0 ? '' : apart.length === 0
    ? '; the joint distribution of all columns shows no drift beyond chance'
    : `; the joint distribution of all columns differs in ${listWords(apart.map((cell) => cell.label))} (largest MMD ${formatFixed(Math.max(...apart.map((cell) => cell.kernel!.mmd)))})`
  if (pairs.length === 0) return `Correlations could not be compared${joint} (${scope}).`
  const most = largest(shifted.length > 0 ? shifted : pairs)
  // What changed comes first, whichever of the two it is.
  if (shifted.length === 0 && apart.length > 0) return `T${joint.slice(3)}, with no single correlation changed beyond chance; nearest is ${changeText(most, detail)} (${scope}).`
  return `${shifted.length > 0 ? `${countOf(shifted.length, 'correlation')} changed beyond chance, most ` : 'No correlation changed beyond chance; nearest is '}${changeText(most, detail)}${joint} (${scope}).`
}

export function valuesOf(detail: Detail): readonly NamedValue[] {
  return [
    ...detail.cells.flatMap((cell): readonly NamedValue[] => [
      ...(cell.kernel === null ? [] : [{ id: `mmd/${cell.key}`, label: `Maximum mean discrepancy of ${cell.label} from ${detail.reference} (interval at 1 − 2α)`, value: cell.kernel.mmd, low: cell.kernel.low, high: cell.kernel.high, n: cell.n + cell.nReference, limit: detail.distance, verdict: cell.kernel.verdict, tolerance: 1e-9 }]),
      ...cell.pairs.map((pair): NamedValue => ({ id: idOf(cell, pair), label: `Change of the rank correlation of ${nameOf(pair)}, ${cell.label} (interval at 1 − 2α)`, value: pair.change, low: pair.low, high: pair.high, n: pair.n + pair.nReference, limit: detail.delta, verdict: pair.verdict, tolerance: 1e-9 })),
    ]),
    ...detail.exposures.map((each): NamedValue => ({ id: `exposure/${idPart(each.feature)}`, label: `Drift of ${each.feature} times its share of the model's use`, value: each.use * each.drift, tolerance: 1e-9 })),
  ]
}

export function findings(result: AnalysisResult): readonly FindingProposal[] {
  const detail = detailOf(result) as Detail
  const pairs = all(detail).filter((each) => changed(each, detail))
  const cells = detail.cells.filter((cell) => moved(cell, detail))
  const proposals: FindingProposal[] = []
  if (pairs.length > 0) {
    const most = largest(pairs)
    const names = [...new Set(pairs.map(({ pair }) => nameOf(pair)))]
    proposals.push({
      key: 'correlation',
      title: `Columns are related otherwise than in ${detail.reference}: ${listWords(names, 2)}`,
      severity: Math.abs(most.pair.change) > 3 * detail.delta ? 'high' : 'medium',
      condition: `Rank correlation of ${changeText(most, detail)}${pairs.length === 1 ? '' : `; ${countOf(pairs.length - 1, 'more change', 'more changes')} of this kind`}.${cells.length === 0 ? '' : ` The joint distribution of all columns differs in ${listWords(cells.map((cell) => cell.label))}.`}`,
      criterion: `A change of at most ${formatFixed(detail.delta, 2)}, or none beyond chance after Holm's adjustment.`,
      consequence: 'Combinations of inputs that the model rarely met in development are now common, although each column alone may look unchanged.',
      recommendation: 'Find what joins the two columns (a process, a product, a join of the wrong rows), and recompute performance on cases like today\'s.',
      evidence: [...pairs.map(({ cell, pair }) => idOf(cell, pair)), ...cells.map((cell) => `mmd/${cell.key}`)],
    })
  }
  // The distribution as a whole is a finding of its own only where no correlation names what changed.
  if (cells.length > 0 && pairs.length === 0) {
    const most = cells.reduce((far, cell) => (cell.kernel!.mmd > far.kernel!.mmd ? cell : far))
    proposals.push({
      key: 'joint',
      title: `The columns of ${listWords(cells.map((cell) => cell.label))} are distributed jointly otherwise than those of ${detail.reference}`,
      severity: 'medium',
      condition: `Maximum mean discrepancy of ${most.label} ${formatFixed(most.kernel!.mmd)} ${formatInterval(most.kernel!.low, most.kernel!.high)}, adjusted ${pPhrase(most.kernel!.pAdjusted)}.`,
      criterion: `At most ${formatNumber(detail.distance)}, or none beyond chance after Holm's adjustment.`,
      consequence: 'The model is used on another mixture of cases than it was developed on.',
      recommendation: 'See the drift of single columns for which of them moved, and the classifier of windows for what tells them apart.',
      evidence: cells.map((cell) => `mmd/${cell.key}`),
    })
  }
  return proposals
}

export function figures(result: AnalysisResult): readonly FigureSpec[] {
  const detail = detailOf(result) as Detail
  const pairs = [...all(detail)].sort((a, b) => Math.abs(b.pair.change) - Math.abs(a.pair.change)).slice(0, 12)
  if (pairs.length === 0) return []
  const names = pairs.map(({ cell, pair }) => `${nameOf(pair)}, ${cell.label}`)
  return [{
    id: 'correlations',
    title: `Largest change of correlation: ${nameOf(pairs[0]!.pair)} in ${pairs[0]!.cell.label}, ${signed(pairs[0]!.pair.change)}`,
    alt: `Change of the rank correlation against ${detail.reference} with interval: ${pairs.slice(0, 8).map(({ pair }, index) => `${names[index]!} ${signed(pair.change)}`).join('; ')}.`,
    plot: {
      x: { title: `Change of the rank correlation against ${detail.reference}` },
      y: { title: '', scale: 'category', categories: names },
      marks: [
        { mark: 'intervals', name: 'Change', x: pairs.map(({ pair }) => pair.change), y: names, low: pairs.map(({ pair }) => pair.low), high: pairs.map(({ pair }) => pair.high), tone: 'current', horizontal: true },
        { mark: 'rule', name: 'Matters above', x: detail.delta, tone: 'limit' },
        { mark: 'rule', name: 'Matters below', x: -detail.delta, tone: 'limit' },
      ],
      aspect: 0.2 + 0.045 * names.length,
    },
    table: cellTable(['Pair', '>Change', '>Interval'], pairs.map(({ pair }, index) => [names[index]!, signed(pair.change), formatInterval(pair.low, pair.high)])),
  }]
}

const shown = 12

export function section(result: AnalysisResult): readonly Block[] {
  const detail = detailOf(result) as Detail
  const pairs = [...all(detail)].sort((a, b) => a.pair.pAdjusted - b.pair.pAdjusted || Math.abs(b.pair.change) - Math.abs(a.pair.change))
  const kernels = detail.cells.filter((cell) => cell.kernel !== null)
  return [
    ...opening(result),
    paragraph(`Reference: ${detail.reference}. Error budget of this analysis: ${formatNumber(detail.alpha)}; intervals at ${formatPercent(1 - 2 * detail.alpha)}.`),
    ...figureBlocks(figures(result)),
    ...(pairs.length === 0 ? [] : [tableBlock(pairs.length > shown ? `Rank correlations: the first ${String(shown)} of ${formatCount(pairs.length)} by p; all are in the evidence` : 'Rank correlations of every pair', cellTable(
      ['Window', 'Pair', '>n', '>Reference', '>Window', '>Change', '>Interval', '>Adjusted p', 'Verdict'],
      pairs.slice(0, shown).map(({ cell, pair }) => [cell.label, nameOf(pair), formatCount(pair.n), formatFixed(pair.before), formatFixed(pair.after), signed(pair.change), formatInterval(pair.low, pair.high), formatP(pair.pAdjusted), pair.verdict]),
    ))]),
    ...(kernels.length === 0 ? [] : [tableBlock('All columns jointly', cellTable(
      ['Window', '>n', '>Reference n', '>MMD', '>Interval', '>F', '>Adjusted p', 'Verdict'],
      kernels.map(({ label, n, nReference, kernel }) => [label, formatCount(n), formatCount(nReference), formatFixed(kernel!.mmd), formatInterval(kernel!.low, kernel!.high), formatFixed(kernel!.f, 2), formatP(kernel!.pAdjusted), kernel!.verdict]),
    ))]),
    ...(detail.exposures.length === 0 ? [] : [tableBlock(`How much the model uses what drifted${detail.exposures.length > shown ? `: the first ${String(shown)} of ${formatCount(detail.exposures.length)} features; all are in the evidence` : ''}`, cellTable(
      ['Feature', '>Share of use', '>Largest drift', 'Window', '>Use × drift'],
      detail.exposures.slice(0, shown).map(({ feature, use, drift, window }) => [feature, formatPercent(use), formatFixed(drift), window, formatFixed(use * drift)]),
    ))]),
    ...closing(result),
  ]
}
