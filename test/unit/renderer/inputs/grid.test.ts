import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { layoutColumns, placesIn, togglePin } from '../../../../renderer/places/inputs/column-layout'
import { sortedBy } from '../../../../renderer/places/inputs/grid-view'
import { blockColumns, blockRows, RowBlocks, type BlockAnswer, type BlockAsk } from '../../../../renderer/places/inputs/row-blocks'
import { drawnHeight, placeOf, pointedAt, scrolledTo, tallest } from '../../../../renderer/places/inputs/scroll-map'
import { toTsv } from '../../../../renderer/places/inputs/selection'

describe('the scroll map', () => {
  const heights = { full: 1_000_000 * 27, view: 500 }
  const most = drawnHeight(heights.full) - heights.view
  const far = heights.full - heights.view

  it('leaves alone what is not too tall', () => {
    const short = { full: 2700, view: 500 }
    expect(placeOf(1200, short)).toEqual({ scroll: 1200, offset: 0 })
    expect(scrolledTo({ scroll: 0, offset: 0 }, 1200, short)).toEqual({ scroll: 1200, offset: 0 })
  })

  it('never draws a page that the browser would cut, and still reaches the last row of ten million', () => {
    const huge = { full: 10_000_000 * 34, view: 700 }
    expect(drawnHeight(huge.full)).toBe(tallest)
    const end = placeOf(Infinity, huge)
    expect(end.scroll).toBe(tallest - 700)
    expect(end.scroll + end.offset).toBe(huge.full - 700)
  })

  it('goes back to where it came from, whichever way it is asked', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: far }), (at) => {
      const { scroll, offset } = placeOf(at, heights)
      expect(scroll + offset).toBeCloseTo(at, 6)
      // A pixel of the page stands for a few of the whole.
      expect(Math.abs(pointedAt(scroll, heights) - at)).toBeLessThan((far / most) + 1)
    }))
  })

  it('follows small movements pixel by pixel and reaches both ends with them', () => {
    let place = placeOf(60_000, heights)
    for (let turn = 0; turn < 3000 && place.scroll > 0; turn++) {
      const before = place.scroll + place.offset
      place = scrolledTo(place, Math.max(0, place.scroll - 120), heights)
      expect(before - (place.scroll + place.offset)).toBeCloseTo(Math.min(120, before), 6)
    }
    expect(place.scroll + place.offset).toBe(0)
    place = placeOf(far - 60_000, heights)
    for (let turn = 0; turn < 3000 && place.scroll < most; turn++) place = scrolledTo(place, Math.min(most, place.scroll + 120), heights)
    expect(place.scroll + place.offset).toBe(far)
  })

  it('goes where the scroll bar is pulled', () => {
    const place = scrolledTo({ scroll: 0, offset: 0 }, most / 2, heights)
    expect((place.scroll + place.offset) / far).toBeCloseTo(0.5, 3)
  })
})

describe('the layout of columns', () => {
  const names = ['a', 'b', 'c', 'd']
  const widths = [10, 20, 30, 40]

  it('puts pinned columns first, in the order they were pinned, and starts the others anew', () => {
    const layout = layoutColumns(names, widths, ['c', 'gone', 'a'])
    expect(layout).toEqual({ order: [2, 0, 1, 3], pinned: 2, pinnedWidth: 40, widths: [30, 10, 20, 40], starts: [0, 30, 0, 20], width: 60 })
    expect(layoutColumns(names, widths, names)).toMatchObject({ pinned: 4, pinnedWidth: 100, width: 0 })
  })

  it('finds the columns on screen as looking at every one would', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 20, max: 260 }), { minLength: 1, maxLength: 60 }), fc.nat(4000), fc.integer({ min: 1, max: 900 }), fc.nat(5), (sizes, left, room, pins) => {
      const all = sizes.map((_, index) => `c${index}`)
      const layout = layoutColumns(all, sizes, all.slice(0, pins))
      const seen = layout.order.flatMap((_, place) => (place >= layout.pinned && layout.starts[place]! <= left + room && layout.starts[place]! + layout.widths[place]! > left ? [place] : []))
      const [from, to] = placesIn(layout, left, room)
      for (const place of seen) expect(place >= from && place < to).toBe(true)
      expect(to - from).toBeLessThanOrEqual(seen.length + 1)
    }))
  })

  it('pins and takes the pin away', () => {
    expect(togglePin(['a'], 'b')).toEqual(['a', 'b'])
    expect(togglePin(['a', 'b'], 'a')).toEqual(['b'])
  })
})

describe('blocks of rows', () => {
  const answer = ({ from, to, first, end }: BlockAsk): BlockAnswer => ({
    total: 1_000_000, numbers: Array.from({ length: to - from }, (_, at) => from + at),
    rows: Array.from({ length: to - from }, (_, row) => Array.from({ length: end - first }, (_, column) => ({ text: `${from + row}/${first + column}` }))),
  })
  const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5))

  it('fetches the columns on screen only, and gives each cell its own text', async () => {
    const asked: BlockAsk[] = []
    const blocks = new RowBlocks(1000, (ask) => { asked.push(ask); return Promise.resolve(answer(ask)) }, String)
    const stop = blocks.subscribe(() => undefined)
    blocks.want(90, 100, [0, 320])
    await settled()
    expect(asked).toHaveLength(4)
    expect(asked.every(({ to, from, end, first }) => to - from === blockRows && end - first === blockColumns)).toBe(true)
    expect(blocks.total).toBe(1_000_000)
    expect(blocks.cell(99, 321)).toEqual({ text: '99/321' })
    expect(blocks.cell(99, 400)).toBeNull()
    expect(blocks.numberOf(99, 0)).toBe(99)
    stop()
  })

  it('asks for where a pull through the rows ended, not for all it passed', async () => {
    const asked: BlockAsk[] = []
    const blocks = new RowBlocks(10, async (ask) => { asked.push(ask); await settled(); return answer(ask) }, String)
    const stop = blocks.subscribe(() => undefined)
    for (let row = 0; row < 900_000; row += 1000) blocks.want(row, row + 30, [0])
    await settled(); await settled(); await settled(); await settled(); await settled()
    expect(asked.length).toBeLessThan(6)
    expect(blocks.cell(899_000, 3)).toEqual({ text: '899000/3' })
    stop()
  })

  it('says what failed and asks no more', async () => {
    let calls = 0
    const blocks = new RowBlocks(10, () => { calls++; return Promise.reject(new Error('There is no column "x".')) }, (thrown) => (thrown as Error).message)
    const stop = blocks.subscribe(() => undefined)
    blocks.want(0, 10, [0])
    await settled()
    blocks.want(500, 510, [0])
    await settled()
    expect([calls, blocks.total, blocks.error]).toEqual([1, 0, 'There is no column "x".'])
    stop()
  })
})

describe('sort and copy', () => {
  it('rises, falls, ends; with Shift in its place among the others', () => {
    const both = [{ column: 'a', descending: false }, { column: 'b', descending: false }]
    expect(sortedBy([], 'a', false)).toEqual([both[0]])
    expect(sortedBy(both, 'a', true)).toEqual([{ column: 'a', descending: true }, both[1]])
    expect(sortedBy([{ column: 'a', descending: true }], 'a', false)).toEqual([])
    expect(sortedBy(both, 'c', false)).toEqual([{ column: 'c', descending: false }])
  })

  it('leaves the names out when only cells are wanted', () => {
    expect(toTsv(null, [[{ text: '1' }, { text: '2' }]])).toBe('1\t2')
  })
})
