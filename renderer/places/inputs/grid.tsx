import { type KeyboardEvent, type ReactElement, useEffect, useId, useMemo, useRef, useState } from 'react'
import type { DatasetSummary } from '../../../shared/contract/engine'
import type { ColumnProfile } from '../../../shared/contract/table'
import { Button } from '../../ui/button'
import { cx } from '../../ui/cx'
import { counted, formatCount } from '../../ui/format'
import { Note } from '../../ui/notice'
import { usePreferences } from '../../ui/preferences'
import { layoutColumns, placesIn, togglePin } from './column-layout'
import styles from './data-grid.module.css'
import { GridHead } from './grid-head'
import { GridLine, numberWidth } from './grid-line'
import { type GridView, sortedBy } from './grid-view'
import { blockColumns } from './row-blocks'
import { drawnHeight } from './scroll-map'
import { moved, type Position, rectangleOf, type Selection, toTsv } from './selection'
import { type ScrollLink, useGridScroll } from './use-grid-scroll'
import type { RowSource } from './use-rows'

/** More than this is not put on the clipboard at once. */
const copyLimit = 100_000
/** Rows drawn above and below those on screen. */
const spare = 6

interface GridProps {
  readonly summary: DatasetSummary
  /** Of the dataset, in the order of `source`. */
  readonly columns: readonly ColumnProfile[]
  readonly widths: readonly number[]
  readonly source: RowSource
  readonly view: GridView
  readonly onView: (view: GridView) => void
  readonly link?: ScrollLink | null
  /** A column to bring on screen; a new object brings it again. */
  readonly bring?: { readonly column: string } | null
}

/** The cells as a spreadsheet shows them. Only what is on screen is in the page; the rest stays in the worker. */
export function Grid({ summary, columns, widths, source, view, onView, link = null, bring = null }: GridProps): ReactElement {
  const grid = useId()
  const [selection, setSelection] = useState<Selection>({ anchor: { row: 0, column: 0 }, focus: { row: 0, column: 0 } })
  const [said, setSaid] = useState('')
  const density = usePreferences((preferences) => preferences.density)
  const scroller = useRef<HTMLDivElement>(null)
  const rowHeight = density === 'compact' ? 24 : density === 'regular' ? 27 : 34
  const headHeight = rowHeight + 4
  const { blocks } = source
  // A new sort keeps the rows it has: keys pressed before its first answer still move.
  const total = blocks.total ?? (view.filter.length === 0 ? summary.rows : 0)
  const names = useMemo(() => columns.map(({ name }) => name), [columns])
  const layout = useMemo(() => layoutColumns(names, widths, view.pinned), [names, widths, view.pinned])
  const scroll = useGridScroll(scroller, total * rowHeight, headHeight, link)
  const room = Math.max(0, scroll.width - numberWidth - layout.pinnedWidth)
  const [firstPlace, endPlace] = placesIn(layout, scroll.left, room)
  const places = Array.from({ length: endPlace - firstPlace }, (_, at) => firstPlace + at)
  const first = Math.max(0, Math.floor(scroll.at / rowHeight) - spare)
  const end = Math.min(total, Math.ceil((scroll.at + scroll.view) / rowHeight) + spare)

  useEffect(() => {
    const seen = new Set<number>()
    for (let place = 0; place < layout.pinned; place++) seen.add(Math.floor((layout.order[place] ?? 0) / blockColumns))
    for (let place = firstPlace; place < endPlace; place++) seen.add(Math.floor((layout.order[place] ?? 0) / blockColumns))
    blocks.want(first, end, [...seen].map((block) => block * blockColumns))
  }, [blocks, layout, first, end, firstPlace, endPlace])

  const show = ({ row, column }: Position): void => {
    const above = row * rowHeight
    const at = row < 0 ? null : above < scroll.at ? above : above + rowHeight > scroll.at + scroll.view ? above + rowHeight - scroll.view : null
    const start = layout.starts[column] ?? 0
    const right = start + (layout.widths[column] ?? 0)
    const left = column < layout.pinned ? null : start < scroll.left ? start : right > scroll.left + room ? Math.max(0, Math.min(start, right - room)) : null
    if (at !== null || left !== null) scroll.go(at, left)
  }
  const bringNow = useRef(show)
  useEffect(() => { bringNow.current = show })
  useEffect(() => {
    const place = bring === null ? -1 : layout.order.findIndex((index) => names[index] === bring.column)
    if (place < 0) return
    // eslint-disable-next-line react-hooks/set-state-in-effect -- the selection goes along with the scroll position, which only the page has
    setSelection({ anchor: { row: 0, column: place }, focus: { row: 0, column: place } })
    bringNow.current({ row: -1, column: place })
    // Only when asked again: pinning must not bring it back.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [bring])

  const rectangle = rectangleOf(selection)
  const last = columns.length - 1
  const nameAt = (place: number): string => names[layout.order[place] ?? 0] ?? ''
  const select = (focus: Position, extend: boolean): void => {
    setSelection({ anchor: extend ? selection.anchor : focus, focus })
    show(focus)
  }
  const selectRow = (row: number, extend: boolean): void => setSelection({ anchor: { row: extend ? selection.anchor.row : row, column: 0 }, focus: { row, column: last } })
  const sortBy = (column: string, add: boolean): void => onView({ ...view, sort: sortedBy(view.sort, column, add) })
  const pin = (name: string): void => {
    const pinned = togglePin(view.pinned, name)
    const next = layoutColumns(names, widths, pinned)
    if (pinned.length > view.pinned.length && next.pinnedWidth + numberWidth > scroll.width * 0.7) {
      setSaid('No room for another pinned column: take a pin away first.')
      return
    }
    onView({ ...view, pinned })
    const place = next.order.findIndex((index) => names[index] === name)
    const focus = { row: selection.focus.row, column: place }
    setSelection({ anchor: focus, focus })
    setSaid(pinned.includes(name) ? `${name} is pinned at the left.` : `${name} is no longer pinned.`)
  }
  const copy = async (withHeaders: boolean): Promise<void> => {
    const [from, to] = [Math.max(0, rectangle.top), rectangle.bottom + 1]
    const chosen = Array.from({ length: rectangle.right - rectangle.left + 1 }, (_, at) => nameAt(rectangle.left + at))
    if (Math.max(0, to - from) * chosen.length > copyLimit) {
      setSaid(`That is more than ${formatCount(copyLimit)} cells; select fewer.`)
      return
    }
    const cells = to > from ? await source.range(chosen, from, to) : []
    await navigator.clipboard.writeText(toTsv(withHeaders ? chosen : null, cells))
    setSaid(`Copied ${counted(cells.length, 'row')} × ${counted(chosen.length, 'column')}${withHeaders ? ' with headers' : ''}.`)
  }
  const copyNow = (withHeaders: boolean): void => void copy(withHeaders).catch(() => setSaid('The clipboard refused the copy.'))

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    const command = event.ctrlKey || event.metaKey
    const { focus } = selection
    const key = event.key.toLowerCase()
    const act = (): (() => void) | null => {
      if (command && key === 'c') return () => copyNow(!event.shiftKey)
      if (command && key === 'a') return () => setSelection({ anchor: { row: 0, column: 0 }, focus: { row: Math.max(0, total - 1), column: last } })
      if (key === ' ' && event.shiftKey) return () => setSelection({ anchor: { row: selection.anchor.row, column: 0 }, focus: { row: focus.row, column: last } })
      if (key === ' ' && command) return () => setSelection({ anchor: { row: 0, column: selection.anchor.column }, focus: { row: Math.max(0, total - 1), column: focus.column } })
      if (key === 'p' && !command && !event.altKey) return () => pin(nameAt(focus.column))
      if (key === 'enter' && focus.row < 0) return () => sortBy(nameAt(focus.column), event.shiftKey)
      if (key === 'arrowup' && focus.row === 0 && !event.shiftKey) return () => select({ ...focus, row: -1 }, false)
      if (key === 'arrowdown' && focus.row < 0) return () => select({ ...focus, row: 0 }, false)
      const next = moved(event.key, focus, { rows: total, columns: columns.length, page: Math.max(1, Math.floor(scroll.view / rowHeight) - 1) }, command)
      // In the header, sideways stays in the header.
      return next === null ? null : () => select(focus.row < 0 && next.row === 0 && key !== 'pagedown' ? { ...next, row: -1 } : next, event.shiftKey)
    }
    const what = act()
    if (what === null) return
    event.preventDefault()
    event.stopPropagation()
    what()
  }

  const inHead = selection.focus.row < 0
  const onScreen = (selection.focus.column < layout.pinned || places.includes(selection.focus.column)) && (inHead || (selection.focus.row >= first && selection.focus.row < end))
  const active = `${grid}-${inHead ? 'head' : selection.focus.row}-${selection.focus.column}`
  return (
    <div className={styles.wrap}>
      {blocks.error === null ? null : <Note tone="error" live>{blocks.error}</Note>}
      <div
        ref={scroller}
        className={styles.grid}
        role="grid"
        tabIndex={0}
        aria-label={`Rows of ${summary.name}`}
        aria-rowcount={total + 1}
        aria-colcount={columns.length + 1}
        aria-multiselectable
        {...(onScreen ? { 'aria-activedescendant': active } : {})}
        onScroll={scroll.onScroll}
        onKeyDown={onKeyDown}
      >
        <div role="presentation" style={{ height: drawnHeight(total * rowHeight) + headHeight, width: numberWidth + layout.pinnedWidth + layout.width, position: 'relative' }}>
          <GridHead grid={grid} height={headHeight} columns={columns} layout={layout} places={places} sort={view.sort} focus={inHead ? selection.focus.column : null} onSort={sortBy} onPin={pin} />
          {Array.from({ length: Math.max(0, end - first) }, (_, at) => first + at).map((row) => (
            <GridLine key={row} grid={grid} row={row} top={row * rowHeight - scroll.place.offset + headHeight} height={rowHeight} blocks={blocks} columns={columns} layout={layout} places={places} rectangle={rectangle} focus={selection.focus} onSelect={select} onSelectRow={selectRow} onReach={(focus) => setSelection({ anchor: selection.anchor, focus })} />
          ))}
        </div>
      </div>
      <div className={styles.foot}>
        <p role="status" className={cx(said === '' && styles.hint)}>{said === '' ? 'Arrow keys move, Shift extends; up from the first row to the names: Enter sorts. P pins.' : said}</p>
        <Button kind="quiet" icon="copy" keys="Ctrl+C" onPress={() => copyNow(true)}>Copy with headers</Button>
        <Button kind="quiet" keys="Ctrl+Shift+C" onPress={() => copyNow(false)}>Copy cells only</Button>
      </div>
    </div>
  )
}
