import { type DragEvent, type KeyboardEvent, type ReactElement, useState } from 'react'
import { ListBox, ListBoxItem } from 'react-aria-components/ListBox'
import { ListLayout, Virtualizer } from 'react-aria-components/Virtualizer'
import type { ColumnRole, ColumnRoles } from '../../../shared/contract/analysis'
import type { ColumnProfile } from '../../../shared/contract/table'
import { rolesHeld } from '../../../shared/review/input-checks'
import { actions } from '../../session'
import { cx } from '../../ui/cx'
import { Icon } from '../../ui/icon'
import { columnRoleMeaning, columnRoleOrder, columnRoleWords } from '../../ui/words'
import { typeIcons } from './column-icons'
import { movedRoles, roleKeys, roleOfKey, withRole } from './role-keys'
import styles from './role-lanes.module.css'

/** What is dragged: names of columns and the lane they come from. Files that are dragged over do not have it. */
const dragged = 'application/x-countersign-column'
const rowSize = 28

interface Dragged {
  readonly names: readonly string[]
  readonly from: ColumnRole | null
}

const makeDraggable = (element: Element | null): void => element?.setAttribute('draggable', 'true')

interface RoleLanesProps {
  readonly columns: readonly ColumnProfile[]
  readonly roles: ColumnRoles
  readonly guessed: boolean
}

type Change = (names: readonly string[], next: (held: readonly ColumnRole[]) => readonly ColumnRole[]) => void

/** A lane per role with the columns that have it; columns are dragged between lanes, or moved by the key of a role. */
export function RoleLanes({ columns, roles, guessed }: RoleLanesProps): ReactElement {
  const change: Change = (names, next) => {
    const groups = new Map<string, { readonly columns: string[]; readonly roles: readonly ColumnRole[] }>()
    for (const name of names) {
      const to = next(rolesHeld(roles, name))
      if (to.join() === rolesHeld(roles, name).join()) continue
      const group = groups.get(to.join()) ?? { columns: [], roles: to }
      group.columns.push(name)
      groups.set(to.join(), group)
    }
    void [...groups.values()].reduce((before, group) => before.then(() => actions.edit({ edit: 'roles.changed', ...group })), Promise.resolve())
  }
  // Sideways goes to the next lane that has columns.
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return
    const lists = [...event.currentTarget.querySelectorAll<HTMLElement>('[role="listbox"]')].filter((list) => list.querySelector('[role="option"]') !== null)
    const here = lists.findIndex((list) => list.contains(document.activeElement))
    const next = lists[here + (event.key === 'ArrowRight' ? 1 : -1)]
    if (here < 0 || next === undefined) return
    event.preventDefault()
    event.stopPropagation()
    next.focus()
  }
  const lanes: readonly (ColumnRole | null)[] = [...columnRoleOrder, null]
  return (
    <>
      <p className={styles.hint}>Drag a column onto a role, with Ctrl to add the role to those it has. Or by keyboard: arrow keys move, the letter of a role gives it, Shift and the letter adds or takes it away, Delete takes a column out of the lane.</p>
      <div className={styles.lanes} onKeyDownCapture={onKeyDown}>
        {lanes.map((role) => (
          <Lane key={role ?? 'none'} role={role} columns={columns.filter(({ name }) => (role === null ? rolesHeld(roles, name).length === 0 : rolesHeld(roles, name).includes(role)))} guessed={guessed && role !== null} onChange={change} />
        ))}
      </div>
    </>
  )
}

interface LaneProps {
  readonly role: ColumnRole | null
  readonly columns: readonly ColumnProfile[]
  readonly guessed: boolean
  readonly onChange: Change
}

function Lane({ role, columns, guessed, onChange }: LaneProps): ReactElement {
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  const [over, setOver] = useState(false)
  const here = new Set(columns.map(({ name }) => name))
  const chosen = [...selected].filter((name) => here.has(name))
  const title = role === null ? 'No role' : columnRoleWords[role]
  const onDragStart = (event: DragEvent<HTMLElement>): void => {
    const name = event.target instanceof Element ? event.target.closest('[data-column]')?.getAttribute('data-column') : null
    if (name == null) return
    event.dataTransfer.setData(dragged, JSON.stringify({ names: chosen.includes(name) ? chosen : [name], from: role } satisfies Dragged))
    event.dataTransfer.effectAllowed = 'copyMove'
  }
  const onDragOver = (event: DragEvent<HTMLElement>): void => {
    if (!event.dataTransfer.types.includes(dragged)) return
    event.preventDefault()
    event.dataTransfer.dropEffect = event.ctrlKey || event.altKey ? 'copy' : 'move'
    setOver(true)
  }
  const onDragLeave = (event: DragEvent<HTMLElement>): void => {
    if (!(event.relatedTarget instanceof Node && event.currentTarget.contains(event.relatedTarget))) setOver(false)
  }
  const onDrop = (event: DragEvent<HTMLElement>): void => {
    setOver(false)
    if (!event.dataTransfer.types.includes(dragged)) return
    event.preventDefault()
    const { names, from } = JSON.parse(event.dataTransfer.getData(dragged)) as Dragged
    const adds = event.ctrlKey || event.altKey
    onChange(names, (held) => movedRoles(held, adds ? null : from, role))
  }
  // Before the list takes letters for a search by name.
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    const focused = event.target instanceof Element ? event.target.closest('[data-column]')?.getAttribute('data-column') : null
    if (focused == null) return
    const names = chosen.includes(focused) ? chosen : [focused]
    const wanted = roleOfKey(event)
    if (wanted !== null) onChange(names, (held) => withRole(held, wanted, event.shiftKey))
    else if (event.key === 'Delete' || event.key === 'Backspace') onChange(names, (held) => movedRoles(held, role, null))
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <section className={cx(styles.lane, over && styles.over)} onKeyDownCapture={onKeyDown} onDragStart={onDragStart} onDragOver={onDragOver} onDragLeave={onDragLeave} onDrop={onDrop}>
      <h3 className={styles.title} {...(role === null ? {} : { title: columnRoleMeaning[role] })}>
        {role === null ? null : <kbd className={styles.key}>{roleKeys[role].toUpperCase()}</kbd>}
        <span className={styles.name}>{title}</span>
        <span className={styles.count}>{columns.length}</span>
      </h3>
      <Virtualizer layout={ListLayout} layoutOptions={{ rowSize, padding: 4 }}>
        <ListBox
          className={styles.list ?? ''}
          style={{ height: Math.max(2, Math.min(10, columns.length)) * rowSize + 10 }}
          aria-label={role === null ? 'Columns without a role' : `Columns with the role ${title}${guessed ? ', guessed' : ''}`}
          items={columns.map(({ name, type }) => ({ id: name, type }))}
          selectionMode="multiple"
          selectionBehavior="replace"
          selectedKeys={chosen}
          onSelectionChange={(keys) => setSelected(keys === 'all' ? here : new Set([...keys].map(String)))}
          renderEmptyState={() => <span className={styles.empty}>none</span>}
          dependencies={[guessed]}
        >
          {({ id, type }) => (
            <ListBoxItem ref={makeDraggable} id={id} textValue={id} className={styles.chip ?? ''} data-column={id} {...(guessed ? { 'data-guess': true } : {})}>
              <Icon name={typeIcons[type]} className={styles.icon} />
              <span className={styles.name}>{id}</span>
              {guessed ? <span className={styles.guess}>guess</span> : null}
            </ListBoxItem>
          )}
        </ListBox>
      </Virtualizer>
    </section>
  )
}
