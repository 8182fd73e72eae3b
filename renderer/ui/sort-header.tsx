import type { ReactElement } from 'react'
import { cx } from './cx'
import styles from './sort-header.module.css'

interface SortHeaderProps {
  readonly title: string
  readonly direction: 'ascending' | 'descending' | 'none'
  readonly onSort: () => void
  readonly align?: 'left' | 'right'
}

/** A column header that sorts; the arrow and `aria-sort` say which way. */
export function SortHeader({ title, direction, onSort, align = 'left' }: SortHeaderProps): ReactElement {
  return (
    <th scope="col" aria-sort={direction} className={align === 'right' ? styles.right : undefined}>
      <button type="button" className={cx(styles.button, align === 'right' && styles.right)} onClick={onSort}>
        {title}
        <span className={styles.arrow} aria-hidden="true">{direction === 'ascending' ? '↑' : direction === 'descending' ? '↓' : ''}</span>
      </button>
    </th>
  )
}
