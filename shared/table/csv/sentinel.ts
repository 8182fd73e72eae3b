import { missingNumbers } from '../missing-tokens'

/**
 * A number such as -999 or 99999 that stands alone at the end of a column's range, at least twice,
 * and at least half the rest's range away from it: proposed as a missing code, never taken as one.
 */
export function sentinelProposal(values: Float64Array, checkpoint: () => void): { readonly value: number; readonly reason: string } | null {
  let low = Infinity
  let high = -Infinity
  for (let row = 0; row < values.length; row++) {
    if ((row & 0xffff) === 0) checkpoint()
    const value = values[row]!
    if (value < low) low = value
    if (value > high) high = value
  }
  for (const value of [low, high]) {
    if (!missingNumbers.includes(value)) continue
    let restLow = Infinity
    let restHigh = -Infinity
    let count = 0
    for (let row = 0; row < values.length; row++) {
      if ((row & 0xffff) === 0) checkpoint()
      const other = values[row]!
      if (other === value) count++
      else if (Number.isFinite(other)) {
        if (other < restLow) restLow = other
        if (other > restHigh) restHigh = other
      }
    }
    const gap = value === low ? restLow - value : value - restHigh
    if (count < 2 || restLow > restHigh || gap < 0.5 * (restHigh - restLow) || gap < 1) continue
    return { value, reason: `${value} occurs ${count} times, away from all other values (${restLow} to ${restHigh}); it may mean "no value". Kept as a number until declared.` }
  }
  return null
}
