import type { ReactElement } from 'react'
import type { DatasetSummary } from '../../../shared/contract/engine'
import { formatCount } from '../../ui/format'
import { right, Table } from '../../ui/table'
import styles from './inputs.module.css'

const shownCells = 500

/** Cells that are not what their column is: where each one is, and what it says. They are missing, never guessed. */
export function RejectedList({ summary }: { readonly summary: DatasetSummary }): ReactElement {
  if (summary.rejectedCount === 0) return <p className={styles.listNote}>Every cell was read as what its column is.</p>
  return (
    <>
      <p className={styles.listNote}>{formatCount(summary.rejectedCount)} cells did not parse and count as missing{summary.rejectedCount > shownCells ? `; the first ${formatCount(Math.min(shownCells, summary.rejected.length))} are listed` : ''}. If they should have, change the column’s type or its missing codes under “How it was read”.</p>
      <Table caption="Rejected cells" hideCaption>
        <thead><tr><th scope="col" className={right}>Row</th><th scope="col">Column</th><th scope="col">The file says</th><th scope="col">Why it was rejected</th></tr></thead>
        <tbody>
          {summary.rejected.slice(0, shownCells).map((cell, index) => (
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
