import { assertNever } from '../../contract/errors'
import type { Block, CellTable, FigureSpec } from '../../contract/figure'
import { escapeHtml } from './escape'

/** Counters that run through the whole document, as in the PDF: figure 3 there is figure 3 here. */
export interface Counters {
  figure: number
  table: number
  /** True after a heading of level 3 in the section: levels are not skipped. */
  headed: boolean
}

/** A figure's drawing as a standalone SVG; without one its table stands for it. */
export type Drawings = ReadonlyMap<FigureSpec, string>

const noteWords = { info: 'Note', warning: 'Warning', limitation: 'Limitation' } as const

/** A block as HTML. Headings begin at level 3: the page has its h1 and each section its h2. */
export function blockHtml(block: Block, counters: Counters, drawings: Drawings): string {
  switch (block.block) {
    case 'heading': {
      const tag = block.level === 3 && counters.headed ? 'h4' : 'h3'
      counters.headed = true
      return `<${tag}>${escapeHtml(block.text)}</${tag}>`
    }
    case 'paragraph': return `<p>${escapeHtml(block.text)}</p>`
    case 'formula': return `<p class="formula">${escapeHtml(block.text)}</p>`
    case 'list': {
      const tag = block.ordered === true ? 'ol' : 'ul'
      return block.items.length === 0 ? '' : `<${tag}>${block.items.map((item) => `<li>${escapeHtml(item)}</li>`).join('')}</${tag}>`
    }
    case 'facts': return block.items.length === 0 ? '' : `<dl>${block.items.map(({ label, value }) => `<div><dt>${escapeHtml(label)}</dt><dd>${escapeHtml(value === '' ? 'not stated' : value)}</dd></div>`).join('')}</dl>`
    case 'note': return `<aside class="${block.tone}"><strong>${noteWords[block.tone]}</strong> ${escapeHtml(block.text)}</aside>`
    case 'table': {
      if (block.caption !== '') counters.table += 1
      return tableHtml(block.table, block.caption === '' ? '' : `Table ${counters.table}. ${block.caption}`)
    }
    case 'figure': {
      counters.figure += 1
      return figureHtml(block.figure, counters.figure, drawings.get(block.figure))
    }
    default: return assertNever(block)
  }
}

function figureHtml(figure: FigureSpec, number: number, svg: string | undefined): string {
  const title = `Figure ${number}. ${figure.title}`
  // As an image the drawing can neither run a script nor share an id with another one.
  const drawing = svg === undefined ? `<p>${escapeHtml(figure.alt)}</p>` : `<img alt="${escapeHtml(figure.alt)}" src="data:image/svg+xml,${encodeURIComponent(svg)}">`
  const twin = tableHtml(figure.table, `The numbers of figure ${number}`)
  return `<figure><figcaption>${escapeHtml(title)}</figcaption>${drawing}${svg === undefined ? twin : `<details><summary>The numbers of figure ${number} as a table</summary>${twin}</details>`}</figure>`
}

function tableHtml(table: CellTable, caption: string): string {
  if (table.columns.length === 0) return ''
  const align = (i: number): string => (table.columns[i]?.align === 'right' ? ' class="right"' : '')
  const head = table.columns.map((column, i) => `<th scope="col"${align(i)}>${escapeHtml(column.title)}</th>`).join('')
  const cells = (row: readonly string[]): string => table.columns.map((_, i) => `<td${align(i)}>${escapeHtml(row[i] ?? '')}</td>`).join('')
  const body = table.rows.length === 0 ? `<tr><td colspan="${table.columns.length}">none</td></tr>` : table.rows.map((row) => `<tr>${cells(row)}</tr>`).join('\n')
  const label = caption === '' ? 'Table' : caption
  return `<div class="table" role="region" tabindex="0" aria-label="${escapeHtml(label)}"><table>${caption === '' ? '' : `<caption>${escapeHtml(caption)}</caption>`}<thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div>`
}
