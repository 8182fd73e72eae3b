import type { AnalysisResult } from '../../../contract/analysis'
import type { Block, FigureSpec } from '../../../contract/figure'
import { cellTable, closing, detailOf, figureBlocks, heading, opening, tableBlock } from '../../common/blocks'
import { countOf, formatCount, formatInterval, formatNumber, formatPercent, listWords } from '../../common/format'

export interface Example {
  /** Row of the file, from 1, the header not counted. */
  readonly row: number
  readonly identity: string
  readonly score: number
  readonly changes: readonly { readonly feature: string; readonly from: string; readonly to: string }[]
  readonly cost: number | null
  readonly scoreAfter: number | null
}

export interface WhatIf {
  readonly row: number
  readonly identity: string
  readonly before: number
  readonly after: number | null
}

export interface Detail {
  readonly dataset: string
  readonly reference: string
  readonly threshold: number
  readonly favourable: 'above' | 'below'
  readonly unfavourable: number
  readonly searched: number
  readonly found: number
  readonly low: number
  readonly high: number
  readonly single: number
  readonly medianCost: number | null
  readonly mostChanges: number
  readonly grid: number
  readonly tried: number
  readonly fixed: readonly string[]
  readonly changed: readonly { readonly feature: string; readonly rows: number }[]
  readonly examples: readonly Example[]
  readonly whatIf: { readonly changes: readonly { readonly feature: string; readonly value: string }[]; readonly rows: readonly WhatIf[]; readonly flipped: number } | null
}

const nameOf = ({ row, identity }: { readonly row: number; readonly identity: string }): string => (identity === '' ? `row ${formatCount(row)}` : `${identity} (row ${formatCount(row)})`)

export function headlineOf(detail: Detail): string {
  if (detail.searched === 0) return `No row of ${detail.dataset} lies on the unfavourable side of ${formatNumber(detail.threshold)}.`
  const most = detail.changed[0]
  return `A favourable decision within ${countOf(detail.mostChanges, 'change')} was found for ${formatPercent(detail.found / detail.searched)} ${formatInterval(detail.low, detail.high, (value) => formatPercent(value))} of ${countOf(detail.searched, 'unfavourable row')} searched${most === undefined ? '' : `, most often by changing ${most.feature}`}; for ${formatCount(detail.single)} one change was the cheapest.`
}

export function figures(result: AnalysisResult): readonly FigureSpec[] {
  const detail = detailOf(result) as Detail
  return detail.changed.length === 0 ? [] : [changedFigure(detail)]
}

function changedFigure(detail: Detail): FigureSpec {
  const shown = detail.changed.slice(0, 30)
  const names = shown.map((one) => one.feature)
  return {
    id: 'changed',
    title: `${names[0]!} is changed in ${formatCount(shown[0]!.rows)} of ${countOf(detail.found, 'counterfactual')}`,
    alt: `How often each feature takes part in the cheapest change found: ${shown.slice(0, 8).map((one) => `${one.feature} ${formatCount(one.rows)}`).join('; ')}.`,
    plot: {
      x: { title: 'Rows' },
      y: { title: '', scale: 'category', categories: names },
      marks: [{ mark: 'bars', name: 'Rows', x: shown.map((one) => one.rows), y: names, tone: 'current', horizontal: true }],
      aspect: Math.min(1.4, 0.2 + 0.04 * shown.length),
    },
    table: cellTable(['Feature', '>Rows'], shown.map((one) => [one.feature, formatCount(one.rows)])),
  }
}

export function section(result: AnalysisResult): readonly Block[] {
  const detail = detailOf(result) as Detail
  const { whatIf } = detail
  return [
    ...opening(result),
    ...figureBlocks(figures(result)),
    ...(detail.examples.length === 0 ? [] : [tableBlock(`Cheapest changes found for rows of ${detail.dataset}; rows counted without the header`, cellTable(
      ['Row', '>Score', 'Changes', '>Cost', '>Score after'],
      detail.examples.map((example) => [nameOf(example), formatNumber(example.score), example.changes.length === 0 ? 'none found' : example.changes.map((change) => `${change.feature} ${change.from} → ${change.to}`).join('; '), formatNumber(example.cost, 3), formatNumber(example.scoreAfter)]),
    ))]),
    ...(whatIf === null ? [] : [
      heading('What if'),
      tableBlock(`With ${listWords(whatIf.changes.map((change) => `${change.feature} = ${change.value}`), 8)}: ${formatCount(whatIf.flipped)} of ${countOf(whatIf.rows.length, 'decision')} ${whatIf.flipped === 1 ? 'changes' : 'change'}`, cellTable(
        ['Row', '>Score', '>Score then'],
        whatIf.rows.map((row) => [nameOf(row), formatNumber(row.before), formatNumber(row.after)]),
      )),
    ]),
    { block: 'note', tone: 'limitation', text: `The search tries ${countOf(detail.grid, 'observed value')} of a number at most and every frequent level of a category: exhaustive over these for one change, the most promising combinations only for more. A cheaper change may exist; that none was found does not prove that there is none. What is cheap here need not be possible for a person.` },
    ...closing(result),
  ]
}
