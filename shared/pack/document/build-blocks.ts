import type { Block, CellTable } from '../../contract/figure'

export const paragraph = (text: string): Block => ({ block: 'paragraph', text })
export const heading = (text: string, level: 2 | 3 = 2): Block => ({ block: 'heading', level, text })
export const list = (items: readonly string[]): Block => ({ block: 'list', items })
export const facts = (items: readonly (readonly [string, string])[]): Block => ({ block: 'facts', items: items.map(([label, value]) => ({ label, value })) })
export const note = (tone: 'info' | 'warning' | 'limitation', text: string): Block => ({ block: 'note', tone, text })

/** A table from column titles (a leading ">" aligns right) and formatted rows. */
export function table(caption: string, titles: readonly string[], rows: readonly (readonly string[])[]): Block {
  const cells: CellTable = { columns: titles.map((title) => (title.startsWith('>') ? { title: title.slice(1), align: 'right' } : { title, align: 'left' })), rows }
  return { block: 'table', caption, table: cells }
}

/** Paragraphs of a text that a person typed: an empty line starts a new one. */
export function typed(text: string): readonly Block[] {
  return text.split(/\n\s*\n/).map((part) => part.trim()).filter((part) => part !== '').map(paragraph)
}
