import { useVirtualizer } from '@tanstack/react-virtual'
import { type RefObject, useLayoutEffect, useState } from 'react'

/** Fewer rows than this are all in the page. */
const few = 100

export interface ShownRows {
  readonly indices: readonly number[]
  /** Height of the rows left out above and below, px. */
  readonly before: number
  readonly after: number
  /** For each row's `ref`, with `data-index`: rows may be of different heights. */
  readonly measure: ((element: Element | null) => void) | undefined
}

/** The rows of a long table that are on screen; the box around the table scrolls. */
export function useShownRows(count: number, body: RefObject<HTMLTableSectionElement | null>): ShownRows {
  const [margin, setMargin] = useState(0)
  const scrollerOf = (): HTMLElement | null => body.current?.closest('table')?.parentElement ?? null
  useLayoutEffect(() => {
    const [element, scroller] = [body.current, scrollerOf()]
    if (element !== null && scroller !== null) setMargin(element.getBoundingClientRect().top - scroller.getBoundingClientRect().top + scroller.scrollTop)
    // Measured once per table: what is above it does not change while it is scrolled.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [count > few])
  // eslint-disable-next-line react-hooks/incompatible-library -- no compiler memoizes this hook
  const rows = useVirtualizer({ count, getScrollElement: scrollerOf, estimateSize: () => 34, overscan: 12, scrollMargin: margin, enabled: count > few, getItemKey: (index) => index })
  if (count <= few) return { indices: Array.from({ length: count }, (_, index) => index), before: 0, after: 0, measure: undefined }
  const items = rows.getVirtualItems()
  return {
    indices: items.map(({ index }) => index),
    before: (items[0]?.start ?? margin) - margin,
    after: Math.max(0, rows.getTotalSize() - ((items.at(-1)?.end ?? margin) - margin)),
    measure: rows.measureElement,
  }
}
