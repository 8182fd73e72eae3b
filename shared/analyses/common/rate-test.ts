import { chiSquareContingency } from '../../stats/contingency'
import { fisherExact } from '../../stats/fisher'

/**
 * Test of two equal rates: z with pooled variance (which is the 2 × 2 χ²), or the mid-p of Fisher's exact
 * test where an expected count is under five. Effective counts of weighted rows may be fractions; Fisher's
 * test takes them rounded.
 */
export function rateTest(s1: number, n1: number, s2: number, n2: number): { readonly p: number; readonly test: 'fisher' | 'z' } {
  const pearson = chiSquareContingency([[s1, n1 - s1], [s2, n2 - s2]])
  if (pearson.df === 0) return { p: 1, test: 'z' }
  if (pearson.minExpected < 5) return { p: fisherExact(...whole(s1, n1), ...whole(s2, n2)).midP, test: 'fisher' }
  return { p: pearson.p, test: 'z' }
}

/** Successes and failures as whole numbers, as exact tests need them. */
export const whole = (successes: number, n: number): readonly [number, number] => [Math.round(successes), Math.max(0, Math.round(n) - Math.round(successes))]
