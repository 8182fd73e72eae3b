import type { Block, FigureSpec } from '../../contract/figure'
import type { RunRecord } from '../../contract/run-record'
import { countOf, listWords } from '../../analyses/common/format'
import { categoriesOf, isCategorical } from '../../figures/axes'
import { compactCell } from './compact-cell'
import { mergeItems } from './merge-items'
import { narrow } from './narrow'
import type { RenderedRun } from './types'

/** Longest list in print; the web page inside the pack and the evidence hold everything. */
const mostItems = 8

/**
 * What an analysis is given on paper: so many figures and tables; a table of more than `most` rows is
 * cut to `cut` lines, one of long rows to `most`, and to what the figure leaves of `height` points; figures at most so high for their width.
 */
interface Room {
  readonly figures: number
  readonly tables: number
  readonly most: number
  readonly cut: number
  readonly height: number
  readonly aspect: number
}
const rooms = {
  /** Proposes a finding: shown with what it rests on. */
  finding: { figures: 2, tables: 2, most: 15, cut: 10, height: Infinity, aspect: Infinity },
  /** Could not be told, or differs without being a finding. */
  open: { figures: 1, tables: 1, most: 12, cut: 10, height: 360, aspect: 0.38 },
  /** Nothing to report: half a page. */
  quiet: { figures: 1, tables: 1, most: 8, cut: 6, height: 270, aspect: 0.34 },
} as const satisfies Readonly<Record<string, Room>>

/** What decides how much of a run is printed. */
export type Weight = Pick<RunRecord, 'proposals'> & { readonly result: Pick<RunRecord['result'], 'verdict' | 'notTested'> }

function roomOf({ proposals, result }: Weight): Room {
  if (proposals.length > 0) return rooms.finding
  return result.verdict === 'different' || result.verdict === 'inconclusive' ? rooms.open : rooms.quiet
}

/** Where everything is that the pages leave out. */
const elsewhere = 'pack.html and results.json'

/**
 * A run as it is printed: at most so many figures, tables and rows, what was cut said in its place.
 * Verification compares the pages with the same form, so that nothing is missed and nothing missing
 * is reported. Pure: same run, same pages.
 */
export function inPrint(rendered: RenderedRun, run: Weight): RenderedRun {
  const left = { figures: [] as FigureSpec[], tables: 0 }
  const limits = withFigure(roomOf(run), rendered)
  const room = { figures: limits.figures, tables: limits.tables }
  const { blocks, register } = withoutRegister(joinNotes(rendered.blocks), run.result.notTested)
  const kept = blocks.flatMap((block): readonly Block[] => {
    switch (block.block) {
      case 'figure':
        if (room.figures-- > 0) return [{ block: 'figure', figure: lower(block.figure, limits) }]
        left.figures.push(block.figure)
        return []
      case 'table':
        if (limits.cut > 0 && room.tables-- > 0) return [printedTable(block, limits)]
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
  return { ...rendered, blocks: [...withoutEmptyHeadings(kept), ...whatIsLeftOut(left.figures.length, left.tables, register)], figures: rendered.figures.filter(({ id }) => !gone.has(id)).map((figure) => lower(figure, limits)) }
}

/** What a reader finds elsewhere, as lines beside verdict and run. */
function whatIsLeftOut(figures: number, tables: number, register: number): readonly Block[] {
  const parts = [...(figures === 0 ? [] : [countOf(figures, 'figure')]), ...(tables === 0 ? [] : [countOf(tables, 'table')])]
  const items = [
    ...(register === 0 ? [] : [{ label: 'Not tested', value: `${countOf(register, 'point')}, in the register of section 3` }]),
    ...(parts.length === 0 ? [] : [{ label: 'Not printed', value: `${parts.join(' and ')} more, in ${elsewhere}` }]),
  ]
  return items.length === 0 ? [] : [{ block: 'facts', items }]
}

/** Without the list of what was not tested, where section 3 has every item of it. */
function withoutRegister(blocks: readonly Block[], notTested: readonly string[]): { readonly blocks: readonly Block[]; readonly register: number } {
  const at = blocks.findIndex((block, i) => block.block === 'heading' && block.text === 'Not tested' && blocks[i + 1]?.block === 'list')
  const list = blocks[at + 1]
  if (at === -1 || list?.block !== 'list' || !list.items.every((item) => notTested.includes(item))) return { blocks, register: 0 }
  return { blocks: blocks.toSpliced(at, 2), register: list.items.length }
}

/** Lines of a table beside the figure that is printed, in points: about 14 each, three for its head and caption. */
function withFigure(room: Room, { blocks, figures }: RenderedRun): Room {
  const first = blocks.find((block) => block.block === 'figure')?.figure ?? figures[0]
  if (first === undefined || room.height === Infinity) return room
  const { plot } = first
  const drawn = isCategorical(plot.y, plot, 'y') ? 74 + 12.5 * categoriesOf(plot.y, plot, 'y').length : 471 * Math.min(plot.aspect ?? 0.5, room.aspect)
  const lines = Math.floor((room.height - drawn) / 14) - 3
  if (lines < 3) return { ...room, most: 0, cut: 0 }
  return lines >= room.most ? room : { ...room, most: Math.min(room.most, lines + 3), cut: Math.min(room.cut, lines) }
}

type TableBlock = Extract<Block, { block: 'table' }>

/** The first rows of a long table, in as many columns as fit; what is left out is said in the caption. Intervals with their unit once. */
function printedTable({ caption, table }: TableBlock, limits: Room): TableBlock {
  const whole = narrow({ columns: table.columns, rows: table.rows.map((row) => row.map(compactCell)) })
  const rows = whole.table.rows.slice(0, rowsThatFit(whole.lines, limits))
  const fitted = { table: { ...whole.table, rows }, left: whole.left }
  return { block: 'table', table: fitted.table, caption: cutCaption(caption, rows.length, table.rows.length, fitted.left) }
}

/** All rows where they are few and short enough, else as many as fill the lines allowed, three at least. */
function rowsThatFit(lines: readonly number[], { most, cut }: Room): number {
  if (lines.length <= most && lines.reduce((a, b) => a + b, 0) <= 1.5 * most) return lines.length
  const allowed = lines.length > most ? cut : most
  let used = 0
  return Math.max(3, lines.findIndex((line) => (used += line) > allowed))
}

/** "All series (10 of 32 rows, without n; the rest is in pack.html and results.json)". */
export function cutCaption(caption: string, shown: number, all: number, columns: readonly string[] = []): string {
  const names = [...new Set(columns)]
  const parts = [
    ...(shown === all ? [] : [`${shown} of ${countOf(all, 'row')}`]),
    ...(names.length === 0 ? [] : [`without ${listWords(names, 4)}`]),
  ]
  return parts.length === 0 ? caption : `${caption === '' ? 'Table' : caption} (${parts.join(', ')}; the rest is in ${elsewhere})`
}

/** A figure no higher than it may be. One that was asked to be square stays so; names on the y axis and a long legend keep their lines. */
function lower(figure: FigureSpec, { aspect }: Room): FigureSpec {
  const asked = figure.plot.aspect ?? 0.5
  return asked > 0.8 || asked <= aspect || isCategorical(figure.plot.y, figure.plot, 'y') || figure.plot.marks.length > 5 ? figure : { ...figure, plot: { ...figure.plot, aspect } }
}

function printedList(list: Extract<Block, { block: 'list' }>): Block {
  const merged = mergeItems(list.items)
  if (merged.length <= mostItems) return { ...list, items: merged }
  return { ...list, items: [...merged.slice(0, mostItems - 1), `and ${merged.length - mostItems + 1} more, in ${elsewhere}`] }
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
