/** When the rows of a test dataset happened, against those of development. */
export interface DateOrder {
  readonly developmentFirst: number
  readonly developmentLast: number
  readonly testFirst: number
  readonly testLast: number
  /** Shares of dated test rows before development's first date, within its dates, and after its last. */
  readonly before: number
  readonly within: number
  readonly after: number
  readonly n: number
}

/** Compares dates in ms; NaN is undated. Null where either side has none. */
export function dateOrder(development: Float64Array, test: Float64Array): DateOrder | null {
  let [first, last, testFirst, testLast] = [Infinity, -Infinity, Infinity, -Infinity]
  for (const date of development) {
    if (date < first) first = date
    if (date > last) last = date
  }
  let [before, after, n] = [0, 0, 0]
  for (const date of test) {
    if (!Number.isFinite(date)) continue
    n += 1
    if (date < first) before += 1
    else if (date > last) after += 1
    if (date < testFirst) testFirst = date
    if (date > testLast) testLast = date
  }
  if (n === 0 || !Number.isFinite(first)) return null
  return { developmentFirst: first, developmentLast: last, testFirst, testLast, before: before / n, within: (n - before - after) / n, after: after / n, n }
}
