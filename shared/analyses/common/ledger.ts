import type { LedgerEntry } from '../../contract/analysis'
import { benjaminiHochberg, holm } from '../../stats/adjust'

/** A test as it was run, before adjustment. */
export interface RawTest {
  readonly id: string
  readonly label: string
  readonly test: string
  readonly p: number
  readonly n: number
}

/**
 * One confirmatory family: Holm over every test that was run, reported or not. Holm holds whatever
 * the dependence between the tests, so windows that share a reference need no further care.
 * A p that is not a number is a test that could not be run and must not be handed in.
 */
export function confirmatoryFamily(family: string, tests: readonly RawTest[]): readonly LedgerEntry[] {
  const adjusted = holm(tests.map((test) => test.p))
  return tests.map((test, index) => ({ ...test, family, pAdjusted: adjusted[index]!, method: 'holm', confirmatory: true }))
}

/** Benjamini–Hochberg over the same tests, by id: shown beside Holm for exploration. */
export function falseDiscovery(tests: readonly RawTest[]): ReadonlyMap<string, number> {
  const adjusted = benjaminiHochberg(tests.map((test) => test.p))
  return new Map(tests.map((test, index) => [test.id, adjusted[index]!]))
}

/** Adjusted p by test id. */
export function adjustedById(entries: readonly LedgerEntry[]): ReadonlyMap<string, number> {
  return new Map(entries.map((entry) => [entry.id, entry.pAdjusted]))
}

/** An exploratory family: Benjamini–Hochberg, shown but never the ground of a finding. */
export function exploratoryFamily(family: string, tests: readonly RawTest[]): readonly LedgerEntry[] {
  const adjusted = falseDiscovery(tests)
  return tests.map((test) => ({ ...test, family, pAdjusted: adjusted.get(test.id)!, method: 'bh', confirmatory: false }))
}
