import { type ReactElement, type ReactNode, useEffect, useRef, useState } from 'react'
import type { CellTable } from '../../shared/contract/figure'
import { cx } from './cx'
import styles from './table.module.css'

interface TableProps {
  readonly caption: string
  readonly hideCaption?: boolean
  readonly children: ReactNode
  readonly className?: string | undefined
  /** At most this high, then it scrolls. */
  readonly tall?: boolean
}

/** A table that scrolls inside its own region when it must; only then is the region a stop for the keyboard. */
export function Table({ caption, hideCaption = false, children, className, tall = false }: TableProps): ReactElement {
  const box = useRef<HTMLDivElement>(null)
  const [scrolls, setScrolls] = useState(false)
  useEffect(() => {
    const element = box.current
    if (element === null) return undefined
    const observer = new ResizeObserver(() => setScrolls(element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1))
    observer.observe(element)
    for (const child of element.children) observer.observe(child)
    return () => observer.disconnect()
  }, [])
  return (
    <div ref={box} className={cx(styles.scroll, tall && styles.tall)} {...(scrolls ? { tabIndex: 0, role: 'region', 'aria-label': `${caption}, scrolls` } : {})}>
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

/** Class of words that only a screen reader gets, as the head of a column of buttons. */
export const hidden = styles.hidden
