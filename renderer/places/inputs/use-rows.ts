import { useMemo, useSyncExternalStore } from 'react'
import type { Cell, RowQuery } from '../../../shared/contract/engine'
import { describeError, toErrorReport } from '../../../shared/contract/errors'
import { actions } from '../../session'
import { RowBlocks } from './row-blocks'

export type Sort = RowQuery['sort'][number]
export type Filter = RowQuery['filter'][number]

export interface RowSource {
  readonly blocks: RowBlocks
  /** All rows in a range of the named columns, for copying. */
  readonly range: (columns: readonly string[], from: number, to: number) => Promise<readonly (readonly Cell[])[]>
}

/** The cells of a dataset in blocks. A change of sort, filter or file starts anew; answers to old questions are dropped. */
export function useRows(dataset: string, sha: string, columns: readonly string[], sort: readonly Sort[], filter: readonly Filter[]): RowSource {
  const source = useMemo((): RowSource => {
    const rows = (names: readonly string[], from: number, to: number): ReturnType<typeof actions.rows> => actions.rows({ dataset, columns: names, sort, filter, from, to })
    return {
      blocks: new RowBlocks(columns.length, ({ from, to, first, end }) => rows(columns.slice(first, end), from, to), (thrown) => describeError(toErrorReport(thrown))),
      range: async (names, from, to) => (await rows(names, from, to)).rows,
    }
    // The hash is not asked for by name: with another file, what was fetched is no longer true.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [dataset, sha, columns, sort, filter])
  useSyncExternalStore(source.blocks.subscribe, source.blocks.snapshot)
  return source
}
