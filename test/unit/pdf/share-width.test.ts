import { expect, it } from 'vitest'
import fc from 'fast-check'
import { shareWidth } from '../../../renderer/pdf/share-width'

it('gives every column what it would like where there is room', () => {
  expect(shareWidth([100, 120], [40, 40], [[90, 110]], 300, 10)).toEqual([100, 120])
})

it('gives room where it saves lines: a paragraph before a hash that stays on two lines', () => {
  // A hash of 290 points cannot get one line; the text of 400 beside it can lose several.
  const [hash, text] = shareWidth([300, 410], [160, 70], [[290, 400]], 420, 10)
  expect(hash).toBeLessThan(180)
  expect(text).toBeGreaterThan(220)
})

it('never gives more than there is, and no column less than its least', () => {
  fc.assert(fc.property(fc.array(fc.tuple(fc.integer({ min: 20, max: 80 }), fc.integer({ min: 0, max: 400 })), { minLength: 1, maxLength: 6 }), (columns) => {
    const least = columns.map(([width]) => width)
    const natural = columns.map(([width, more]) => width + more)
    const widths = shareWidth(natural, least, [natural.map((width) => width - 10)], 500, 10)
    const total = widths.reduce((a, b) => a + b, 0)
    expect(total).toBeLessThanOrEqual(Math.max(500, least.reduce((a, b) => a + b, 0)) + 1e-6)
    widths.forEach((width, i) => { expect(width).toBeGreaterThanOrEqual(least[i]! - 1e-9); expect(width).toBeLessThanOrEqual(natural[i]! + 1e-9) })
  }))
})
