import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { Cell, RowQuery } from '../../../shared/contract/engine'
import { describeError, toErrorReport } from '../../../shared/contract/errors'
import { actions } from '../../session'

export type Sort = RowQuery['sort'][number]
export type Filter = RowQuery['filter'][number]

/** Rows are asked for in windows of this many. */
export const windowSize = 128

interface Held {
  /** The query the windows belong to. */
  readonly of: string
  readonly total: number | null
  readonly windows: ReadonlyMap<number, { readonly rows: readonly (readonly Cell[])[]; readonly numbers: readonly number[] }>
  readonly error: string | null
}

export interface RowSource {
  /** Rows left by the filter; null until the first answer. */
  readonly total: number | null
  readonly error: string | null
  /** The row at a position, or null while its window is on the way. */
  readonly row: (index: number) => { readonly cells: readonly Cell[]; readonly number: number } | null
  /** Says which rows are on screen; the windows they need are fetched. */
  readonly want: (from: number, to: number) => void
  /** All rows in a range, for copying. */
  readonly range: (from: number, to: number) => Promise<readonly (readonly Cell[])[]>
}

/** Windows of rows of a dataset. A change of sort or filter forgets all windows; answers to old questions are dropped. */
export function useRows(dataset: string, sha: string, columns: readonly string[], sort: readonly Sort[], filter: readonly Filter[]): RowSource {
  const question = useMemo(() => JSON.stringify({ dataset, sha, sort, filter }), [dataset, sha, sort, filter])
  const empty: Held = { of: question, total: null, windows: new Map(), error: null }
  const [held, setHeld] = useState<Held>(empty)
  const current = held.of === question ? held : empty
  const asked = useRef<{ of: string; windows: Set<number> }>({ of: '', windows: new Set() })

  const fetchWindow = useCallback((at: number): void => {
    if (asked.current.of !== question) asked.current = { of: question, windows: new Set() }
    if (asked.current.windows.has(at)) return
    asked.current.windows.add(at)
    actions.rows({ dataset, columns, sort, filter, from: at * windowSize, to: (at + 1) * windowSize }).then(
      ({ total, rows, numbers }) => setHeld((before) => {
        if (asked.current.of !== question) return before
        const windows = new Map(before.of === question ? before.windows : [])
        windows.set(at, { rows, numbers })
        return { of: question, total, windows, error: null }
      }),
      (thrown: unknown) => setHeld((before) => (asked.current.of === question ? { ...(before.of === question ? before : { of: question, total: 0, windows: new Map() }), error: describeError(toErrorReport(thrown)) } : before)),
    )
  }, [dataset, columns, sort, filter, question])

  useEffect(() => fetchWindow(0), [fetchWindow])

  const want = useCallback((from: number, to: number): void => {
    for (let at = Math.floor(from / windowSize); at <= Math.floor(Math.max(from, to - 1) / windowSize); at++) fetchWindow(at)
  }, [fetchWindow])

  return {
    total: current.total,
    error: current.error,
    want,
    row: (index) => {
      const window = current.windows.get(Math.floor(index / windowSize))
      const cells = window?.rows[index % windowSize]
      return cells === undefined ? null : { cells, number: window?.numbers[index % windowSize] ?? index }
    },
    range: async (from, to) => (await actions.rows({ dataset, columns, sort, filter, from, to })).rows,
  }
}
