import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import type { Block, CellTable, FigureSpec } from '../../../../shared/contract/figure'
import { compactCell } from '../../../../shared/pack/document/compact-cell'
import { mergeItems } from '../../../../shared/pack/document/merge-items'
import { inPrint } from '../../../../shared/pack/document/print-form'
import { splitWide } from '../../../../shared/pack/document/split-wide'
import type { RenderedRun } from '../../../../shared/pack/document/types'

const cells = (rows: number, titles: readonly string[] = ['Group', 'n'], text = '1'): CellTable => ({ columns: titles.map((title, i) => ({ title, align: i === 0 ? 'left' : 'right' })), rows: Array.from({ length: rows }, (_, r) => titles.map((_title, c) => (c === 0 ? `group ${r}` : text))) })
const table = (caption: string, rows: number): Block => ({ block: 'table', caption, table: cells(rows) })
const figure = (id: string): FigureSpec => ({ id, title: `Figure ${id}`, alt: 'x', plot: { x: { title: 'x' }, y: { title: 'y' }, marks: [] }, table: cells(1) })
const run = (blocks: readonly Block[], figures: readonly FigureSpec[] = []): RenderedRun => ({ title: 't', answers: 'a', blocks, figures, method: [], references: [] })

describe('a run in print', () => {
  it('keeps short tables whole and cuts long ones, saying how many rows are elsewhere', () => {
    const [short, long] = inPrint(run([table('Short', 15), table('Long', 16)]), 'different').blocks
    expect(short).toEqual(table('Short', 15))
    expect(long).toMatchObject({ caption: 'Long (10 of 16 rows; the others are in pack.html and results.json)', table: { rows: { length: 10 } } })
  })

  it('prints so many figures and tables of an analysis, and says how many it does not', () => {
    const figures = ['a', 'b', 'c', 'd'].map(figure)
    const blocks: Block[] = figures.slice(0, 3).flatMap((spec): Block[] => [{ block: 'heading', level: 3, text: spec.id }, { block: 'figure', figure: spec }, table(spec.id, 2), table(spec.id, 2)])
    const printed = inPrint(run(blocks, figures), 'different')
    expect(printed.figures.map(({ id }) => id)).toEqual(['a', 'b'])
    expect(printed.blocks.filter(({ block }) => block === 'table')).toHaveLength(3)
    // The heading of the third, under which nothing is left, is gone too.
    expect(printed.blocks.flatMap((block) => (block.block === 'heading' ? [block.text] : []))).toEqual(['a', 'b'])
    expect(printed.blocks.at(-1)).toEqual({ block: 'paragraph', text: 'Not printed, and in pack.html and results.json: 2 figures and 3 tables more of this analysis.' })
    expect(inPrint(run(blocks, figures), 'described').figures).toHaveLength(1)
  })

  it('joins notes that follow each other and items that say the same', () => {
    const note = (text: string): Block => ({ block: 'note', tone: 'warning', text })
    expect(inPrint(run([note('One.'), note('Two.'), { block: 'list', items: ['2026-04: too few rows', 'x', '2026-05: too few rows'] }]), 'described').blocks).toEqual([note('One. Two.'), { block: 'list', items: ['2026-04, 2026-05: too few rows', 'x'] }])
  })

  it('does not change what is in print already', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 8 }), fc.constantFrom('different', 'equivalent' as const), (lengths, verdict) => {
      const once = inPrint(run(lengths.map((rows, i) => table(`t${i}`, rows))), verdict)
      const withoutNote = { ...once, blocks: once.blocks.filter(({ block }) => block === 'table') }
      expect(inPrint(withoutNote, verdict as 'different')).toEqual(withoutNote)
    }))
  })
})

describe('parts', () => {
  it.each([
    ['[81.9 %, 89.2 %]', '[81.9, 89.2] %'], ['+51.0 pp [+44.5 pp, +56.8 pp]', '+51.0 [+44.5, +56.8] pp'], ['86.0 % [1.0 %, 2.0 %]', '86.0 [1.0, 2.0] %'],
    ['−3.2 pp [−4.0 pp, −1.0 pp]', '−3.2 [−4.0, −1.0] pp'], ['[0.1, 0.2]', '[0.1, 0.2]'], ['[1 %, 2 pp]', '[1 %, 2 pp]'], ['–', '–'],
  ])('%s is printed %s', (text, printed) => expect(compactCell(text)).toBe(printed))

  it('merging loses no subject and no statement', () => {
    expect(mergeItems(['a: x', 'b: y', 'c: x', 'plain', 'a: x'])).toEqual(['a, c: x', 'b: y', 'plain'])
  })

  it('a wide table is divided, each part with the first column, an interval beside its estimate', () => {
    const titles = ['Group', ...Array.from({ length: 6 }, (_, i) => [`Estimate ${i}`, '95 % interval']).flat()]
    const parts = splitWide({ block: 'table', caption: 'Wide', table: cells(3, titles, '[0.123, 0.456] %') })
    expect(parts.length).toBeGreaterThan(1)
    for (const part of parts) {
      expect(part.table.columns[0]!.title).toBe('Group')
      expect(part.table.columns[1]!.title).toMatch(/^Estimate/)
      expect(part.caption).toMatch(/^Wide, part \d of \d$/)
    }
    expect(parts.flatMap((part) => part.table.columns.slice(1))).toHaveLength(titles.length - 1)
    expect(splitWide({ block: 'table', caption: 'Narrow', table: cells(3) })).toHaveLength(1)
  })
})
