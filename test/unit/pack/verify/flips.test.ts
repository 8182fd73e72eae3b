import { expect, it } from 'vitest'
import { flipsThatPass } from '../support/flips'
import { people, revisionZero, signAll } from '../support/pack'

it('refuses 500 random single-bit flips', async () => {
  const signers = await people()
  const { passed, unnamed } = await flipsThatPass(await signAll(revisionZero(), signers), signers, 500, 20_261_123)
  expect(passed).toEqual([])
  expect(unnamed).toEqual([])
}, 60_000)
