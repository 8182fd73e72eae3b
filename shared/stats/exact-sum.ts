/**
 * Sum of finite numbers rounded once, at the end, so that the order of the addends cannot show in any
 * digit. Keeps the sum as numbers that do not overlap. NaN and ±∞ must not be handed in.
 * Source: Shewchuk, Discrete & Computational Geometry 18 (1997); Python's math.fsum.
 */
export class ExactSum {
  /** Only the first `count` are meant: cutting the list off at every addition would cost more than the addition. */
  private readonly parts: number[] = []
  private count = 0

  add(value: number): void {
    const { parts, count } = this
    let x = value
    let kept = 0
    for (let index = 0; index < count; index += 1) {
      let y = parts[index]!
      if (Math.abs(x) < Math.abs(y)) {
        const held = x
        x = y
        y = held
      }
      const high = x + y
      const low = y - (high - x)
      if (low !== 0) {
        parts[kept] = low
        kept += 1
      }
      x = high
    }
    parts[kept] = x
    this.count = kept + 1
  }

  /** The sum, rounded to nearest; 0 for nothing. */
  value(): number {
    const { parts } = this
    let at = this.count - 1
    if (at < 0) return 0
    let high = parts[at]!
    let low = 0
    while (at > 0) {
      const x = high
      at -= 1
      const y = parts[at]!
      high = x + y
      low = y - (high - x)
      if (low !== 0) break
    }
    // A tie is broken by what is left below it.
    if (at > 0 && ((low < 0 && parts[at - 1]! < 0) || (low > 0 && parts[at - 1]! > 0))) {
      const twice = low * 2
      const next = high + twice
      if (twice === next - high) high = next
    }
    return high
  }
}

/** Sum of the numbers, the same in every order. */
export function exactSum(values: Iterable<number>): number {
  const total = new ExactSum()
  for (const value of values) total.add(value)
  return total.value()
}
