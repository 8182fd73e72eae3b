import { describe, expect, it } from 'vitest'
import { fuzzReader, seeds } from './table-mutations'

describe('10,000 mutated files per table reader: no hang, no blow-up, no defect', () => {
  it.each(Object.keys(seeds))('%s', async (reader) => {
    const { read, refused, slowest } = await fuzzReader(reader, 0, 10_000)
    console.log(`${reader}: ${read} read, ${refused} refused, slowest ${Math.round(slowest)} ms`)
    expect(read + refused).toBe(10_000)
  })
})
