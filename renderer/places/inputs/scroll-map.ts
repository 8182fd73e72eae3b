/**
 * Chromium lays out no element taller than 2^25 px, and a million rows are taller than that. The page is
 * therefore never taller than this, and positions in it stand for positions in the whole.
 */
export const tallest = 8_000_000

/** A scroll position in the page, and what is added to it to get the position in the whole (px). */
export interface Place {
  readonly scroll: number
  readonly offset: number
}

export interface Heights {
  /** Height of all rows, px. */
  readonly full: number
  /** Height of the part on screen, px. */
  readonly view: number
}

export const top: Place = { scroll: 0, offset: 0 }

/** How tall the page is drawn. */
export const drawnHeight = (full: number): number => Math.min(full, tallest)

/** A movement of more than this many screens is a pull at the scroll bar: it goes to the place it points at. */
const pull = 10

const zoneOf = ({ view }: Heights): number => pull * 2 * view

/** Where the page stands best for a position in the whole: one to one near both ends, in proportion between. */
export function placeOf(at: number, heights: Heights): Place {
  const { full, view } = heights
  const far = Math.max(0, full - view)
  const most = Math.max(0, drawnHeight(full) - view)
  const held = Math.max(0, Math.min(far, at))
  if (full <= tallest) return { scroll: held, offset: 0 }
  const zone = zoneOf(heights)
  const scroll = held <= zone ? held : held >= far - zone ? most - (far - held) : zone + ((held - zone) / (far - 2 * zone)) * (most - 2 * zone)
  return { scroll: Math.round(scroll), offset: held - Math.round(scroll) }
}

/** The position in the whole that a scroll position points at when it is pulled there; the inverse of `placeOf`. */
export function pointedAt(scroll: number, heights: Heights): number {
  const { full, view } = heights
  const far = Math.max(0, full - view)
  const most = Math.max(0, drawnHeight(full) - view)
  const held = Math.max(0, Math.min(most, scroll))
  if (full <= tallest) return held
  const zone = zoneOf(heights)
  return held <= zone ? held : held >= most - zone ? far - (most - held) : zone + ((held - zone) / (most - 2 * zone)) * (far - 2 * zone)
}

/**
 * Where the grid stands after the page was scrolled. Small movements are followed pixel by pixel, large
 * ones go where the scroll bar points. Where both would drift apart at an end, the answer names another
 * scroll position than the page has: the caller sets it.
 */
export function scrolledTo(before: Place, scroll: number, heights: Heights): Place {
  if (heights.full <= tallest) return { scroll, offset: 0 }
  if (scroll === before.scroll) return before
  const moved = scroll - before.scroll
  if (Math.abs(moved) > pull * heights.view) {
    return { scroll, offset: pointedAt(scroll, heights) - scroll }
  }
  const far = heights.full - heights.view
  const at = Math.max(0, Math.min(far, before.scroll + before.offset + moved))
  const best = placeOf(at, heights)
  const zone = zoneOf(heights)
  const most = drawnHeight(heights.full) - heights.view
  const nearEnd = Math.min(scroll, most - scroll, at, far - at) < zone
  return nearEnd ? best : { scroll, offset: at - scroll }
}
