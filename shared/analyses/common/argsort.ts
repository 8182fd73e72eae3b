const block = 16
/** Elements merged between two checkpoints: a few milliseconds. */
const stride = 1 << 16
/** Rows per bucket aimed at, buckets at most, and the length up to which a bucket is sorted by insertion. */
const perBucket = 8
const mostBuckets = 65_536
const short = 24
/** Fewer rows than this are merged, and so are buckets that four divisions did not spread. */
const plain = 192
const deepest = 4

/**
 * Row numbers sorted by rising key, ties by rising second key, ties of both left in the given order:
 * dealt into buckets by the place of the key between the least and the greatest, each bucket likewise, short ones
 * by insertion or merging. Keys must not be NaN. Faster than a comparator sort, and it can be stopped.
 * @param rows sorted in place and returned; another array of its length is needed on the way
 */
export function argsort(rows: Uint32Array, key: Float64Array, second: Float64Array | null, checkpoint: () => void): Uint32Array {
  return sortRows(rows, key, second, checkpoint, 0)
}

function sortRows(rows: Uint32Array, key: Float64Array, second: Float64Array | null, checkpoint: () => void, depth: number): Uint32Array {
  const dealt = rows.length < plain || depth === deepest ? null : deal(rows, key, checkpoint)
  if (dealt === null) return mergeSort(rows, key, second, checkpoint)
  const { ends, keys } = dealt
  let from = 0
  let done = 0
  for (let bucket = 0; bucket < ends.length - 1; bucket += 1) {
    const to = ends[bucket]!
    if (to - from <= short) insertWith(rows, keys, from, to, second)
    else if (!allEqual(keys, from, to)) sortRows(rows.subarray(from, to), key, second, checkpoint, depth + 1)
    // Equal keys lie in the order they had.
    else if (second !== null) sortRows(rows.subarray(from, to), second, null, checkpoint, 0)
    done += to - from
    if (done >= stride) {
      checkpoint()
      done = 0
    }
    from = to
  }
  return rows
}

function allEqual(keys: Float64Array, from: number, to: number): boolean {
  const first = keys[from]!
  for (let place = from + 1; place < to; place += 1) if (keys[place] !== first) return false
  return true
}

interface Dealt {
  /** Where each bucket ends. */
  readonly ends: Uint32Array
  /** The keys in the order of the rows, so that a bucket is sorted without going back to where they came from. */
  readonly keys: Float64Array
}

/** Puts the rows into the order of their buckets, equal keys in the order they had; null where keys do not spread. */
function deal(rows: Uint32Array, key: Float64Array, checkpoint: () => void): Dealt | null {
  const n = rows.length
  const given = rows.slice()
  const keys = new Float64Array(n)
  const drawn = new Float64Array(n)
  let low = Infinity
  let high = -Infinity
  for (let from = 0; from < n; from += stride) {
    checkpoint()
    const to = Math.min(n, from + stride)
    for (let place = from; place < to; place += 1) {
      const value = key[given[place]!]!
      drawn[place] = value
      if (value < low) low = value
      if (value > high) high = value
    }
  }
  if (low === high) return { ends: Uint32Array.of(n, n), keys: drawn }
  const buckets = Math.min(mostBuckets, Math.ceil(n / perBucket))
  const scale = (buckets - 1) / (high - low)
  if (!(scale > 0 && scale < Number.MAX_VALUE)) return null
  const ends = new Uint32Array(buckets + 1)
  for (let from = 0; from < n; from += stride) {
    checkpoint()
    const to = Math.min(n, from + stride)
    for (let place = from; place < to; place += 1) ends[(((drawn[place]! - low) * scale) | 0) + 1]! += 1
  }
  for (let bucket = 1; bucket <= buckets; bucket += 1) ends[bucket]! += ends[bucket - 1]!
  for (let from = 0; from < n; from += stride) {
    checkpoint()
    const to = Math.min(n, from + stride)
    for (let place = from; place < to; place += 1) {
      const value = drawn[place]!
      const bucket = ((value - low) * scale) | 0
      const at = ends[bucket]!
      rows[at] = given[place]!
      keys[at] = value
      ends[bucket] = at + 1
    }
  }
  return { ends, keys }
}

/** Sorts a bucket by insertion; keys and rows move together. */
function insertWith(rows: Uint32Array, keys: Float64Array, from: number, to: number, second: Float64Array | null): void {
  for (let place = from + 1; place < to; place += 1) {
    const row = rows[place]!
    const value = keys[place]!
    let at = place
    while (at > from) {
      const before = keys[at - 1]!
      if (before < value || (before === value && (second === null || !(second[rows[at - 1]!]! > second[row]!)))) break
      keys[at] = before
      rows[at] = rows[at - 1]!
      at -= 1
    }
    keys[at] = value
    rows[at] = row
  }
}

function isAfter(a: number, b: number, key: Float64Array, second: Float64Array | null): boolean {
  return key[a]! > key[b]! || (second !== null && key[a]! === key[b]! && second[a]! > second[b]!)
}

function insert(rows: Uint32Array, from: number, to: number, key: Float64Array, second: Float64Array | null): void {
  for (let place = from + 1; place < to; place += 1) {
    const row = rows[place]!
    let at = place
    while (at > from && isAfter(rows[at - 1]!, row, key, second)) {
      rows[at] = rows[at - 1]!
      at -= 1
    }
    rows[at] = row
  }
}

/** Bottom-up merge sort of blocks sorted by insertion. */
function mergeSort(rows: Uint32Array, key: Float64Array, second: Float64Array | null, checkpoint: () => void): Uint32Array {
  const n = rows.length
  for (let from = 0; from < n; from += block) {
    if (from % stride === 0) checkpoint()
    insert(rows, from, Math.min(n, from + block), key, second)
  }
  let source = rows
  let target: Uint32Array = new Uint32Array(n)
  for (let width = block; width < n; width *= 2) {
    for (let from = 0; from < n; from += 2 * width) {
      const middle = Math.min(n, from + width)
      const to = Math.min(n, from + 2 * width)
      let left = from
      let right = middle
      for (let place = from; place < to; place += 1) {
        if (place % stride === 0) checkpoint()
        const takeRight = left >= middle || (right < to && isAfter(source[left]!, source[right]!, key, second))
        target[place] = takeRight ? source[right++]! : source[left++]!
      }
    }
    const held = source
    source = target
    target = held
  }
  if (source !== rows) rows.set(source)
  return rows
}
