const block = 16
/** Elements merged between two checkpoints: a few milliseconds. */
const stride = 1 << 16

/**
 * Row numbers sorted by rising key, ties by rising second key, ties of both left in the given order
 * (bottom-up merge sort). Keys must not be NaN. Faster than a comparator sort, and it can be stopped.
 * @param rows sorted in place and returned; another array of its length is needed on the way
 */
export function argsort(rows: Uint32Array, key: Float64Array, second: Float64Array | null, checkpoint: () => void): Uint32Array {
  const after = (a: number, b: number): boolean => key[a]! > key[b]! || (second !== null && key[a]! === key[b]! && second[a]! > second[b]!)
  const n = rows.length
  for (let from = 0; from < n; from += block) {
    if (from % stride === 0) checkpoint()
    const to = Math.min(n, from + block)
    for (let place = from + 1; place < to; place += 1) {
      const row = rows[place]!
      let at = place
      while (at > from && after(rows[at - 1]!, row)) {
        rows[at] = rows[at - 1]!
        at -= 1
      }
      rows[at] = row
    }
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
        const takeRight = left >= middle || (right < to && after(source[left]!, source[right]!))
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
