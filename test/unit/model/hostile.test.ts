import { describe, expect, it } from 'vitest'
import { memorySource } from '../../../shared/contract/bytes'
import { ExpectedError } from '../../../shared/contract/errors'
import { quietJob } from '../../../shared/contract/job'
import { readModel } from '../../../shared/model/index'
import { hostileCases } from '../../fuzz/hostile/cases'

// The small ones of the files that `npm run fuzz` reads each in a process of its own.
const small: Readonly<Record<string, RegExp | null>> = {
  'sets of a million': null,
  'deep list as a shape': /has the shape NaN/,
  'deep list as a key': null,
  'doubling list as a key': null,
  'doubling list as a shape': /has the shape NaN/,
  'array that holds itself': /not a list of numbers/,
  'classes of no width': /has no bytes/,
  'zeros before a letter': null,
  'record fields before the start': /a tree has no left_child/,
  'sparse weights of forty million': /is of 1 × 39000000/,
  'pipeline that holds itself': /nested too deeply/,
  'zip64 of four billion members': /more than 20000 members/,
  'path that climbs': /outside its folder/,
  'skops of lists in lists': /no member/,
  'skops with a deep key type': null,
  'skops array of lists in lists': /200000 dimensions/,
  'XGBoost: levels that overlap': /do not ascend/,
  'XGBoost: sets of large codes': /overlap/,
  'JSON: spaces before nan': /cannot be parsed/,
  'UBJ: nested without end': /nested deeper/,
  'CBM: one list for many': /overlap/,
  'PFA: types twice in types': /more than 20000000 values/,
  'CBM: one text for many': /overlap/,
}

describe('small files that ask for much', () => {
  for (const [name, refusal] of Object.entries(small)) {
    it(name, { timeout: 20_000 }, async () => {
      const test = hostileCases.find((candidate) => candidate.name === name)!
      const read = readModel(memorySource(test.file, test.make()), quietJob)
      if (refusal === null) await expect(read).resolves.toHaveProperty('card')
      else {
        await expect(read).rejects.toBeInstanceOf(ExpectedError)
        await expect(read).rejects.toThrow(refusal)
      }
    })
  }
})
