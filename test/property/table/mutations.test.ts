import { describe, expect, it } from 'vitest'
import { fuzzReader, seeds } from '../../fuzz/table-mutations'

describe('300 mutated files per table reader end in a table or a clear refusal', () => {
  it.each(Object.keys(seeds))('%s', async (reader) => {
    const { read, refused } = await fuzzReader(reader, 1_000_000, 300)
    expect(read + refused).toBe(300)
  })

  it('refuses a page whose run lengths would fill gigabytes', async () => {
    expect(await fuzzReader('parquet', 362, 1)).toMatchObject({ refused: 1 })
  })
})
