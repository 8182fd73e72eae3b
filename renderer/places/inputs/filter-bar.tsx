import { type ReactElement, useState } from 'react'
import { Button, IconButton } from '../../ui/button'
import { TextField } from '../../ui/field'
import { formatCount, formatPercent } from '../../ui/format'
import { Select } from '../../ui/select'
import styles from './data-grid.module.css'
import type { Filter } from './use-rows'

const operations: readonly { readonly value: Filter['op']; readonly label: string }[] = [
  { value: '=', label: 'is' }, { value: '!=', label: 'is not' }, { value: '<', label: 'below' }, { value: '<=', label: 'at most' },
  { value: '>', label: 'above' }, { value: '>=', label: 'at least' }, { value: 'contains', label: 'contains' },
  { value: 'missing', label: 'is missing' }, { value: 'present', label: 'is present' },
]

interface FilterBarProps {
  readonly columns: readonly string[]
  readonly filter: readonly Filter[]
  readonly onChange: (filter: readonly Filter[]) => void
  /** Rows left of how many, by dataset; an only one needs no name. */
  readonly counts: readonly { readonly name: string; readonly left: number | null; readonly total: number }[]
}

/** Conditions on rows, all of which must hold, and how many rows they leave. They are for looking, not for the run. */
export function FilterBar({ columns, filter, onChange, counts }: FilterBarProps): ReactElement {
  const [column, setColumn] = useState<string | null>(null)
  const [op, setOp] = useState<Filter['op']>('=')
  const [value, setValue] = useState('')
  const bare = op === 'missing' || op === 'present'
  const add = (): void => {
    if (column === null) return
    onChange([...filter, { column, op, value: bare ? '' : value }])
    setValue('')
  }
  return (
    <div className={styles.filters}>
      <Select label="Column" hideLabel value={column} placeholder="Filter by column…" options={columns.map((name) => ({ value: name, label: name }))} onChange={setColumn} className={styles.filterColumn} />
      <Select label="Condition" hideLabel value={op} options={operations} onChange={setOp} className={styles.filterOp} />
      {bare ? null : <TextField label="Value" hideLabel value={value} placeholder="value" onCommit={setValue} onTyping={setValue} className={styles.filterOp} />}
      <Button isDisabled={column === null || (!bare && value === '')} onPress={add}>Add</Button>
      {filter.map((part, index) => (
        <span key={index} className={styles.chip}>
          {part.column} {operations.find((operation) => operation.value === part.op)?.label} {part.value}
          <IconButton icon="cross" label={`Remove the filter on ${part.column}`} onPress={() => onChange(filter.filter((_, at) => at !== index))} />
        </span>
      ))}
      <span className={styles.left} role="status">{counts.map(({ name, left, total }) => `${name === '' ? '' : `${name}: `}${left === null ? 'reading…' : `${formatCount(left)} of ${formatCount(total)} rows${left === total ? '' : ` (${formatPercent(total === 0 ? 0 : left / total)})`}`}`).join('; ')}</span>
    </div>
  )
}
