import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { quietJob } from '../../../../shared/contract/job'
import { memorySource } from '../../../../shared/contract/bytes'
import { exactQuotient, mostPlaces } from '../../../../shared/table/csv/exact-quotient'
import { readTable } from '../../../../shared/table/index'

const below = 999_999_999

describe('decimals of up to 18 digits', () => {
  it('are what Number gives, or left to it', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: below }), fc.integer({ min: 0, max: below }), fc.integer({ min: 1, max: mostPlaces }), (high, low, places) => {
      const value = exactQuotient(high, low, places)
      fc.pre(!Number.isNaN(value))
      expect(value).toBe(Number(`${String(high)}${String(low).padStart(9, '0')}e-${String(places)}`))
    }), { numRuns: 20_000 })
  })

  it('are left to Number in the middle between two doubles', () => {
    // 2^53 + 1, with one decimal: exactly between two doubles.
    expect(exactQuotient(90_071_992, 547_409_930, 1)).toBeNaN()
    expect(exactQuotient(90_071_992, 547_409_920, 1)).toBe(2 ** 53)
  })

  it('come out of a file as every double was written', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 }), { minLength: 2, maxLength: 50 }), async (numbers) => {
      const texts = numbers.map((value) => (Object.is(value, -0) ? '-0' : String(value)))
      const { table } = await readTable(memorySource('doubles.csv', new TextEncoder().encode(`x,y\n${texts.map((text) => `${text},1\n`).join('')}`)), { 'column:x': 'number' }, quietJob)
      expect([...(table.columns[0] as { values: Float64Array }).values]).toEqual(numbers)
    }), { numRuns: 300 })
  })
})
