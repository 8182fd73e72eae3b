import type { Column, Table } from '../../../contract/table'
import { countAtMost, countBelow, sortedFinite } from '../../../stats/sort'
import { cellText } from '../../../table/column-access'
import { concatTables } from '../../../table/concat-tables'
import { selectColumn } from '../../../table/select-rows'
import { compareText, findColumn } from '../../common/datasets'
import { formatNumber } from '../../common/format'
import { costOf, isFavourable } from '../counterfactual/search'
import type { Choices } from '../counterfactual/search'
import type { Flip, Reach } from './types'

/** Scores of every row with one feature put to each of its choices: [feature][choice · rows + row]. */
export type WhatIfScores = readonly Float64Array[]

/** Scores each row with every choice of every feature in place of its own value, all else as it is. */
export async function scoreWhatIf(table: Table, known: Table, choices: readonly Choices[], score: (table: Table) => Promise<Float64Array>, checkpoint: () => void): Promise<WhatIfScores> {
  const shared = (own: Table, other: Table): Table => ({ rows: own.rows, columns: own.columns.filter((column) => findColumn(other, column.name) !== undefined) })
  const both = concatTables([shared(table, known), shared(known, table)])
  const n = table.rows
  const scores: Float64Array[] = []
  for (const { feature, sources } of choices) {
    checkpoint()
    const own = Int32Array.from({ length: sources.length * n }, (_, at) => at % n)
    const other = own.map((_, at) => n + sources[Math.floor(at / n)]!)
    scores.push(await score({ rows: own.length, columns: both.columns.map((column): Column => selectColumn(column, column.name === feature ? other : own)) }))
  }
  return scores
}

/** What a choice is called; dates and truth values as the table writes them. */
const choiceText = (choice: Choices, index: number, known: Table): string => {
  const column = findColumn(known, choice.feature)!
  return choice.kind === 'category' || column.kind !== 'number' ? choice.texts[index]! : column.type === 'date' || column.type === 'boolean' ? cellText(column, choice.sources[index]!) : formatNumber(choice.numbers[index], 6)
}

/** The text of a row's own cell, "missing" where it has none. */
export function valueText(column: Column | undefined, row: number): string {
  return column === undefined ? '' : cellText(column, row) || 'missing'
}

export interface Told {
  readonly table: Table
  readonly known: Table
  readonly choices: readonly Choices[]
  readonly scores: WhatIfScores
  readonly score: Float64Array
  readonly threshold: number | null
  readonly favourable: 'above' | 'below'
}

/** Choices of one feature by which a row's decision becomes another, cheapest first. */
function flipsOf({ table, choices, scores, score, threshold, favourable }: Told, feature: number, row: number): readonly { readonly choice: number; readonly cost: number; readonly score: number }[] {
  if (threshold === null) return []
  const own = isFavourable(score[row]!, threshold, favourable)
  const column = findColumn(table, choices[feature]!.feature)!
  return Array.from(choices[feature]!.sources.keys())
    .map((choice) => ({ choice, cost: costOf(choices[feature]!, choice, column, row), score: scores[feature]![choice * table.rows + row]! }))
    .filter((one) => Number.isFinite(one.score) && isFavourable(one.score, threshold, favourable) !== own)
    .sort((a, b) => a.cost - b.cost || a.choice - b.choice)
}

/** The cheapest single change of a feature that is not fixed that makes the decision another one. */
export function flipOf(told: Told, row: number, fixed: ReadonlySet<string>): Flip | null {
  const { table, known, choices } = told
  const best = choices.flatMap(({ feature }, index) => (fixed.has(feature) ? [] : flipsOf(told, index, row).slice(0, 1).map((flip) => ({ ...flip, feature: index }))))
    .sort((a, b) => a.cost - b.cost || compareText(choices[a.feature]!.feature, choices[b.feature]!.feature))[0]
  if (best === undefined) return null
  const choice = choices[best.feature]!
  return { feature: choice.feature, from: valueText(findColumn(table, choice.feature), row), to: choiceText(choice, best.choice, known), score: best.score }
}

/** The features that move one row's score at all, the furthest first, up to `most`. */
export function reachesOf(told: Told, row: number, most: number): readonly Reach[] {
  const { table, known, choices, scores, score } = told
  const n = table.rows
  const ownScores = (feature: number): Float64Array => Float64Array.from(choices[feature]!.sources, (_, choice) => scores[feature]![choice * n + row]!)
  const moving = choices.map((choice, feature) => {
    const values = ownScores(feature)
    return { choice, feature, values, reach: values.reduce((far, value) => (Number.isFinite(value) ? Math.max(far, Math.abs(value - score[row]!)) : far), 0) }
  }).filter((one) => one.reach > 0).sort((a, b) => b.reach - a.reach || compareText(a.choice.feature, b.choice.feature)).slice(0, most)
  return moving.map(({ choice, feature, values }): Reach => {
    const column = findColumn(table, choice.feature)!
    const reference = findColumn(known, choice.feature)!
    const sorted = reference.kind === 'number' ? sortedFinite(reference.values) : null
    const placeOf = (value: number): number | null => (sorted === null || !Number.isFinite(value) ? null : (countBelow(sorted, value) + countAtMost(sorted, value)) / 2 / sorted.length)
    const flip = flipsOf(told, feature, row)[0]
    return {
      feature: choice.feature, value: valueText(column, row), place: column.kind === 'number' ? placeOf(column.values[row]!) : null,
      points: Array.from(values, (value, index) => ({ label: choiceText(choice, index, known), place: choice.kind === 'number' ? placeOf(choice.numbers[index]!) : null, score: value })).filter((point) => Number.isFinite(point.score)),
      flipsAt: flip === undefined ? null : choiceText(choice, flip.choice, known),
    }
  })
}
