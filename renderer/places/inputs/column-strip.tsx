import { type ReactElement, useRef, useState } from 'react'
import type { ColumnRole, ColumnRoles } from '../../../shared/contract/analysis'
import type { ColumnProfile } from '../../../shared/contract/table'
import { rolesHeld } from '../../../shared/review/input-checks'
import { actions } from '../../session'
import { Checkbox } from '../../ui/choice'
import { TextField } from '../../ui/field'
import { formatColumnValue, formatCount, formatPercent } from '../../ui/format'
import { Icon } from '../../ui/icon'
import { Sparkline } from '../../ui/sparkline'
import { State } from '../../ui/status'
import { right, Table } from '../../ui/table'
import { missingWords } from '../../ui/words'
import type { MissingKind } from '../../../shared/contract/table'
import { typeIcons } from './column-icons'
import styles from './inputs.module.css'
import { RoleEditor } from './role-editor'
import { useShownRows } from './use-shown-rows'

interface ColumnStripProps {
  readonly columns: readonly ColumnProfile[]
  readonly roles: ColumnRoles
  readonly guessed: boolean
  /** Shows the rejected cells of a column. */
  readonly onRejected: (column: string) => void
}

/** A line per column: what it is, how it is spread, what is missing, and its roles in the review. */
export function ColumnStrip({ columns, roles, guessed, onRejected }: ColumnStripProps): ReactElement {
  const [search, setSearch] = useState('')
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  const shown = columns.filter(({ name }) => name.toLowerCase().includes(search.trim().toLowerCase()))
  const chosen = shown.filter(({ name }) => selected.has(name)).map(({ name }) => name)
  const body = useRef<HTMLTableSectionElement>(null)
  const lines = useShownRows(shown.length, body)
  const all = shown.length > 0 && chosen.length === shown.length
  const toggle = (name: string): void => {
    const next = new Set(selected)
    if (!next.delete(name)) next.add(name)
    setSelected(next)
  }
  const setRoles = (names: readonly string[], next: readonly ColumnRole[]): void => void actions.edit({ edit: 'roles.changed', columns: names, roles: next })
  return (
    <>
      <div className={styles.stripBar}>
        <div data-find className={styles.search}><TextField label="Find a column" hideLabel placeholder="Find a column" value={search} onCommit={setSearch} onTyping={setSearch} /></div>
        <span className={styles.listNote}>{shown.length} of {columns.length} columns</span>
        {chosen.length === 0 ? null : (
          <>
            <strong>{chosen.length} selected</strong>
            <RoleEditor label="Roles of the selected columns" roles={sharedRoles(chosen, roles)} guessed={guessed} onChange={(next) => setRoles(chosen, next)} />
          </>
        )}
      </div>
      <Table caption="Columns" hideCaption className={styles.strip}>
        <thead>
          <tr>
            <th scope="col"><Checkbox label="Select all columns shown" isSelected={all} isIndeterminate={!all && chosen.length > 0} onChange={() => setSelected(new Set(all ? [] : shown.map(({ name }) => name)))} /></th>
            <th scope="col">Column</th>
            <th scope="col">Roles</th>
            <th scope="col">Spread</th>
            <th scope="col" className={right}>Missing</th>
            <th scope="col" className={right}>Distinct</th>
            <th scope="col" className={right}>Min</th>
            <th scope="col" className={right}>Max</th>
            <th scope="col" className={right}>Mean</th>
            <th scope="col">To look at</th>
          </tr>
        </thead>
        <tbody ref={body}>
          {lines.before === 0 ? null : <tr aria-hidden="true"><td colSpan={10} style={{ height: lines.before, padding: 0 }} /></tr>}
          {lines.indices.flatMap((index) => shown[index] ?? []).map((column, at) => (
            <tr key={column.name} data-index={lines.indices[at]} ref={lines.measure}>
              <td><Checkbox label={`Select ${column.name}`} isSelected={selected.has(column.name)} onChange={() => toggle(column.name)} /></td>
              <td className={styles.columnName}><Icon name={typeIcons[column.type]} className={styles.typeIcon} /><span className={styles.nameText} title={column.name}>{column.name}</span> <span className={styles.type}>{column.type}</span></td>
              <td><RoleEditor label={`Roles of ${column.name}`} roles={rolesHeld(roles, column.name)} guessed={guessed} onChange={(next) => setRoles([column.name], next)} /></td>
              <td><Sparkline bars={column.bars} label={spreadWords(column)} /></td>
              <td className={right} title={missingDetail(column)}>{formatPercent(column.rows === 0 ? 0 : column.missingTotal / column.rows)}</td>
              <td className={right}>{column.distinct === null ? 'many' : formatCount(column.distinct)}</td>
              <td className={valueClass(column)}>{column.min === null ? '' : formatColumnValue(column.min, column.type)}</td>
              <td className={valueClass(column)}>{column.max === null ? '' : formatColumnValue(column.max, column.type)}</td>
              <td className={right}>{column.mean === null || column.type === 'date' || column.type === 'boolean' ? '' : formatColumnValue(column.mean, column.type)}</td>
              <td className={styles.flags}>{(column.missing.rejected ?? 0) === 0 ? null : <button type="button" className={styles.rejected} onClick={() => onRejected(column.name)}>{formatCount(column.missing.rejected ?? 0)} rejected {column.missing.rejected === 1 ? 'cell' : 'cells'}</button>}{column.flags.map((flag) => <State key={flag} tone="amber" icon="warning">{flag}</State>)}</td>
            </tr>
          ))}
          {lines.after === 0 ? null : <tr aria-hidden="true"><td colSpan={10} style={{ height: lines.after, padding: 0 }} /></tr>}
        </tbody>
      </Table>
    </>
  )
}

/** Tabular figures would set the hyphens of a date too wide. */
function valueClass({ type }: ColumnProfile): string | undefined {
  return type === 'date' ? styles.day : right
}

/** The roles that all the chosen columns have. */
function sharedRoles(chosen: readonly string[], roles: ColumnRoles): readonly ColumnRole[] {
  const [first, ...rest] = chosen
  return (first === undefined ? [] : rolesHeld(roles, first)).filter((role) => rest.every((name) => rolesHeld(roles, name).includes(role)))
}

function missingDetail({ missing }: ColumnProfile): string {
  return Object.entries(missing).filter(([kind]) => kind !== 'present').map(([kind, count]) => `${formatCount(count)} ${missingWords[kind as MissingKind]}`).join(', ')
}

function spreadWords({ name, bars }: ColumnProfile): string {
  const top = [...bars].sort((a, b) => b.count - a.count)[0]
  return top === undefined ? `${name}: no values` : `${name}: ${bars.length} bars, the highest at ${top.label} with ${formatCount(top.count)} rows`
}
