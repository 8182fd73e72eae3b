import type { Block, CellTable, FigureSpec } from '../../contract/figure'
import type { Verdict } from '../../contract/analysis'
import { countOf } from '../../analyses/common/format'
import { compactCell } from './compact-cell'
import { mergeItems } from './merge-items'
import { splitWide } from './split-wide'
import type { RenderedRun } from './types'

/** Longest table and list in print; the web page inside the pack and the evidence hold everything. */
const most = { rows: 15, items: 8 } as const

/** How many figures and tables of one analysis are printed: what shows nothing, or describes, takes less room. */
const share: Readonly<Record<Verdict, { readonly figures: number; readonly tables: number }>> = {
  different: { figures: 2, tables: 3 }, inconclusive: { figures: 1, tables: 2 }, equivalent: { figures: 1, tables: 1 }, described: { figures: 1, tables: 1 },
}

/** Rows that are printed of a table that is longer than `most.rows`: cutting off one or two would be petty. */
const rowsOfLong = 10

/** Where everything is that the pages leave out. */
const elsewhere = 'pack.html and results.json'

/**
 * A run as it is printed: at most so many figures, tables and rows, what was cut said in its place.
 * Verification compares the pages with the same form, so that nothing is missed and nothing missing
 * is reported. Pure: same run, same pages.
 */
export function inPrint(rendered: RenderedRun, verdict: Verdict): RenderedRun {
  const left = { figures: [] as FigureSpec[], tables: 0 }
  const room = { ...share[verdict] }
  const kept = joinNotes(rendered.blocks).flatMap((block): readonly Block[] => {
    switch (block.block) {
      case 'figure':
        if (room.figures-- > 0) return [block]
        left.figures.push(block.figure)
        return []
      case 'table':
        if (room.tables-- > 0) return splitWide(printedTable(block))
        left.tables += 1
        return []
      case 'list': return [printedList(block)]
      case 'facts': return [{ ...block, items: block.items.map((item) => ({ ...item, value: compactCell(item.value) })) }]
      default: return [block]
    }
  })
  const inBlocks = new Set(rendered.blocks.flatMap((block) => (block.block === 'figure' ? [block.figure.id] : [])))
  const beside = rendered.figures.filter((figure) => !inBlocks.has(figure.id))
  left.figures.push(...beside.slice(Math.max(0, room.figures)))
  const gone = new Set(left.figures.map(({ id }) => id))
  return { ...rendered, blocks: [...withoutEmptyHeadings(kept), ...whatIsLeftOut(left.figures.length, left.tables)], figures: rendered.figures.filter(({ id }) => !gone.has(id)) }
}

function whatIsLeftOut(figures: number, tables: number): readonly Block[] {
  const parts = [...(figures === 0 ? [] : [countOf(figures, 'figure')]), ...(tables === 0 ? [] : [countOf(tables, 'table')])]
  return parts.length === 0 ? [] : [{ block: 'paragraph', text: `Not printed, and in ${elsewhere}: ${parts.join(' and ')} more of this analysis.` }]
}

type TableBlock = Extract<Block, { block: 'table' }>

/** The first rows of a long table, with the number of the others in its caption; intervals with their unit once. */
function printedTable({ caption, table }: TableBlock): TableBlock {
  const rows = table.rows.length > most.rows ? table.rows.slice(0, rowsOfLong) : table.rows
  const cells: CellTable = { columns: table.columns, rows: rows.map((row) => row.map(compactCell)) }
  return { block: 'table', table: cells, caption: rows.length === table.rows.length ? caption : cutCaption(caption, rows.length, table.rows.length) }
}

/** "All series (10 of 32 rows; the others are in pack.html and results.json)". */
export function cutCaption(caption: string, shown: number, all: number): string {
  return `${caption === '' ? 'Table' : caption} (${shown} of ${countOf(all, 'row')}; the others are in ${elsewhere})`
}

function printedList(list: Extract<Block, { block: 'list' }>): Block {
  const merged = mergeItems(list.items)
  if (merged.length <= most.items) return { ...list, items: merged }
  return { ...list, items: [...merged.slice(0, most.items - 1), `and ${merged.length - most.items + 1} more, in ${elsewhere}`] }
}

/** Notes of one kind that follow each other become one: a bar at the side of each sentence shouts. */
function joinNotes(blocks: readonly Block[]): readonly Block[] {
  const out: Block[] = []
  for (const block of blocks) {
    const last = out.at(-1)
    if (block.block === 'note' && last?.block === 'note' && last.tone === block.tone) out[out.length - 1] = { ...last, text: `${last.text} ${block.text}` }
    else out.push(block)
  }
  return out
}

/** A heading with nothing under it stands for figures and tables that are not printed. */
function withoutEmptyHeadings(blocks: readonly Block[]): readonly Block[] {
  return blocks.filter((block, i) => {
    if (block.block !== 'heading') return true
    const next = blocks[i + 1]
    return next !== undefined && (next.block !== 'heading' || next.level > block.level)
  })
}
