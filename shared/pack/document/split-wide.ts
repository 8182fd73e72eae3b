import type { Block, CellTable } from '../../contract/figure'

type TableBlock = Extract<Block, { block: 'table' }>

/** Letters that a line of a table holds in small type, the gap of two between columns included. */
const lettersPerLine = 128
/** A column of words wraps; it is counted with at most so many letters. */
const mostOfWords = 26
const gap = 2

/**
 * Divides a table whose numbers would not fit beside each other into parts that do, the first column
 * repeated: a number or an interval broken over two lines is misread.
 */
export function splitWide(block: TableBlock): readonly TableBlock[] {
  const widths = block.table.columns.map((column, i) => lettersOf(block.table, column, i) + gap)
  const [key = 0, ...others] = widths
  const total = widths.reduce((a, b) => a + b, 0)
  if (total <= lettersPerLine || others.length < 2) return [block]
  const parts = Math.ceil((total - key) / (lettersPerLine - key))
  const groups: number[][] = [[]]
  let width = 0
  others.forEach((letters, i) => {
    const last = groups.at(-1)!
    // Parts of about the same width look better than a full one and a rest.
    // An interval stays beside what it is the interval of.
    const belongs = /interval/iu.test(block.table.columns[i + 1]!.title)
    if (last.length > 0 && !belongs && width + letters / 2 > (total - key) / parts && groups.length < parts) {
      groups.push([i + 1])
      width = letters
    } else {
      last.push(i + 1)
      width += letters
    }
  })
  return groups.map((columns, part) => ({ block: 'table', caption: `${block.caption}${block.caption === '' ? 'Part' : ', part'} ${part + 1} of ${groups.length}`, table: pick(block.table, [0, ...columns]) }))
}

/** Letters of the longest cell, or of the longest word of the title. */
function lettersOf(table: CellTable, { title, align }: CellTable['columns'][number], i: number): number {
  const longest = table.rows.reduce((most, row) => Math.max(most, row[i]?.length ?? 0), 0)
  const word = title.split(/\s/u).reduce((most, part) => Math.max(most, part.length), 0)
  return Math.max(word, align === 'left' ? Math.min(mostOfWords, longest) : longest)
}

function pick(table: CellTable, columns: readonly number[]): CellTable {
  return { columns: columns.map((i) => table.columns[i]!), rows: table.rows.map((row) => columns.map((i) => row[i] ?? '')) }
}
