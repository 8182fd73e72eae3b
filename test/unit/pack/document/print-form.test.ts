import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import type { FindingProposal, Verdict } from '../../../../shared/contract/analysis'
import type { Block, CellTable, FigureSpec } from '../../../../shared/contract/figure'
import { compactCell } from '../../../../shared/pack/document/compact-cell'
import { mergeItems } from '../../../../shared/pack/document/merge-items'
import { narrow } from '../../../../shared/pack/document/narrow'
import { inPrint, type Weight } from '../../../../shared/pack/document/print-form'
import type { RenderedRun } from '../../../../shared/pack/document/types'

const cells = (rows: number, titles: readonly string[] = ['Group', 'n'], text = '1'): CellTable => ({ columns: titles.map((title, i) => ({ title, align: i === 0 ? 'left' : 'right' })), rows: Array.from({ length: rows }, (_, r) => titles.map((_title, c) => (c === 0 ? `group ${r}` : text))) })
const table = (caption: string, rows: number): Block => ({ block: 'table', caption, table: cells(rows) })
const figure = (id: string): FigureSpec => ({ id, title: `Figure ${id}`, alt: 'x', plot: { x: { title: 'x' }, y: { title: 'y' }, marks: [] }, table: cells(1) })
const run = (blocks: readonly Block[], figures: readonly FigureSpec[] = []): RenderedRun => ({ title: 't', answers: 'a', blocks, figures, method: [], references: [] })

const proposal: FindingProposal = { key: 'k', title: 't', severity: 'low', condition: 'c', criterion: 'c', consequence: 'c', recommendation: 'r', evidence: [] }
const quiet = (verdict: Verdict, notTested: readonly string[] = []): Weight => ({ proposals: [], result: { verdict, notTested } })
const finds: Weight = { proposals: [proposal], result: { verdict: 'different', notTested: [] } }

describe('a run in print', () => {
  it('keeps short tables whole and cuts long ones, saying how many rows are elsewhere', () => {
    const [short, long] = inPrint(run([table('Short', 15), table('Long', 16)]), finds).blocks
    expect(short).toEqual(table('Short', 15))
    expect(long).toMatchObject({ caption: 'Long (10 of 16 rows; the rest is in pack.html and results.json)', table: { rows: { length: 10 } } })
  })

  it('prints so many figures and tables of an analysis, and says how many it does not', () => {
    const figures = ['a', 'b', 'c', 'd'].map(figure)
    const blocks: Block[] = figures.slice(0, 3).flatMap((spec): Block[] => [{ block: 'heading', level: 3, text: spec.id }, { block: 'figure', figure: spec }, table(spec.id, 2)])
    const printed = inPrint(run(blocks, figures), finds)
    expect(printed.figures.map(({ id }) => id)).toEqual(['a', 'b'])
    expect(printed.blocks.filter(({ block }) => block === 'table')).toHaveLength(2)
    // The heading of the third, under which nothing is left, is gone too.
    expect(printed.blocks.flatMap((block) => (block.block === 'heading' ? [block.text] : []))).toEqual(['a', 'b'])
    expect(printed.blocks.at(-1)).toEqual({ block: 'facts', items: [{ label: 'Not printed', value: '2 figures and 1 table more, in pack.html and results.json' }] })
    expect(inPrint(run(blocks, figures), quiet('different')).figures).toHaveLength(1)
  })

  it('gives an analysis with nothing to report half a page: a lower figure, and of the table what that leaves', () => {
    const tall = { ...figure('tall'), plot: { ...figure('tall').plot, y: { title: 'y', categories: Array.from({ length: 14 }, (_, i) => `c${i}`) } } } satisfies FigureSpec
    const [drawn, cut] = inPrint(run([{ block: 'figure', figure: figure('a') }, table('Rows', 30)]), quiet('described')).blocks
    expect(drawn).toMatchObject({ figure: { plot: { aspect: 0.34 } } })
    expect(cut).toMatchObject({ table: { rows: { length: 4 } } })
    const beside = inPrint(run([table('Rows', 30), { block: 'figure', figure: tall }]), quiet('equivalent'))
    expect(beside.blocks[0]).toEqual({ block: 'figure', figure: tall })
    expect(beside.blocks.at(-1)).toMatchObject({ items: [{ label: 'Not printed', value: expect.stringContaining('1 table') as string }] })
  })

  it('points to the register for what was not tested, where the register has all of it', () => {
    const blocks: Block[] = [{ block: 'heading', level: 3, text: 'Not tested' }, { block: 'list', items: ['a', 'b'] }]
    expect(inPrint(run(blocks), quiet('described', ['a', 'b', 'c'])).blocks).toEqual([{ block: 'facts', items: [{ label: 'Not tested', value: '2 points, in the register of section 3' }] }])
    expect(inPrint(run(blocks), quiet('described', ['a'])).blocks).toEqual(blocks)
  })

  it('joins notes that follow each other and items that say the same', () => {
    const note = (text: string): Block => ({ block: 'note', tone: 'warning', text })
    expect(inPrint(run([note('One.'), note('Two.'), { block: 'list', items: ['2026-04: too few rows', 'x', '2026-05: too few rows'] }]), quiet('described')).blocks).toEqual([note('One. Two.'), { block: 'list', items: ['2026-04, 2026-05: too few rows', 'x'] }])
  })

  it('does not change what is in print already', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 8 }), fc.constantFrom(finds, quiet('inconclusive'), quiet('equivalent')), (lengths, weight) => {
      const once = inPrint(run(lengths.map((rows, i) => table(`t${i}`, rows))), weight)
      const withoutNote = { ...once, blocks: once.blocks.filter(({ block }) => block === 'table') }
      expect(inPrint(withoutNote, weight)).toEqual(withoutNote)
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

  it('a wide table loses columns until its numbers fit: never the first, an interval only with its estimate, the verdict last', () => {
    const titles = ['Group', 'n', ...Array.from({ length: 6 }, (_, i) => [`Estimate ${i}`, '95 % interval']).flat(), 'Terms', 'Adjusted p', 'Verdict']
    const { table: fitted, left } = narrow(cells(3, titles, '[0.123, 0.456] %'))
    const kept = fitted.columns.map(({ title }) => title)
    expect(kept[0]).toBe('Group')
    expect(kept.slice(-2)).toEqual(['Adjusted p', 'Verdict'])
    expect(left.slice(0, 2)).toEqual(['Terms', 'n'])
    kept.forEach((title, i) => { if (title === '95 % interval') expect(kept[i - 1]).toMatch(/^Estimate/) })
    for (const row of fitted.rows) expect(row).toHaveLength(kept.length)
    expect(narrow(cells(3))).toMatchObject({ table: cells(3), left: [] })
  })

  it('a shared opening of subjects is said once', () => {
    expect(mergeItems(['Reweighting, 2026-06: refused', 'Reweighting, 2026-08: refused'])).toEqual(['Reweighting, 2026-06, 2026-08: refused'])
  })
})
