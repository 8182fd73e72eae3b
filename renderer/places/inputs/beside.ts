import type { ColumnProfile } from '../../../shared/contract/table'
import type { DatasetInput } from '../../../shared/review/state'

/** A column in two datasets; null where a dataset does not have it. */
export interface ColumnPair {
  readonly name: string
  readonly left: ColumnProfile | null
  readonly right: ColumnProfile | null
}

/** Columns of the same name, in the order of the first; those that only the second has come last. */
export function pairColumns(left: readonly ColumnProfile[], right: readonly ColumnProfile[]): readonly ColumnPair[] {
  const there = new Map(right.map((column) => [column.name, column]))
  const here = new Set(left.map(({ name }) => name))
  return [
    ...left.map((column) => ({ name: column.name, left: column, right: there.get(column.name) ?? null })),
    ...right.filter(({ name }) => !here.has(name)).map((column) => ({ name: column.name, left: null, right: column })),
  ]
}

/** What to look at in a pair, in words: facts only, no test. */
export function pairNotes({ left, right }: ColumnPair): readonly string[] {
  if (left === null || right === null) return [left === null ? 'only in the second' : 'only in the first']
  const notes: string[] = []
  if (left.type !== right.type) notes.push(`${left.type} here, ${right.type} there`)
  if ((left.missingTotal === 0) !== (right.missingTotal === 0)) notes.push(left.missingTotal === 0 ? 'missing only in the second' : 'missing only in the first')
  const ranged = left.type === right.type && left.type !== 'text' && left.type !== 'category'
  if (ranged && left.min !== null && left.max !== null && right.min !== null && right.max !== null && (right.min < left.min || right.max > left.max)) notes.push('the second goes beyond the range of the first')
  return notes
}

/** What a dataset is first laid beside: production beside development, the others beside production. */
export function partnerOf(dataset: DatasetInput, datasets: readonly DatasetInput[]): DatasetInput | null {
  const others = datasets.filter(({ id }) => id !== dataset.id)
  const wanted = dataset.role === 'development' ? ['production', 'test'] : ['development', 'test', 'production']
  return wanted.flatMap((role) => others.find((other) => other.role === role) ?? [])[0] ?? others[0] ?? null
}
