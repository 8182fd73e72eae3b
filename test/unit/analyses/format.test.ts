import { describe, expect, it } from 'vitest'
import { countOf, formatCount, formatFixed, formatInterval, formatNumber, formatP, formatPercent, formatPointLimit, formatPoints, listWords, pPhrase } from '../../../shared/analyses/common/format'

describe('printing numbers', () => {
  it('separates thousands and prints a dash for what is absent', () => {
    expect(formatCount(30_000)).toBe('30,000')
    expect(formatCount(-1234567)).toBe('−1,234,567')
    expect(formatCount(null)).toBe('–')
    expect(formatNumber(Number.NaN)).toBe('–')
    expect(countOf(1, 'row')).toBe('1 row')
    expect(countOf(1250, 'category', 'categories')).toBe('1,250 categories')
  })

  it('keeps four significant digits of a number of any size', () => {
    expect([0.000001, 0.1, 12.3456, 1234.56, 1234567, -0.02, 2.5e15].map((value) => formatNumber(value))).toEqual(['1e−6', '0.1', '12.35', '1,235', '1,234,567', '−0.02', '2.5e15'])
  })

  it('has one way for shares, points, intervals and p', () => {
    expect(formatPercent(0.12345)).toBe('12.3 %')
    expect(formatPoints(0.032)).toBe('+3.2 pp')
    expect(formatPoints(-0.00001)).toBe('0.0 pp')
    expect(formatPointLimit(0.025)).toBe('2.5 pp')
    expect(formatFixed(-0.0001, 3)).toBe('0.000')
    expect(formatInterval(0.501, 0.598, (value) => formatFixed(value, 2))).toBe('[0.50, 0.60]')
    expect(formatInterval(null, 1)).toBe('–')
    expect([0.00001, 0.0134, 1].map(formatP)).toEqual(['< 0.001', '0.013', '> 0.999'])
    expect(pPhrase(0.0134)).toBe('p = 0.013')
    expect(listWords(['a', 'b', 'c'])).toBe('a, b and c')
    expect(listWords(['a', 'b', 'c', 'd', 'e', 'f'])).toBe('a, b, c, d and 2 more')
  })
})
