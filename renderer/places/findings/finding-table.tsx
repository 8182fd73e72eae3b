import type { ReactElement } from 'react'
import type { Finding } from '../../../shared/review/state'
import { Checkbox } from '../../ui/choice'
import { absent } from '../../ui/format'
import { SortHeader } from '../../ui/sort-header'
import { FindingStatusTag, SeverityTag } from '../../ui/status'
import { Table } from '../../ui/table'
import { analysisById } from '../../../shared/analyses/registry'
import styles from './findings.module.css'
import type { SortKey } from './rows'

interface FindingTableProps {
  readonly rows: readonly Finding[]
  readonly sort: { readonly key: SortKey; readonly descending: boolean }
  readonly onSort: (sort: { readonly key: SortKey; readonly descending: boolean }) => void
  readonly selected: ReadonlySet<string>
  readonly onSelect: (selected: ReadonlySet<string>) => void
  readonly current: string | null
  readonly onShow: (id: string | null) => void
}

const columns: readonly { readonly key: SortKey; readonly title: string }[] = [
  { key: 'id', title: 'Id' },
  { key: 'severity', title: 'Severity' },
  { key: 'status', title: 'Status' },
  { key: 'title', title: 'Finding' },
  { key: 'owner', title: 'Owner' },
  { key: 'due', title: 'Due' },
]

/** The ledger as a table; a row opens beside it. */
export function FindingTable({ rows, sort, onSort, selected, onSelect, current, onShow }: FindingTableProps): ReactElement {
  const all = rows.length > 0 && rows.every((row) => selected.has(row.id))
  const toggle = (id: string): void => {
    const next = new Set(selected)
    if (!next.delete(id)) next.add(id)
    onSelect(next)
  }
  return (
    <Table caption="Findings" hideCaption className={styles.table}>
      <thead>
        <tr>
          <th scope="col"><Checkbox label="Select all shown" isSelected={all} isIndeterminate={!all && rows.some((row) => selected.has(row.id))} onChange={() => onSelect(new Set(all ? [] : rows.map((row) => row.id)))} /></th>
          {columns.map(({ key, title }) => (
            <SortHeader key={key} title={title} direction={sort.key === key ? (sort.descending ? 'descending' : 'ascending') : 'none'} onSort={() => onSort({ key, descending: sort.key === key && !sort.descending })} />
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((finding) => (
          <tr key={finding.id} className={finding.id === current ? styles.current : undefined}>
            <td><Checkbox label={`Select ${finding.id}`} isSelected={selected.has(finding.id)} onChange={() => toggle(finding.id)} /></td>
            <td className={styles.id}>{finding.id}</td>
            <td><SeverityTag severity={finding.severity} /></td>
            <td><FindingStatusTag status={finding.status} /></td>
            <td className={styles.finding}>
              <button type="button" className={styles.open} aria-expanded={finding.id === current} onClick={() => onShow(finding.id === current ? null : finding.id)}>{finding.title === '' ? 'Untitled' : finding.title}</button>
              <span className={styles.origin}>{finding.origin === '' ? 'raised by the reviewer' : `proposed by ${analysisById(finding.origin.split('/')[0] ?? '')?.title ?? finding.origin}`}</span>
            </td>
            <td>{finding.owner === '' ? absent : finding.owner}</td>
            <td className={styles.id}>{finding.due === '' ? absent : finding.due}</td>
          </tr>
        ))}
      </tbody>
    </Table>
  )
}
