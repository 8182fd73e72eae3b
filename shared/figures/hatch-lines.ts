export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** x1, y1, x2, y2 */
export type Segment = readonly [number, number, number, number]

/**
 * Parallel lines that fill a box, cut at its edges. `rising` goes up to the right (y grows downwards),
 * `falling` down to the right, `level` is horizontal. Lines of neighbouring boxes continue each other.
 * @param spacing distance between lines along the axis, same unit as the box; must be positive.
 */
export function hatchLines(box: Box, direction: 'rising' | 'falling' | 'level', spacing: number): readonly Segment[] {
  const { x, y, width, height } = box
  if (!(spacing > 0) || !(width > 0) || !(height > 0)) return []
  const segments: Segment[] = []
  if (direction === 'level') {
    for (let at = Math.ceil(y / spacing) * spacing; at < y + height; at += spacing) segments.push([x, at, x + width, at])
    return segments
  }
  // Rising lines hold x + y = c, falling ones x − y = c.
  const sign = direction === 'rising' ? 1 : -1
  const low = direction === 'rising' ? x + y : x - (y + height)
  const high = direction === 'rising' ? x + width + y + height : x + width - y
  for (let c = Math.ceil(low / spacing) * spacing; c < high; c += spacing) {
    const from = Math.max(x, direction === 'rising' ? c - (y + height) : c + y)
    const to = Math.min(x + width, direction === 'rising' ? c - y : c + y + height)
    // In a corner nothing but rounding may be left of a line; that is no line.
    if (to - from > spacing * 1e-9) segments.push([from, sign * (c - from), to, sign * (c - to)])
  }
  return segments
}
