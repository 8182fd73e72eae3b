import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, type ReactElement, useEffect, useMemo, useRef, useState } from 'react'
import type { DatasetSummary } from '../../../shared/contract/engine'
import { cx } from '../../ui/cx'
import { counted, formatCount } from '../../ui/format'
import { Note } from '../../ui/notice'
import { usePreferences } from '../../ui/preferences'
import { missingWords } from '../../ui/words'
import { FilterBar } from './filter-bar'
import styles from './data-grid.module.css'
import { isInside, moved, type Position, rectangleOf, type Selection, toTsv } from './selection'
import { type Filter, type Sort, useRows } from './use-rows'

/** More than this is not put on the clipboard at once. */
const copyLimit = 100_000

interface DataGridProps {
  readonly dataset: string
  readonly summary: DatasetSummary
}

/** The rows as a spreadsheet shows them. Only the window on screen is in the page; the rest stays in the worker. */
export function DataGrid({ dataset, summary }: DataGridProps): ReactElement {
  const [sort, setSort] = useState<readonly Sort[]>([])
  const [filter, setFilter] = useState<readonly Filter[]>([])
  const [selection, setSelection] = useState<Selection>({ anchor: { row: 0, column: 0 }, focus: { row: 0, column: 0 } })
  const [said, setSaid] = useState('')
  const density = usePreferences((preferences) => preferences.density)
  const columns = useMemo(() => summary.columns.map(({ name }) => name), [summary])
  const source = useRows(dataset, summary.sha256, columns, sort, filter)
  const scroller = useRef<HTMLDivElement>(null)
  const rowHeight = density === 'compact' ? 24 : density === 'regular' ? 27 : 34
  const total = source.total ?? 0
  // eslint-disable-next-line react-hooks/incompatible-library -- no compiler memoizes this component
  const rows = useVirtualizer({ count: total, getScrollElement: () => scroller.current, estimateSize: () => rowHeight, overscan: 12 })
  const across = useVirtualizer({ horizontal: true, count: columns.length, getScrollElement: () => scroller.current, estimateSize: (index) => widthOf(summary, index), overscan: 4, paddingStart: 64 })
  const visible = rows.getVirtualItems()
  const first = visible[0]?.index ?? 0
  const last = (visible.at(-1)?.index ?? 0) + 1
  const { want } = source
  useEffect(() => want(first, last), [want, first, last])
  useEffect(() => rows.measure(), [rows, rowHeight])

  const rectangle = rectangleOf(selection)
  const sortBy = (column: string, add: boolean): void => {
    const now = sort.find((part) => part.column === column)
    const next: readonly Sort[] = now === undefined ? [{ column, descending: false }] : now.descending ? [] : [{ column, descending: true }]
    setSort(add ? [...sort.filter((part) => part.column !== column), ...next] : next)
  }
  const select = (focus: Position, extend: boolean): void => {
    setSelection({ anchor: extend ? selection.anchor : focus, focus })
    rows.scrollToIndex(focus.row)
    across.scrollToIndex(focus.column)
  }
  const copy = async (): Promise<void> => {
    const height = rectangle.bottom - rectangle.top + 1
    const names = columns.slice(rectangle.left, rectangle.right + 1)
    if (height * names.length > copyLimit) {
      setSaid(`That is more than ${formatCount(copyLimit)} cells; select fewer.`)
      return
    }
    const cells = await source.range(rectangle.top, rectangle.bottom + 1)
    await navigator.clipboard.writeText(toTsv(names, cells.map((row) => row.slice(rectangle.left, rectangle.right + 1))))
    setSaid(`Copied ${counted(height, 'row')} × ${counted(names.length, 'column')} with headers.`)
  }
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    const command = event.ctrlKey || event.metaKey
    if (command && event.key.toLowerCase() === 'c') {
      event.preventDefault()
      void copy().catch(() => setSaid('The clipboard refused the copy.'))
      return
    }
    if (command && event.key.toLowerCase() === 'a') {
      event.preventDefault()
      setSelection({ anchor: { row: 0, column: 0 }, focus: { row: Math.max(0, total - 1), column: columns.length - 1 } })
      return
    }
    const next = moved(event.key, selection.focus, { rows: total, columns: columns.length, page: Math.max(1, last - first - 24) }, command)
    if (next === null) return
    event.preventDefault()
    select(next, event.shiftKey)
  }
  return (
    <div className={styles.wrap}>
      <FilterBar summary={summary} filter={filter} onChange={setFilter} left={source.total} total={summary.rows} />
      {source.error === null ? null : <Note tone="error" live>{source.error}</Note>}
      <div
        ref={scroller}
        className={styles.grid}
        role="grid"
        tabIndex={0}
        aria-label={`Rows of ${summary.name}`}
        aria-rowcount={total + 1}
        aria-colcount={columns.length}
        aria-activedescendant={`cell-${selection.focus.row}-${selection.focus.column}`}
        onKeyDown={onKeyDown}
      >
        <div role="presentation" style={{ height: rows.getTotalSize() + rowHeight + 4, width: across.getTotalSize(), position: 'relative' }}>
          <div className={styles.header} role="row" aria-rowindex={1} style={{ height: rowHeight + 4, width: across.getTotalSize() }}>
            <span className={styles.corner} role="columnheader">Row</span>
            {across.getVirtualItems().map(({ index, start, size }) => {
              const profile = summary.columns[index]
              const name = columns[index] ?? ''
              const at = sort.findIndex((part) => part.column === name)
              const direction = at < 0 ? 'none' : sort[at]?.descending === true ? 'descending' : 'ascending'
              return (
                <div key={index} role="columnheader" aria-colindex={index + 1} aria-sort={direction} className={styles.head} style={{ left: start, width: size }}>
                  <button type="button" className={cx(styles.sort, isNumeric(profile?.type) && styles.right)} title={`${name}, ${profile?.type ?? ''}: press to sort, with Shift to sort further`} tabIndex={-1} onClick={(event) => sortBy(name, event.shiftKey)}>
                    <span className={styles.headName}>{name}</span>
                    {at < 0 ? null : <span className={styles.arrow}>{direction === 'ascending' ? '↑' : '↓'}{sort.length > 1 ? at + 1 : ''}</span>}
                  </button>
                </div>
              )
            })}
          </div>
          {visible.map((item) => {
            const row = source.row(item.index)
            return (
              <div key={item.key} role="row" aria-rowindex={item.index + 2} className={styles.row} style={{ top: item.start + rowHeight + 4, height: rowHeight, width: across.getTotalSize() }}>
                <span className={styles.number} role="rowheader">{row === null ? '' : formatCount(row.number + 1)}</span>
                {across.getVirtualItems().map(({ index, start, size }) => {
                  const cell = row?.cells[index]
                  const here = { row: item.index, column: index }
                  const missing = cell?.missing !== undefined && cell.missing !== 'present' ? cell.missing : null
                  const isFocus = selection.focus.row === here.row && selection.focus.column === here.column
                  return (
                    <span
                      key={index}
                      id={`cell-${item.index}-${index}`}
                      role="gridcell"
                      aria-colindex={index + 1}
                      aria-selected={isInside(rectangle, here)}
                      className={cx(styles.cell, isNumeric(summary.columns[index]?.type) && styles.right, missing !== null && styles.missing, isInside(rectangle, here) && styles.selected, isFocus && styles.focus)}
                      style={{ left: start, width: size }}
                      onMouseDown={(event) => select(here, event.shiftKey)}
                      onMouseEnter={(event) => (event.buttons === 1 ? setSelection({ anchor: selection.anchor, focus: here }) : undefined)}
                      title={missing === null ? cell?.text : `${missingWords[missing]}${cell?.text === undefined || cell.text === '' ? '' : `: ${cell.text}`}`}
                    >
                      {missing === null ? cell?.text : missingWords[missing]}
                    </span>
                  )
                })}
              </div>
            )
          })}
        </div>
      </div>
      <p className={styles.foot} role="status">{said === '' ? 'Arrow keys move, Shift extends, Ctrl+C copies with headers.' : said}</p>
    </div>
  )
}

function isNumeric(type: string | undefined): boolean {
  return type === 'integer' || type === 'decimal'
}

/** Wide enough for the name and for what the column usually holds. */
function widthOf(summary: DatasetSummary, index: number): number {
  const column = summary.columns[index]
  if (column === undefined) return 120
  const longest = isNumeric(column.type) ? 9 : Math.max(6, ...column.bars.map(({ label }) => label.length))
  return Math.max(84, Math.min(260, 28 + 7.4 * Math.max(column.name.length + 2, longest)))
}
