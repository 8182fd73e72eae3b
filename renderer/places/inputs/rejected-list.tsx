import type { ReactElement } from 'react'
import type { DatasetSummary } from '../../../shared/contract/engine'
import { formatCount } from '../../ui/format'
import { Select } from '../../ui/select'
import { right, Table } from '../../ui/table'
import styles from './inputs.module.css'

const shownCells = 500

interface RejectedListProps {
  readonly summary: DatasetSummary
  /** Only those of one column; null for all. */
  readonly column: string | null
  readonly onColumn: (column: string | null) => void
}

const every = ''

/** Cells that are not what their column is: where each one is, and what it says. They are missing, never guessed. */
export function RejectedList({ summary, column, onColumn }: RejectedListProps): ReactElement {
  if (summary.rejectedCount === 0) return <p className={styles.listNote}>Every cell was read as what its column is.</p>
  const damaged = summary.columns.filter(({ missing }) => (missing.rejected ?? 0) > 0)
  const count = damaged.find(({ name }) => name === column)?.missing.rejected ?? summary.rejectedCount
  const listed = column === null ? summary.rejected : summary.rejected.filter((cell) => cell.column === column)
  const shown = listed.slice(0, shownCells)
  return (
    <>
      <Select label="Column" inline value={column ?? every} options={[{ value: every, label: 'All columns' }, ...damaged.map(({ name, missing }) => ({ value: name, label: name, hint: `${formatCount(missing.rejected ?? 0)} rejected` }))]} onChange={(name) => onColumn(name === every ? null : name)} className={styles.rejectedOf} />
      <p className={styles.listNote}>{formatCount(count)} {count === 1 ? 'cell' : 'cells'} did not parse and {count === 1 ? 'counts' : 'count'} as missing{count > shown.length ? `; the first ${formatCount(shown.length)} are listed` : ''}. If they should have, change the column’s type or its missing codes under “How it was read”.</p>
      <Table caption="Rejected cells" hideCaption>
        <thead><tr><th scope="col" className={right}>Row</th><th scope="col">Column</th><th scope="col">The file says</th><th scope="col">Why it was rejected</th></tr></thead>
        <tbody>
          {shown.map((cell, index) => (
            <tr key={index}>
              <td className={right}>{cell.file === undefined ? '' : `${cell.file}, `}{formatCount(cell.row)}</td>
              <td>{cell.column}</td>
              <td><code>{cell.text}</code></td>
              <td>{cell.reason}</td>
            </tr>
          ))}
        </tbody>
      </Table>
    </>
  )
}
