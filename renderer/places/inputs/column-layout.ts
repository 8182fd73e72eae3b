/** Columns in the order they are shown, the pinned ones first, with where each one starts (px). */
export interface ColumnLayout {
  /** Index into the columns of the dataset, by place on screen. */
  readonly order: readonly number[]
  /** How many of them stay at the left. */
  readonly pinned: number
  readonly pinnedWidth: number
  readonly widths: readonly number[]
  /** From the left of the pinned columns for those, from their right end for the others. */
  readonly starts: readonly number[]
  /** Width of the columns that scroll. */
  readonly width: number
}

/** Lays columns out; a pinned name that is not there is skipped. `widths` in the order of `names`, px. */
export function layoutColumns(names: readonly string[], widths: readonly number[], pinned: readonly string[]): ColumnLayout {
  const at = new Map(names.map((name, index) => [name, index]))
  const held = pinned.flatMap((name) => at.get(name) ?? [])
  const taken = new Set(held)
  const order = [...held, ...names.flatMap((_, index) => (taken.has(index) ? [] : [index]))]
  const starts: number[] = []
  let x = 0
  let pinnedWidth = 0
  order.forEach((index, place) => {
    if (place === held.length) [pinnedWidth, x] = [x, 0]
    starts.push(x)
    x += widths[index] ?? 0
  })
  if (held.length === order.length) [pinnedWidth, x] = [x, 0]
  return { order, pinned: held.length, pinnedWidth, starts, widths: order.map((index) => widths[index] ?? 0), width: x }
}

/** Places [from, to) of the scrolling columns that lie in `[left, left + room)`, found by halving. */
export function placesIn({ starts, pinned, order, width }: ColumnLayout, left: number, room: number): readonly [from: number, to: number] {
  if (pinned >= order.length || width === 0) return [pinned, pinned]
  const firstAfter = (x: number): number => {
    let [low, high] = [pinned, order.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((starts[middle] ?? 0) <= x) low = middle + 1
      else high = middle
    }
    return low
  }
  return [Math.max(pinned, firstAfter(left) - 1), Math.max(pinned, firstAfter(left + Math.max(0, room)))]
}

/** Pins a column behind those pinned already, or takes its pin away. */
export function togglePin(pinned: readonly string[], name: string): readonly string[] {
  return pinned.includes(name) ? pinned.filter((other) => other !== name) : [...pinned, name]
}
