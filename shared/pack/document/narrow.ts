import type { CellTable } from '../../contract/figure'

/** Letters that a line of a table holds in small type, the gap of two between columns included. */
const lettersPerLine = 128
/** Letters of a line in the size tables are mostly set in. */
const lettersInFullSize = 100
/** A column of words wraps; it is counted with at most so many letters. */
const mostOfWords = 26
const gap = 2

/** Columns a reader of pages misses least, those that go first at the head. */
const lesser: readonly RegExp[] = [
  /^(terms|f|reference n|levels|bins|share|wasserstein\b.*|missing|shrunk|chance, 1 in 20|z when found|in the large|detectable)$/i,
  /^(bh p|one odds ratio\b.*|cells judged|crude ratio|de-biased ece|favourable|dataset|model|mean|p)$/i,
  /^(events|negative predictive value|adj\. p spiegelhalter|selection rate|outside|matters above|n)$/i,
]
/** What a table is read for: never dropped while another column can be. */
const vital = /verdict|confirmed|^adj|^impact ratio$/i

/**
 * A table whose numbers would not fit beside each other loses columns until they do: a number or an
 * interval broken over two lines is misread, and a table in parts is not read at all. An interval goes
 * with what it is the interval of. `left` names the columns that are gone,
 * `lines` is about how many lines each row takes.
 */
export function narrow(table: CellTable): { readonly table: CellTable; readonly left: readonly string[]; readonly lines: readonly number[] } {
  let columns = table.columns.map((column, i) => ({ column, i, letters: lettersOf(table, column, i) + gap }))
  const left: string[] = []
  while (columns.length > 2 && columns.reduce((sum, { letters }) => sum + letters, 0) > lettersPerLine) {
    const drop = leastMissed(columns.map(({ column }) => column.title))
    const withInterval = /interval/i.test(columns[drop + 1]?.column.title ?? '') && columns.length > 3 ? 2 : 1
    left.push(columns[drop]!.column.title)
    columns = columns.toSpliced(drop, withInterval)
  }
  const words = columns.filter(({ column }) => column.align === 'left').map(({ i }) => i)
  const widthOf = (row: readonly string[]): number => row.reduce((sum, cell, i) => sum + (columns.some((column) => column.i === i) ? cell.length + gap : 0), 0)
  const lines = table.rows.map((row) => (widthOf(row) <= lettersInFullSize ? 1 : Math.max(1, ...words.map((i) => Math.ceil((row[i] ?? '').length / mostOfWords)))))
  if (left.length === 0) return { table, left, lines }
  return { lines, table: { columns: columns.map(({ column }) => column), rows: table.rows.map((row) => columns.map(({ i }) => row[i] ?? '')) }, left }
}

/** Place of the column to drop: a lesser one, else the last that is not vital, else the last; never the first, which names the row. */
function leastMissed(titles: readonly string[]): number {
  for (const pattern of lesser) {
    const at = titles.findLastIndex((title, i) => i > 0 && pattern.test(title))
    if (at > 0) return at
  }
  const plain = titles.findLastIndex((title, i) => i > 0 && !vital.test(title) && !/interval/i.test(title))
  return plain > 0 ? plain : titles.length - 1
}

/** Letters of the longest cell, or of the longest word of the title. */
function lettersOf(table: CellTable, { title, align }: CellTable['columns'][number], i: number): number {
  const longest = table.rows.reduce((most, row) => Math.max(most, row[i]?.length ?? 0), 0)
  const word = title.split(/\s/u).reduce((most, part) => Math.max(most, part.length), 0)
  return Math.max(word, align === 'left' ? Math.min(mostOfWords, longest) : longest)
}
