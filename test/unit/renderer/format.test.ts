import { describe, expect, it } from 'vitest'
import { counted, formatBytes, formatColumnValue, formatCount, formatDuration, formatNumber, formatP, formatPercent } from '../../../renderer/ui/format'

describe('numbers as the app writes them', () => {
  it.each([
    [0, '0'], [1234, '1,234'], [0.12345678, '0.1235'], [-2.5, '−2.5'], [12345.678, '12,346'], [0.00001234, '1.234e−5'], [12_345_678, '1.235e7'],
    [Number.NaN, '–'], [null, '–'], [undefined, '–'], [Infinity, '∞'], [-Infinity, '−∞'],
  ])('writes %s as %s', (value, text) => expect(formatNumber(value)).toBe(text))

  it.each([
    [0, '0 %'], [0.1234, '12.3 %'], [0.0001, '< 0.1 %'], [0.99999, '> 99.9 %'], [1, '100.0 %'], [-0.05, '−5.0 %'], [Number.NaN, '–'],
  ])('writes the share %s as %s', (value, text) => expect(formatPercent(value)).toBe(text))

  it.each([[0.00001, '< 0.0001'], [0.00123456, '0.00123'], [0.0499, '0.0499'], [0.5, '0.500'], [1, '1.000'], [Number.NaN, '–']])('writes the p-value %s as %s', (p, text) => expect(formatP(p)).toBe(text))

  it('counts', () => {
    expect(formatCount(1234567)).toBe('1,234,567')
    expect(counted(1, 'dataset')).toBe('1 dataset')
    expect(counted(2000, 'analysis', 'analyses')).toBe('2,000 analyses')
  })

  it.each([[0, '0 B'], [999, '999 B'], [1500, '1.5 kB'], [907_999, '908 kB'], [999_999, '1.0 MB'], [2_147_483_648, '2.1 GB']])('writes %s bytes as %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text))

  it.each([[400, '0 s'], [8200, '8 s'], [130_000, '2 min 10 s'], [3_720_000, '1 h 2 min']])('writes %s ms as %s', (ms, text) => expect(formatDuration(ms)).toBe(text))

  it('writes a value as its column means it', () => {
    expect(formatColumnValue(Date.UTC(2026, 2, 9), 'date')).toBe('2026-03-09')
    expect(formatColumnValue(1, 'boolean')).toBe('true')
    expect(formatColumnValue(null, 'integer')).toBe('–')
    expect(formatColumnValue(0.25, 'decimal')).toBe('0.25')
  })
})
