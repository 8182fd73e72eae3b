import { assertNever } from '../../shared/contract/errors'
import type { Block } from '../../shared/contract/figure'
import { figureRoom, leastHeight, setFigure } from './figure'
import { baseline, type Flow } from './flow'
import type { StructureNode } from './structure-tree'
import { colors, styles } from './styles'
import { setTable } from './table'
import { wrapText } from './wrap'

/** Counters that run through the whole document. */
export interface Numbering {
  figure: number
  table: number
  note: number
  /** Level of the deepest heading so far in the section: tags must not skip a level. */
  deepest: 1 | 2 | 3
}

export interface BlockContext {
  readonly flow: Flow
  readonly numbering: Numbering
  /** Called for every heading inside a section. */
  readonly onHeading: (title: string, level: 2 | 3) => void
  /** Called between blocks: yields to the page, reports progress, throws when cancelled. */
  readonly pause: () => Promise<void>
}

/**
 * Sets the blocks of one section under `parent`, small type in two columns. Figures that no longer
 * fit wait for the next page while the text and tables after them fill this one, up to the next heading.
 */
export async function setBlocks(context: BlockContext, parent: StructureNode, blocks: readonly Block[], small = false): Promise<void> {
  const { flow } = context
  context.numbering.deepest = 1
  const waiting: Block[] = []
  let page = 0
  const setWaiting = async (): Promise<void> => {
    for (const block of waiting.splice(0)) await setBlock(context, parent, block, [], small)
  }
  for (const [i, block] of blocks.entries()) {
    const figure = block.block === 'figure'
    if (waiting.length > 0 && (block.block === 'heading' || flow.sheet.page > page)) await setWaiting()
    if (figure && (waiting.length > 0 || (!flow.atTop && flow.room < figureRoom(flow, block.figure))) && fills(blocks.slice(i + 1).find((next) => next.block !== 'figure'))) {
      waiting.push(block)
      page = flow.sheet.page
    } else {
      // Figures stay in their order.
      if (figure) await setWaiting()
      await setBlock(context, parent, block, blocks.slice(i + 1, i + 3), small)
    }
    await context.pause()
  }
  await setWaiting()
  flow.singleColumn()
}

/** True for blocks that may come before figures that wait for the next page. */
function fills(block: Block | undefined): boolean {
  return block !== undefined && block.block !== 'heading' && block.block !== 'figure'
}

async function setBlock(context: BlockContext, parent: StructureNode, block: Block, next: readonly Block[], small: boolean): Promise<void> {
  const { flow, numbering } = context
  if (!small || block.block === 'table' || block.block === 'figure') flow.singleColumn()
  else flow.twoColumns()
  switch (block.block) {
    case 'heading':
      heading(context, parent, block.text, block.level === 1 ? 2 : block.level, next, small)
      return
    case 'paragraph':
      flow.space(small ? 0.6 : 3)
      flow.text(parent.child('P'), block.text, small ? styles.small : styles.body)
      flow.space(small ? 0.6 : 3)
      return
    case 'formula':
      flow.space(3)
      flow.text(parent.child('P'), block.text, styles.formula, { indent: 18 })
      flow.space(3)
      return
    case 'list':
      list(flow, parent, block.items, block.ordered === true)
      return
    case 'facts':
      facts(flow, parent, block.items)
      return
    case 'note':
      note(context, parent, block.tone, block.text)
      return
    case 'table': {
      flow.space(7)
      if (block.caption === '') setTable(flow, parent, '', block.table)
      else {
        numbering.table += 1
        setTable(flow, parent, `Table ${numbering.table}. ${block.caption}`, block.table)
      }
      flow.space(7)
      return
    }
    case 'figure':
      numbering.figure += 1
      return setFigure(flow, parent, block.figure, numbering.figure, context.pause)
    default: return assertNever(block)
  }
}

/** Room that the first of some blocks should find on the page where its heading stands. */
export function openingHeight([first, second]: readonly (Block | undefined)[]): number {
  switch (first?.block) {
    case undefined: return 0
    case 'heading': return 28 + (second === undefined || second.block === 'heading' ? 30 : openingHeight([second]))
    case 'figure': return Math.min(48 + leastHeight(first.figure.plot), second !== undefined && fills(second) ? openingHeight([second]) : Infinity)
    case 'table': return 86
    case 'facts': return Math.min(90, 16 + 12 * first.items.length)
    default: return 42
  }
}

/** A heading stays with what follows it. */
function heading(context: BlockContext, parent: StructureNode, text: string, level: 2 | 3, next: readonly Block[], small: boolean): void {
  const { flow } = context
  const style = small ? styles.smallHead : level === 2 ? styles.h2 : styles.h3
  flow.space(small ? 5 : level === 2 ? 11 : 8)
  flow.need(style.leading + openingHeight(next))
  context.onHeading(text, level)
  const tagged = level === 3 && context.numbering.deepest === 1 ? 2 : level
  context.numbering.deepest = tagged
  flow.text(parent.child(tagged === 2 ? 'H2' : 'H3'), text, style)
  flow.space(small ? 0 : 2)
}

function list(flow: Flow, parent: StructureNode, items: readonly string[], ordered: boolean): void {
  if (items.length === 0) return
  flow.space(3)
  const node = parent.child('L')
  items.forEach((item, i) => {
    flow.need(styles.body.leading)
    const li = node.child('LI')
    const label = ordered ? `${i + 1}.` : '•'
    const y = flow.y + baseline(styles.body)
    // The first line may need a new page; the label is drawn where that line will stand.
    if (flow.room < 2 * styles.body.leading && wrapText(item, flow.prose - 16, (part) => flow.sheet.width(part, styles.body)).length > 1) flow.newPage()
    const top = flow.atTop ? flow.y + baseline(styles.body) : y
    flow.sheet.tagged(li.child('Lbl'), () => flow.sheet.text(label, flow.left + (ordered ? 0 : 3), top, styles.body))
    flow.text(li.child('LBody'), item, styles.body, { indent: 16 })
    flow.space(1.5)
  })
  flow.space(3)
}

interface Fact {
  readonly labels: readonly string[]
  readonly values: readonly string[]
}

/** Label and value in two columns; a list to who hears it. Short groups stay on one page. */
function facts(flow: Flow, parent: StructureNode, items: readonly { readonly label: string; readonly value: string }[]): void {
  if (items.length === 0) return
  flow.space(4)
  const labelWidth = Math.min(165, Math.max(70, ...items.map((item) => flow.sheet.width(item.label, styles.factLabel))) + 14)
  const wrapped = items.map((item): Fact => ({
    labels: wrapText(item.label, labelWidth - 10, (part) => flow.sheet.width(part, styles.factLabel)),
    values: wrapText(item.value === '' ? 'not stated' : item.value, flow.width - labelWidth, (part) => flow.sheet.width(part, styles.factValue)),
  }))
  const heights = wrapped.map((item) => Math.max(item.labels.length, item.values.length) * styles.factValue.leading + 1.4)
  const total = heights.reduce((a, b) => a + b, 0)
  if (total < 100) flow.need(total)
  const node = parent.child('L')
  wrapped.forEach((item, i) => {
    flow.need(Math.min(heights[i]!, 6 * styles.factValue.leading))
    fact(flow, node.child('LI'), item, labelWidth)
  })
  flow.space(4)
}

function fact(flow: Flow, li: StructureNode, item: Fact, indent: number): void {
  const top = flow.y
  flow.sheet.tagged(li.child('Lbl'), () => flow.lines(item.labels, flow.left, styles.factLabel))
  const below = flow.y
  const { turns } = flow
  flow.y = top
  const body = li.child('LBody')
  for (let rest = item.values; rest.length > 0;) {
    const now = rest.slice(0, Math.max(1, Math.floor((flow.room + 0.01) / styles.factValue.leading)))
    flow.sheet.tagged(body, () => flow.lines(now, flow.left + indent, styles.factValue))
    rest = rest.slice(now.length)
    if (rest.length > 0) flow.newPage()
  }
  if (flow.turns === turns) flow.y = Math.max(flow.y, below)
  flow.y += 1.4
}

const noteWords = { info: 'Note', warning: 'Warning', limitation: 'Limitation' } as const

/** A note has its kind in words and a bar at its side; never colour alone. */
function note(context: BlockContext, parent: StructureNode, tone: keyof typeof noteWords, text: string): void {
  const { flow } = context
  const indent = 10
  const lines = wrapText(text, flow.prose - indent, (part) => flow.sheet.width(part, styles.note))
  flow.space(5)
  flow.need(Math.min(lines.length + 1, 8) * styles.note.leading)
  context.numbering.note += 1
  const node = parent.child('Note')
  node.id = `note-${context.numbering.note}`
  const drawBar = (top: number, bottom: number): void => flow.sheet.artifact('Layout', () => flow.sheet.fill(flow.left, top, tone === 'info' ? 1.2 : 2.4, bottom - top, tone === 'warning' ? colors.alarm : tone === 'limitation' ? colors.ink : colors.hair))
  let top = flow.y
  flow.sheet.tagged(node, () => flow.lines([noteWords[tone]], flow.left + indent, styles.noteLabel))
  let rest = lines
  while (rest.length > 0) {
    const now = rest.slice(0, Math.max(1, Math.floor(flow.room / styles.note.leading)))
    flow.sheet.tagged(node, () => flow.lines(now, flow.left + indent, styles.note))
    drawBar(top + 1, flow.y)
    rest = rest.slice(now.length)
    if (rest.length > 0) {
      flow.newPage()
      top = flow.y
    }
  }
  flow.space(6)
}
