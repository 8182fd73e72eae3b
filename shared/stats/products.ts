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
  const two = new Float64Array(2)
  const places = terms.map((term, j) => (sparse[j]! ? placesOf(term, from, rows) : null))
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
    // A dense term waits for the next one: two at a time read the scaled term once.
    let waiting = -1
    for (let k = 0; k <= j; k += 1) {
      const walked = shorter(own, places[k] ?? null)
      if (walked !== null) into[j * width + k]! += productAt(walked, scaled, terms[k]!, from)
      else if (waiting < 0) waiting = k
      else {
        products(scaled, terms[waiting]!, terms[k]!, from, rows, two)
        into[j * width + waiting]! += two[0]!
        into[j * width + k]! += two[1]!
        waiting = -1
      }
    }
    if (waiting >= 0) into[j * width + waiting]! += product(scaled, terms[waiting]!, from, rows)
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
  let [b1, b2, b3, b4] = [0, 0, 0, 0]
  let [c1, c2, c3, c4] = [0, 0, 0, 0]
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

function scale(term: Float64Array, from: number, weights: Float64Array | null, into: Float64Array): void {
  if (weights === null) into.set(term.subarray(from, from + into.length))
  else for (let row = 0; row < into.length; row += 1) into[row] = weights[row]! * term[from + row]!
}

function shorter(a: Uint16Array | null, b: Uint16Array | null): Uint16Array | null {
  if (a === null || b === null) return a ?? b
  return a.length < b.length ? a : b
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
