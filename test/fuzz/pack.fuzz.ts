import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { flipsThatPass } from '../unit/pack/support/flips'
import { people, revisionZero, signAll, verify } from '../unit/pack/support/pack'

const count = Number(process.env['FUZZ_COUNT'] ?? 100_000)
const seed = Number(process.env['FUZZ_SEED'] ?? 1)
/** A pack the app made, with three signatures; without it a minimal one is made here. */
const given = process.env['FUZZ_PACK']
const perLot = 1000

it(`refuses ${count} random single-bit flips of a pack with three signatures`, async () => {
  const signers = await people()
  const pack = given === undefined ? await signAll(revisionZero(), signers) : new Uint8Array(readFileSync(given))
  expect((await verify(pack)).signatures).toHaveLength(3)
  // Half of them in the bytes a signature cannot cover: its own CMS, where only the rebuild stands guard.
  const text = Buffer.from(pack).toString('latin1')
  const holes = [...text.matchAll(/\/Contents <([0-9a-f]+?)0{64,}>/gu)].map((match) => [match.index, match.index + match[0].length] as const)
  const draw = (random: () => number): number => {
    if (random() < 0.5) return Math.floor(random() * pack.length)
    const [from, to] = holes[Math.floor(random() * holes.length)]!
    const used = from + 8_000
    return from + Math.floor(random() * (Math.min(used, to) - from))
  }
  // In lots with a seed each: a long run says how far it is, and a failure is found again by its lot.
  for (let lot = 0; lot * perLot < count; lot++) {
    const report = await flipsThatPass(pack, signers, Math.min(perLot, count - lot * perLot), seed + lot, draw, new Date())
    expect(report.passed, `seed ${seed + lot}`).toEqual([])
    expect(report.unnamed, `seed ${seed + lot}`).toEqual([])
    // None may hang; a check takes about 10 ms on an idle machine.
    expect(report.slowest).toBeLessThan(60_000)
    if (count > perLot) process.stdout.write(`${Math.min(count, (lot + 1) * perLot)} flips refused, the slowest check in ${Math.round(report.slowest)} ms\n`)
  }
})
