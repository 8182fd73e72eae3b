import type { KeyboardEvent, ReactElement } from 'react'
import { Button } from 'react-aria-components/Button'
import { Menu, MenuItem, MenuTrigger } from 'react-aria-components/Menu'
import { Popover } from 'react-aria-components/Popover'
import { Text } from 'react-aria-components/Text'
import type { ColumnRole } from '../../../shared/contract/analysis'
import { cx } from '../../ui/cx'
import { Icon } from '../../ui/icon'
import fields from '../../ui/field.module.css'
import { columnRoleMeaning, columnRoleOrder, columnRoleWords } from '../../ui/words'
import styles from './inputs.module.css'
import { roleKeys, roleOfKey, withRole } from './role-keys'

interface RoleEditorProps {
  readonly label: string
  readonly roles: readonly ColumnRole[]
  /** The machine's proposal, which no person has confirmed. */
  readonly guessed: boolean
  readonly onChange: (roles: readonly ColumnRole[]) => void
}

/** A column may have several roles: a menu where Space switches each on or off. On the closed button the letter of a role gives it, with Shift beside the others. */
export function RoleEditor({ label, roles, guessed, onChange }: RoleEditorProps): ReactElement {
  const ordered = columnRoleOrder.filter((role) => roles.includes(role))
  const onKeyDown = (event: KeyboardEvent): void => {
    const wanted = roleOfKey(event)
    if (wanted === null) return
    event.preventDefault()
    onChange(withRole(roles, wanted, event.shiftKey))
  }
  return (
    <MenuTrigger>
      <Button className={styles.roles ?? ''} aria-label={`${ordered.length === 0 ? 'Set roles' : ordered.map((role) => columnRoleWords[role]).join(' ')}${guessed && ordered.length > 0 ? ', guessed' : ''}, ${label}`} onKeyDown={onKeyDown}>
        {ordered.length === 0 ? <span className={styles.listNote}>Set roles</span> : ordered.map((role) => <span key={role} className={cx(styles.roleTag, guessed && styles.guess)}>{columnRoleWords[role]}</span>)}
        <Icon name="expand" className={styles.rolesIcon} />
      </Button>
      <Popover className={fields.popover ?? ''} offset={4} placement="bottom start">
        <Menu
          className={fields.list ?? ''}
          aria-label={label}
          selectionMode="multiple"
          shouldCloseOnSelect={false}
          selectedKeys={ordered}
          onSelectionChange={(keys) => onChange(columnRoleOrder.filter((role) => keys === 'all' || keys.has(role)))}
        >
          {columnRoleOrder.map((role) => (
            <MenuItem key={role} id={role} textValue={columnRoleWords[role]} className={fields.item ?? ''}>
              <Icon name="check" className={fields.tick} />
              <Text slot="label">{columnRoleWords[role]} <kbd className={styles.roleKey} aria-hidden="true">{roleKeys[role].toUpperCase()}</kbd></Text>
              <Text slot="description" className={fields.itemHint ?? ''}>{columnRoleMeaning[role]}</Text>
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  )
}
