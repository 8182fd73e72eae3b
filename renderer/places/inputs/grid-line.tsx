import type { ReactElement } from 'react'
import type { ColumnProfile } from '../../../shared/contract/table'
import { cx } from '../../ui/cx'
import { formatCount } from '../../ui/format'
import { missingWords } from '../../ui/words'
import type { ColumnLayout } from './column-layout'
import styles from './data-grid.module.css'
import { isNumeric } from './grid-view'
import type { RowBlocks } from './row-blocks'
import { isInside, type Position, type Rectangle } from './selection'

export const numberWidth = 72

interface GridLineProps {
  readonly grid: string
  readonly row: number
  readonly top: number
  readonly height: number
  readonly blocks: RowBlocks
  readonly columns: readonly ColumnProfile[]
  readonly layout: ColumnLayout
  /** Places of the scrolling columns on screen. */
  readonly places: readonly number[]
  readonly rectangle: Rectangle
  readonly focus: Position
  readonly onSelect: (at: Position, extend: boolean) => void
  readonly onSelectRow: (row: number, extend: boolean) => void
  readonly onReach: (at: Position) => void
}

/** One row: its number and the pinned cells stay at the left, the others scroll. */
export function GridLine({ grid, row, top, height, blocks, columns, layout, places, rectangle, focus, onSelect, onSelectRow, onReach }: GridLineProps): ReactElement {
  const cell = (place: number): ReactElement => {
    const index = layout.order[place] ?? 0
    const held = blocks.cell(row, index)
    const missing = held?.missing !== undefined && held.missing !== 'present' ? held.missing : null
    const here = { row, column: place }
    const chosen = isInside(rectangle, here)
    return (
      <span
        key={place}
        id={`${grid}-${row}-${place}`}
        role="gridcell"
        aria-colindex={place + 2}
        aria-selected={chosen}
        className={cx(styles.cell, isNumeric(columns[index]?.type) && styles.right, missing !== null && styles.missing, chosen && styles.selected, focus.row === row && focus.column === place && styles.focus)}
        style={{ left: (layout.starts[place] ?? 0) + (place < layout.pinned ? numberWidth : 0), width: layout.widths[place] ?? 0 }}
        onMouseDown={(event) => onSelect(here, event.shiftKey)}
        onMouseEnter={(event) => (event.buttons === 1 ? onReach(here) : undefined)}
        title={missing === null ? held?.text : missingWords[missing]}
      >
        {missing === null ? held?.text : missingWords[missing]}
      </span>
    )
  }
  const number = blocks.numberOf(row, layout.order[places[0] ?? 0] ?? 0)
  return (
    <div role="row" aria-rowindex={row + 2} className={styles.row} style={{ top, height, width: numberWidth + layout.pinnedWidth + layout.width }}>
      <div role="presentation" className={cx(styles.stay, layout.pinned > 0 && styles.stayWide)} style={{ width: numberWidth + layout.pinnedWidth }}>
        <span className={styles.number} role="rowheader" aria-colindex={1} style={{ width: numberWidth }} title="Press to select the row, with Shift up to here" onMouseDown={(event) => onSelectRow(row, event.shiftKey)}>{number === null ? '' : formatCount(number + 1)}</span>
        {Array.from({ length: layout.pinned }, (_, place) => cell(place))}
      </div>
      <div role="presentation" className={styles.flow} style={{ left: numberWidth + layout.pinnedWidth }}>{places.map(cell)}</div>
    </div>
  )
}
