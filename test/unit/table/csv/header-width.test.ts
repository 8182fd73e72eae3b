import { expect, it } from 'vitest'
import { memorySource } from '../../../../shared/contract/bytes'
import { quietJob } from '../../../../shared/contract/job'
import { readTable } from '../../../../shared/table/index'

it('names the row where a first row ends blank and others are shorter', async () => {
  const source = memorySource('short.csv', new TextEncoder().encode('a,b,c\n1,2,\n3\n'))
  await expect(readTable(source, {}, quietJob)).rejects.toMatchObject({ code: 'csv.ragged-row', details: { row: 3, found: 1, expected: 3 } })
})
