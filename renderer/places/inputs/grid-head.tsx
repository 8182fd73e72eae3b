import type { ReactElement } from 'react'
import type { ColumnProfile } from '../../../shared/contract/table'
import { cx } from '../../ui/cx'
import { Icon } from '../../ui/icon'
import type { ColumnLayout } from './column-layout'
import styles from './data-grid.module.css'
import { numberWidth } from './grid-line'
import { isNumeric } from './grid-view'
import type { Sort } from './use-rows'

interface GridHeadProps {
  readonly grid: string
  readonly height: number
  readonly columns: readonly ColumnProfile[]
  readonly layout: ColumnLayout
  readonly places: readonly number[]
  readonly sort: readonly Sort[]
  /** Place whose name has the keyboard, or null while a cell has it. */
  readonly focus: number | null
  readonly onSort: (column: string, add: boolean) => void
  readonly onPin: (column: string) => void
}

/** The names of the columns; pressing one sorts, the pin beside it keeps it at the left. */
export function GridHead({ grid, height, columns, layout, places, sort, focus, onSort, onPin }: GridHeadProps): ReactElement {
  const head = (place: number): ReactElement => {
    const column = columns[layout.order[place] ?? 0]
    const name = column?.name ?? ''
    const at = sort.findIndex((part) => part.column === name)
    const direction = at < 0 ? 'none' : sort[at]?.descending === true ? 'descending' : 'ascending'
    const pinned = place < layout.pinned
    return (
      <div key={place} id={`${grid}-head-${place}`} role="columnheader" aria-colindex={place + 2} aria-sort={direction} aria-label={pinned ? `${name}, pinned` : name} className={cx(styles.head, pinned && styles.headPinned, focus === place && styles.focus)} style={{ left: (layout.starts[place] ?? 0) + (pinned ? numberWidth : 0), width: layout.widths[place] ?? 0 }}>
        <button type="button" className={cx(styles.sort, isNumeric(column?.type) && styles.right)} title={`${name}, ${column?.type ?? ''}: press to sort, with Shift to sort further`} tabIndex={-1} onClick={(event) => onSort(name, event.shiftKey)}>
          <span className={styles.headName}>{name}</span>
          {at < 0 ? null : <span className={styles.arrow}>{direction === 'ascending' ? '↑' : '↓'}{sort.length > 1 ? at + 1 : ''}</span>}
        </button>
        <button type="button" className={styles.pin} tabIndex={-1} aria-pressed={pinned} aria-label={pinned ? `Unpin ${name}` : `Pin ${name}`} title={pinned ? `Unpin ${name}` : `Pin ${name} at the left`} onClick={() => onPin(name)}><Icon name="pin" /></button>
      </div>
    )
  }
  return (
    <div className={styles.header} role="row" aria-rowindex={1} style={{ height, width: numberWidth + layout.pinnedWidth + layout.width }}>
      <div role="presentation" className={cx(styles.stay, layout.pinned > 0 && styles.stayWide)} style={{ width: numberWidth + layout.pinnedWidth }}>
        <span className={styles.corner} role="columnheader" aria-colindex={1} style={{ width: numberWidth }}>Row</span>
        {Array.from({ length: layout.pinned }, (_, place) => head(place))}
      </div>
      <div role="presentation" className={styles.flow} style={{ left: numberWidth + layout.pinnedWidth }}>{places.map(head)}</div>
    </div>
  )
}
