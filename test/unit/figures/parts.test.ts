import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { logTicks, shorten } from '../../../shared/figures/axes'
import { escapeText, unescapeText } from '../../../shared/figures/escape-text'
import { hatchLines } from '../../../shared/figures/hatch-lines'
import { tableToCsv, tableToTsv } from '../../../shared/figures/table-text'
import { luminance, palettes, scaleColor } from '../../../shared/figures/theme'

const contrast = (a: string, b: string): number => {
  const [low, high] = [luminance(a), luminance(b)].toSorted((x, y) => x - y)
  return (high! + 0.05) / (low! + 0.05)
}

describe('palettes', () => {
  it.each(['light', 'dark', 'contrast', 'print'] as const)('%s: words stand out 7:1, marks that carry meaning at least 2.4:1, tones of one plot differ without hue', (name) => {
    const palette = palettes[name]
    expect(contrast(palette.ink, palette.paper)).toBeGreaterThan(7)
    expect(contrast(palette.quietInk, palette.paper)).toBeGreaterThan(7)
    for (const tone of Object.values(palette.tones)) expect(contrast(tone.color, palette.paper)).toBeGreaterThan(2.4)
    const marks = (['reference', 'current', 'limit', 'alarm'] as const).map((tone) => `${palette.tones[tone].dash}/${palette.tones[tone].symbol}`)
    expect(new Set(marks).size).toBe(4)
    const groups = (['group-1', 'group-2', 'group-3', 'group-4'] as const).map((tone) => palette.tones[tone])
    expect(new Set(groups.map((tone) => tone.dash)).size).toBe(4)
    expect(new Set(groups.map((tone) => tone.hatch)).size).toBe(4)
  })

  it('has scales that run one way in lightness', () => {
    for (const palette of Object.values(palettes)) {
      const lights = Array.from({ length: 11 }, (_, i) => luminance(scaleColor(palette, i / 10)))
      const sign = Math.sign(lights.at(-1)! - lights[0]!)
      for (let i = 1; i < lights.length; i += 1) expect(Math.sign(lights[i]! - lights[i - 1]!)).toBe(sign)
    }
    expect(scaleColor(palettes.print, null)).toBe(palettes.print.grid)
  })
})

describe('axes', () => {
  it('marks decades, and 2 and 5 where there are few', () => {
    expect(logTicks([10, 100000])).toEqual([10, 100, 1000, 10000, 100000])
    expect(logTicks([0.02, 0.5])).toEqual([0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5])
    expect(logTicks([0, 10])).toEqual([])
    expect(logTicks([1e-30, 1e30]).length).toBeLessThan(12)
  })

  it('cuts long names in the middle, by letters', () => {
    expect(shorten('short', 26)).toBe('short')
    expect(Array.from(shorten('😀'.repeat(40), 26))).toHaveLength(26)
  })

  it('unescapes what it escapes', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => { expect(unescapeText(escapeText(text))).toBe(text) }))
  })
})

describe('hatchLines', () => {
  it('never leaves the box', () => {
    const number = fc.double({ min: -500, max: 500, noNaN: true })
    const length = fc.double({ min: 0.1, max: 200, noNaN: true })
    fc.assert(fc.property(number, number, length, length, fc.constantFrom('rising' as const, 'falling' as const, 'level' as const), (x, y, width, height, direction) => {
      for (const [x1, y1, x2, y2] of hatchLines({ x, y, width, height }, direction, 5)) {
        for (const at of [x1, x2]) { expect(at).toBeGreaterThanOrEqual(x - 1e-6); expect(at).toBeLessThanOrEqual(x + width + 1e-6) }
        for (const at of [y1, y2]) { expect(at).toBeGreaterThanOrEqual(y - 1e-6); expect(at).toBeLessThanOrEqual(y + height + 1e-6) }
        if (direction === 'rising') expect(y2).toBeLessThan(y1)
        if (direction === 'falling') expect(y2).toBeGreaterThan(y1)
      }
    }))
    // Only rounding touches the corner here.
    for (const [, y1, , y2] of hatchLines({ x: -5e-324, y: 500, width: 0.1, height: 0.1 }, 'rising', 5)) expect(y2).toBeLessThan(y1)
    expect(hatchLines({ x: 0, y: 0, width: 10, height: 10 }, 'rising', 0)).toEqual([])
  })
})

describe('table twins as text', () => {
  const table = { columns: [{ title: 'name', align: 'left' as const }, { title: 'n', align: 'right' as const }], rows: [['a\tb', '−3'], ['=HYPERLINK("x")', '-3.5'], ['say "hi", twice', '1,000']] }
  it('keeps a pasted table in shape', () => {
    expect(tableToTsv(table).split('\n')[1]).toBe('a b\t−3')
  })
  it('writes CSV that no spreadsheet runs', () => {
    expect(tableToCsv(table)).toBe('name,n\r\na\tb,−3\r\n"\'=HYPERLINK(""x"")",-3.5\r\n"say ""hi"", twice","1,000"\r\n')
  })
})
