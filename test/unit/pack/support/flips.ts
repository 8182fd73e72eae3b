import type { TestIdentity } from './identity'
import { today, verify } from './pack'

/** A small generator with a seed, so that a failure can be repeated. */
export function mulberry32(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

export interface FlipReport {
  /** Byte and bit of every flip after which the pack still passed as unchanged. */
  readonly passed: readonly (readonly [number, number])[]
  /** Flips whose refusal had no code, or a code for a defect of the checker. */
  readonly unnamed: readonly (readonly [number, number, string])[]
  /** Milliseconds of the slowest check. */
  readonly slowest: number
}

/** Flips one random bit at a time and checks the pack each time, as on the day `now`: a signature from a later day would fail untouched. */
export async function flipsThatPass(pack: Uint8Array, trusted: readonly TestIdentity[], count: number, seed: number, draw: (random: () => number) => number = (random) => Math.floor(random() * pack.length), now = today): Promise<FlipReport> {
  const random = mulberry32(seed)
  const passed: [number, number][] = []
  const unnamed: [number, number, string][] = []
  let slowest = 0
  for (let i = 0; i < count; i++) {
    const at = draw(random)
    const bit = Math.floor(random() * 8)
    const flipped = pack.slice()
    flipped[at]! ^= 1 << bit
    const from = performance.now()
    const report = await verify(flipped, trusted, { now })
    slowest = Math.max(slowest, performance.now() - from)
    const failed = report.lines.flatMap((line) => line.details).filter((detail) => detail.status === 'failed' || detail.status === 'not-proven')
    const stillGood = report.verdict === 'proven' || (report.lines[0]!.status === 'proven' && report.lines[2]!.status !== 'failed')
    if (stillGood) passed.push([at, bit])
    else if (failed.length === 0 || failed.some((detail) => detail.code.endsWith('.unreadable') || detail.sentence === '')) unnamed.push([at, bit, failed[0]?.sentence ?? 'none'])
  }
  return { passed, unnamed, slowest }
}
