import type { AnalysisResult, FindingProposal, NamedValue, Verdict } from '../../../contract/analysis'
import type { Block, FigureSpec } from '../../../contract/figure'
import { cellTable, closing, detailOf, figureBlocks, opening, paragraph, tableBlock } from '../../common/blocks'
import { absent, countOf, formatCount, formatFixed, formatInterval, formatNumber, formatP, listWords, pPhrase } from '../../common/format'
import type { Within } from './measure'

export interface Cell extends Within {
  /** Stable within the result. */
  readonly key: string
  readonly segment: string
  readonly group: string
  readonly column: string
  readonly window: string
  readonly pAdjusted: number
  readonly delta: number
  readonly verdict: Verdict
}

export interface Detail {
  readonly reference: string
  readonly windows: readonly string[]
  readonly alpha: number
  readonly score: string
  readonly cells: readonly Cell[]
}

/** Drifted within the group and not outside it, the interval of the one beyond the other: what a look at the whole column does not show. */
export const local = (cell: Cell, alpha: number): boolean => drifted(cell, alpha) && cell.rest !== null && cell.rest <= cell.delta && cell.rest < cell.low
/** Neither drifted alone nor left open: within the limit for certain, or moved together with the rest. */
const settled = (cell: Cell, alpha: number): boolean => cell.verdict === 'equivalent' || (drifted(cell, alpha) && cell.rest !== null && cell.rest > cell.delta)
const drifted = (cell: Cell, alpha: number): boolean => cell.pAdjusted < alpha && cell.effect > cell.delta

const place = (cell: Cell): string => `${cell.segment} = ${cell.group}`
const words = (cell: Cell): string => (cell.measure === 'KS' ? 'KS distance' : 'Cramér\'s V')
const ranked = (detail: Detail): readonly Cell[] => [...detail.cells].sort((a, b) => Number(local(b, detail.alpha)) - Number(local(a, detail.alpha)) || a.pAdjusted - b.pAdjusted || b.effect - a.effect || (a.key < b.key ? -1 : 1))

/** The answer to "does a group drift alone": not whether anything in a group drifted, which single columns say. */
export function verdictOf(cells: readonly Cell[], alpha: number): Verdict {
  if (cells.length === 0) return 'described'
  if (cells.some((cell) => local(cell, alpha))) return 'different'
  return cells.every((cell) => settled(cell, alpha)) ? 'equivalent' : 'inconclusive'
}

export function headlineOf(detail: Detail): string {
  const scope = `${countOf(detail.cells.length, 'comparison')} of columns within groups against ${detail.reference}, Holm`
  if (detail.cells.length === 0) return 'No group is large enough in the reference and in a window.'
  const alone = ranked(detail).filter((cell) => local(cell, detail.alpha))
  if (alone.length === 0) {
    const moved = detail.cells.filter((cell) => drifted(cell, detail.alpha)).length
    const open = detail.cells.filter((cell) => !settled(cell, detail.alpha)).length
    return `No group is shown to have drifted alone (${scope})${moved === 0 ? '' : `; in ${countOf(moved, 'comparison')} a group drifted, and the rest of the rows with it or not certainly less`}${open === 0 ? '' : `; ${formatCount(open)} too small to say so firmly`}.`
  }
  const worst = alone[0]!
  return `${listWords([...new Set(alone.map((cell) => `${cell.column} where ${place(cell)}`))], 3)} drifted while the other rows stayed within the limit: ${words(worst)} ${formatFixed(worst.effect)} there and ${formatFixed(worst.rest)} outside, ${worst.window} (adjusted ${pPhrase(worst.pAdjusted)}; ${scope}).`
}

export function valuesOf(detail: Detail): readonly NamedValue[] {
  return detail.cells.flatMap((cell): readonly NamedValue[] => [
    { id: `effect/${cell.key}`, label: `${words(cell)} of ${cell.column} within ${place(cell)}, ${cell.window} (${cell.measure === 'KS' ? 'bounds at 1 − α or more' : 'interval at 1 − 2α'})`, value: cell.effect, low: cell.low, high: cell.high, n: cell.n, limit: cell.delta, verdict: cell.verdict, tolerance: 1e-12 },
    { id: `rest/${cell.key}`, label: `${words(cell)} of ${cell.column} outside ${place(cell)}, ${cell.window}`, value: cell.rest, tolerance: 1e-12 },
  ])
}

export function findings(result: AnalysisResult): readonly FindingProposal[] {
  const detail = detailOf(result) as Detail
  const alone = ranked(detail).filter((cell) => local(cell, detail.alpha))
  return [...new Set(alone.map((cell) => `${cell.segment}/${cell.group}`))].map((key): FindingProposal => {
    const cells = alone.filter((cell) => `${cell.segment}/${cell.group}` === key)
    const columns = [...new Set(cells.map((cell) => cell.column))]
    const worst = cells.reduce((most, cell) => (cell.effect / cell.delta > most.effect / most.delta ? cell : most))
    const others = columns.filter((column) => column !== worst.column)
    return {
      key,
      title: `${columns.length > 3 ? countOf(columns.length, 'column') : listWords(columns)} drifted where ${place(worst)}, beyond the limit only there`,
      severity: worst.effect > 3 * worst.delta ? 'high' : 'medium',
      condition: `Where ${place(worst)} the ${words(worst)} of ${worst.column} against ${detail.reference} is ${formatFixed(worst.effect)} ${formatInterval(worst.low, worst.high)} in ${worst.window} (n ${formatCount(worst.n)} against ${formatCount(worst.nReference)}, adjusted ${pPhrase(worst.pAdjusted)}); in all other rows it is ${formatFixed(worst.rest)}.${others.length === 0 ? '' : ` Also: ${listWords(others.map((column) => { const own = cells.filter((cell) => cell.column === column); return `${column} ${formatFixed(own[0]!.effect)} against ${formatFixed(own[0]!.rest)}` }), 8)}.`}`,
      criterion: `${listWords([...new Set(cells.map((cell) => `${words(cell)} of at most ${formatNumber(cell.delta)}`))])} within every group, or no significant difference after Holm's adjustment.`,
      consequence: 'One group meets the model with other values than before, and figures for all rows do not show it; what was shown for that group in testing may not hold.',
      recommendation: 'Find out what changed for this group (source, channel, product, definition), and judge performance and fairness on it anew.',
      evidence: cells.flatMap((cell) => [`effect/${cell.key}`, `rest/${cell.key}`]),
    }
  })
}

export function figures(result: AnalysisResult): readonly FigureSpec[] {
  const detail = detailOf(result) as Detail
  const shown = ranked(detail).slice(0, 20)
  if (shown.length === 0) return []
  const names = shown.map((cell) => `${cell.column}, ${place(cell)}, ${cell.window}`)
  return [{
    id: 'groups',
    title: headlineOf(detail),
    alt: `Effect within the group with its interval, and outside it, clearest first: ${shown.slice(0, 8).map((cell, index) => `${names[index]!} ${formatFixed(cell.effect)} against ${formatFixed(cell.rest)}`).join('; ')}.`,
    plot: {
      x: { title: 'KS distance or Cramér\'s V' },
      y: { title: '', scale: 'category', categories: names },
      marks: [
        { mark: 'intervals', name: 'Within the group', x: shown.map((cell) => cell.effect), y: names, low: shown.map((cell) => cell.low), high: shown.map((cell) => cell.high), tone: 'current', horizontal: true },
        { mark: 'points', name: 'Outside it', x: shown.map((cell) => cell.rest), y: names, tone: 'reference' },
        { mark: 'rule', name: 'Matters above', x: shown[0]!.delta, tone: 'limit' },
      ],
      aspect: Math.min(1.2, 0.2 + 0.04 * shown.length),
    },
    table: cellTable(['Column, group, window', '>Within', '>Interval', '>Outside', '>n'], shown.map((cell, index) => [names[index]!, formatFixed(cell.effect), formatInterval(cell.low, cell.high), formatFixed(cell.rest), formatCount(cell.n)])),
  }]
}

/** Comparisons printed; all are in the evidence. */
const most = 12

export function section(result: AnalysisResult): readonly Block[] {
  const detail = detailOf(result) as Detail
  const shown = ranked(detail).slice(0, most)
  return [
    ...opening(result),
    paragraph(`Reference: ${detail.reference}. Windows: ${listWords(detail.windows, 12)}. Error budget of this analysis: ${formatNumber(detail.alpha)}.`),
    ...figureBlocks(figures(result)),
    ...(shown.length === 0 ? [] : [tableBlock(shown.length < detail.cells.length ? `The ${String(most)} clearest of ${countOf(detail.cells.length, 'comparison')}; all are in the evidence` : 'Every comparison', cellTable(
      ['Column', 'Group', 'Window', '>n', 'Measure', '>Within', '>Interval', '>Outside', '>Adjusted p', 'Verdict'],
      shown.map((cell) => [cell.column, place(cell), cell.window, formatCount(cell.n), words(cell), formatFixed(cell.effect), formatInterval(cell.low, cell.high), cell.rest === null ? absent : formatFixed(cell.rest), formatP(cell.pAdjusted), cell.verdict]),
    ))]),
    ...closing(result),
  ]
}
