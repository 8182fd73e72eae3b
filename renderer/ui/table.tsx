import type { ReactElement, ReactNode } from 'react'
import type { CellTable } from '../../shared/contract/figure'
import { cx } from './cx'
import styles from './table.module.css'

interface TableProps {
  readonly caption: string
  readonly hideCaption?: boolean
  readonly children: ReactNode
  readonly className?: string | undefined
}

/** A table that scrolls sideways inside its own reachable region when it must. */
export function Table({ caption, hideCaption = false, children, className }: TableProps): ReactElement {
  return (
    <div className={styles.scroll} tabIndex={0} role="region" aria-label={caption}>
      <table className={cx(styles.table, className)}>
        <caption className={hideCaption ? styles.hidden : styles.caption}>{caption}</caption>
        {children}
      </table>
    </div>
  )
}

/** A table of already formatted cells, the twin of a figure or a block of a section. */
export function CellTableView({ table, caption, hideCaption = false }: { readonly table: CellTable; readonly caption: string; readonly hideCaption?: boolean }): ReactElement {
  return (
    <Table caption={caption} hideCaption={hideCaption}>
      <thead>
        <tr>
          {table.columns.map((column, index) => <th key={index} scope="col" className={column.align === 'right' ? styles.right : undefined}>{column.title}</th>)}
        </tr>
      </thead>
      <tbody>
        {table.rows.map((row, index) => (
          <tr key={index}>
            {row.map((cell, at) => <td key={at} className={table.columns[at]?.align === 'right' ? styles.right : undefined}>{cell}</td>)}
          </tr>
        ))}
      </tbody>
    </Table>
  )
}

/** Class for right-aligned cells, for tables written by hand. */
export const right = styles.right
