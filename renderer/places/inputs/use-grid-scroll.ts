import { type RefObject, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { type Place, placeOf, scrolledTo, top } from './scroll-map'

/** Grids that move together: each tells where it stands, the others follow. */
export interface ScrollLink {
  readonly tell: (from: object, at: number, left: number) => void
  readonly listen: (listener: (from: object, at: number, left: number) => void) => () => void
}

export function makeScrollLink(): ScrollLink {
  const listeners = new Set<(from: object, at: number, left: number) => void>()
  return {
    tell: (from, at, left) => { for (const listener of listeners) listener(from, at, left) },
    listen: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}

interface Window {
  readonly place: Place
  readonly left: number
  readonly width: number
  readonly height: number
}

export interface GridScroll extends Window {
  /** Position of the first row on screen in the whole, px. */
  readonly at: number
  readonly view: number
  readonly onScroll: () => void
  /** Brings a position in the whole to the top, and one across to the left; null leaves it. */
  readonly go: (at: number | null, left: number | null) => void
}

/** Scroll position and size of the grid; `full` is the height of all rows, `head` that of the header, in px. */
export function useGridScroll(scroller: RefObject<HTMLDivElement | null>, full: number, head: number, link: ScrollLink | null): GridScroll {
  const [now, setNow] = useState<Window>({ place: top, left: 0, width: 800, height: 400 })
  const latest = useRef(now)
  const self = useMemo(() => ({}), [])
  const take = useCallback((next: Window): void => {
    latest.current = next
    setNow(next)
  }, [])

  // eslint-disable-next-line react-hooks/preserve-manual-memoization -- the element is read when it scrolls, not when it is drawn
  const settle = useCallback((place: Place, left: number, tell: boolean): void => {
    const element = scroller.current
    if (element === null) return
    const before = latest.current
    if (element.scrollTop !== place.scroll || element.scrollLeft !== left) element.scrollTo({ top: place.scroll, left, behavior: 'instant' })
    if (before.left === element.scrollLeft && before.place.scroll === place.scroll && before.place.offset === place.offset) return
    take({ ...before, place, left: element.scrollLeft })
    if (tell) link?.tell(self, place.scroll + place.offset, element.scrollLeft)
  }, [scroller, link, self, take])

  const heights = useCallback(() => ({ full, view: Math.max(1, latest.current.height - head) }), [full, head])

  useEffect(() => {
    const element = scroller.current
    if (element === null) return undefined
    const measure = (): void => take({ ...latest.current, width: element.clientWidth, height: element.clientHeight })
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    return () => observer.disconnect()
  }, [scroller, take])

  useEffect(() => link?.listen((from, at, left) => {
    if (from !== self) settle(placeOf(at, heights()), left, false)
  }), [link, self, settle, heights])

  const { place, left, width, height } = now
  return {
    place, left, width, height,
    at: place.scroll + place.offset,
    view: Math.max(1, height - head),
    onScroll: () => {
      const element = scroller.current
      // The browser keeps whole device pixels; a position within one of ours is ours.
      if (element === null) return
      const { place: before } = latest.current
      const scroll = Math.abs(element.scrollTop - before.scroll) < 1 ? before.scroll : element.scrollTop
      settle(scrolledTo(before, scroll, heights()), element.scrollLeft, true)
    },
    go: (at, across) => {
      const before = latest.current.place
      settle(at === null ? before : placeOf(at, heights()), across ?? latest.current.left, true)
    },
  }
}
