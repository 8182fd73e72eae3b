const block = 16
/** Elements merged between two checkpoints: a few milliseconds. */
const stride = 1 << 16
/** Rows per bucket aimed at, buckets at most, and the length up to which a bucket is sorted by insertion. */
const perBucket = 8
const mostBuckets = 65_536
const short = 24

/**
 * Row numbers sorted by rising key, ties by rising second key, ties of both left in the given order:
 * dealt into buckets by the place of the key between the least and the greatest, each bucket sorted by
 * insertion or merging. Keys must not be NaN. Faster than a comparator sort, and it can be stopped.
 * @param rows sorted in place and returned; another array of its length is needed on the way
 */
export function argsort(rows: Uint32Array, key: Float64Array, second: Float64Array | null, checkpoint: () => void): Uint32Array {
  const dealt = rows.length < 8 * short ? null : deal(rows, key, checkpoint)
  if (dealt === null) return mergeSort(rows, key, second, checkpoint)
  let from = 0
  let done = 0
  for (let bucket = 0; bucket < dealt.length - 1; bucket += 1) {
    const to = dealt[bucket]!
    if (to - from > short) mergeSort(rows.subarray(from, to), key, second, checkpoint)
    else if (to - from > 1) insert(rows, from, to, key, second)
    done += to - from
    if (done >= stride) {
      checkpoint()
      done = 0
    }
    from = to
  }
  return rows
}

/** Puts the rows into the order of their buckets, equal keys in the order they had; gives where each bucket ends, null where keys do not spread. */
function deal(rows: Uint32Array, key: Float64Array, checkpoint: () => void): Uint32Array | null {
  let low = Infinity
  let high = -Infinity
  for (const row of rows) {
    const value = key[row]!
    if (value < low) low = value
    if (value > high) high = value
  }
  checkpoint()
  const buckets = Math.min(mostBuckets, Math.ceil(rows.length / perBucket))
  const scale = (buckets - 1) / (high - low)
  if (!(scale > 0 && scale < Number.MAX_VALUE)) return null
  const ends = new Uint32Array(buckets + 1)
  for (const row of rows) ends[(((key[row]! - low) * scale) | 0) + 1]! += 1
  for (let bucket = 1; bucket <= buckets; bucket += 1) ends[bucket]! += ends[bucket - 1]!
  checkpoint()
  const given = rows.slice()
  for (let from = 0; from < given.length; from += stride) {
    const to = Math.min(given.length, from + stride)
    for (let place = from; place < to; place += 1) {
      const row = given[place]!
      const bucket = ((key[row]! - low) * scale) | 0
      rows[ends[bucket]!] = row
      ends[bucket]! += 1
    }
    checkpoint()
  }
  return ends
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
