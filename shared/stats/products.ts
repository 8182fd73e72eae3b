/** Rows handled at a time: what is worked on stays in the processor's nearest cache. */
export const block = 1000

/** True where a term is zero on most rows, as indicators of levels are. */
export function isSparse(term: Float64Array): boolean {
  let filled = 0
  for (let row = 0; row < term.length; row += 1) if (term[row] !== 0) filled += 1
  return 4 * filled < term.length
}

/** Pairs of terms between two checkpoints: under ten milliseconds. */
const pairs = 5000

/**
 * Adds Σ w·x·xᵀ over `rows` rows (at most a block) from row `from` of every term to the lower triangle of `into`, row
 * by row. One pair of terms after the other; where one of a pair is sparse only its own rows are walked.
 * @param weights of the rows of the block, from 0; null where each counts once
 */
export function addProducts(terms: readonly Float64Array[], sparse: readonly boolean[], from: number, rows: number, weights: Float64Array | null, into: Float64Array, checkpoint: () => void = () => undefined): void {
  const width = terms.length
  const scaled = new Float64Array(rows)
  const out = new Float64Array(4)
  const places = terms.map((term, j) => (sparse[j]! ? placesOf(term, from, rows) : null))
  // Terms that wait for others: several at a time read the scaled term once, and no sum waits for another.
  const waiting = new Int32Array(4)
  let done = 0
  for (let j = 0; j < width; j += 1) {
    done += j
    if (done > pairs) {
      checkpoint()
      done = 0
    }
    const own = places[j] ?? null
    if (own !== null && own.length === 0) continue
    scale(terms[j]!, from, weights, scaled)
    const held = own === null ? null : pick(scaled, own)
    const together = held === null ? 2 : 4
    let count = 0
    for (let k = 0; k <= j; k += 1) {
      const other = places[k] ?? null
      if (other !== null && (own === null || other.length < own.length)) {
        if (other.length > 0) into[j * width + k]! += productAt(other, scaled, terms[k]!, from)
        continue
      }
      waiting[count] = k
      count += 1
      if (count < together) continue
      const [first, second] = [terms[waiting[0]!]!, terms[waiting[1]!]!]
      if (held === null) products(scaled, first, second, from, rows, out)
      else productsAt(own!, held, first, second, terms[waiting[2]!]!, terms[k]!, from, out)
      for (let at = 0; at < together; at += 1) into[j * width + waiting[at]!]! += out[at]!
      count = 0
    }
    for (let at = 0; at < count; at += 1) {
      const k = waiting[at]!
      into[j * width + k]! += own === null ? product(scaled, terms[k]!, from, rows) : productAt(own, scaled, terms[k]!, from)
    }
  }
}

/** Σ a·b over rows, `a` from 0 and `b` from `from`. Four sums side by side: one alone would wait for each addition. */
export function product(a: Float64Array, b: Float64Array, from: number, rows: number): number {
  let first = 0
  let second = 0
  let third = 0
  let fourth = 0
  let row = 0
  for (; row + 3 < rows; row += 4) {
    first += a[row]! * b[from + row]!
    second += a[row + 1]! * b[from + row + 1]!
    third += a[row + 2]! * b[from + row + 2]!
    fourth += a[row + 3]! * b[from + row + 3]!
  }
  for (; row < rows; row += 1) first += a[row]! * b[from + row]!
  return first + second + (third + fourth)
}

/** Σ a·b and Σ a·c, each as `product` gives it. */
function products(a: Float64Array, b: Float64Array, c: Float64Array, from: number, rows: number, into: Float64Array): void {
  let b1 = 0
  let b2 = 0
  let b3 = 0
  let b4 = 0
  let c1 = 0
  let c2 = 0
  let c3 = 0
  let c4 = 0
  let row = 0
  for (; row + 3 < rows; row += 4) {
    const at = from + row
    const one = a[row]!
    const other = a[row + 1]!
    const third = a[row + 2]!
    const last = a[row + 3]!
    b1 += one * b[at]!
    c1 += one * c[at]!
    b2 += other * b[at + 1]!
    c2 += other * c[at + 1]!
    b3 += third * b[at + 2]!
    c3 += third * c[at + 2]!
    b4 += last * b[at + 3]!
    c4 += last * c[at + 3]!
  }
  for (; row < rows; row += 1) {
    b1 += a[row]! * b[from + row]!
    c1 += a[row]! * c[from + row]!
  }
  into[0] = b1 + b2 + (b3 + b4)
  into[1] = c1 + c2 + (c3 + c4)
}

function productAt(rows: Uint16Array, a: Float64Array, b: Float64Array, from: number): number {
  let sum = 0
  for (let index = 0; index < rows.length; index += 1) {
    const row = rows[index]!
    sum += a[row]! * b[from + row]!
  }
  return sum
}

/** Σ a·b, Σ a·c, Σ a·d and Σ a·e over some rows of a block, `a` given at these rows only. */
function productsAt(rows: Uint16Array, a: Float64Array, b: Float64Array, c: Float64Array, d: Float64Array, e: Float64Array, from: number, into: Float64Array): void {
  let first = 0
  let second = 0
  let third = 0
  let fourth = 0
  for (let index = 0; index < rows.length; index += 1) {
    const row = from + rows[index]!
    const value = a[index]!
    first += value * b[row]!
    second += value * c[row]!
    third += value * d[row]!
    fourth += value * e[row]!
  }
  into[0] = first
  into[1] = second
  into[2] = third
  into[3] = fourth
}

function pick(values: Float64Array, rows: Uint16Array): Float64Array {
  const out = new Float64Array(rows.length)
  for (let index = 0; index < rows.length; index += 1) out[index] = values[rows[index]!]!
  return out
}

function scale(term: Float64Array, from: number, weights: Float64Array | null, into: Float64Array): void {
  if (weights === null) into.set(term.subarray(from, from + into.length))
  else for (let row = 0; row < into.length; row += 1) into[row] = weights[row]! * term[from + row]!
}

/** Rows of a block where a term is not zero. */
function placesOf(term: Float64Array, from: number, rows: number): Uint16Array {
  const places = new Uint16Array(rows)
  let count = 0
  for (let row = 0; row < rows; row += 1) {
    places[count] = row
    if (term[from + row] !== 0) count += 1
  }
  return places.subarray(0, count)
}
