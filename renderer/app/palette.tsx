import { type ReactElement, useState } from 'react'
import { Autocomplete, useFilter } from 'react-aria-components/Autocomplete'
import { Dialog } from 'react-aria-components/Dialog'
import { Input } from 'react-aria-components/Input'
import { Menu, MenuItem } from 'react-aria-components/Menu'
import { Modal, ModalOverlay } from 'react-aria-components/Modal'
import { SearchField } from 'react-aria-components/SearchField'
import { Icon } from '../ui/icon'
import { commands } from './commands/all'
import { showChord } from './commands/keys'
import { contextNow, isMac, runCommand } from './commands/use-commands'
import styles from './palette.module.css'

/** Every command by name: type, arrow, Enter. `places` shows only where one can go. */
export function Palette({ scope, onClose }: { readonly scope: 'palette' | 'places'; readonly onClose: () => void }): ReactElement {
  const { contains } = useFilter({ sensitivity: 'base' })
  // As things stand when the palette opens; a command checks again when it is run.
  const [context] = useState(contextNow)
  const label = scope === 'palette' ? 'Type a command' : 'Go to place'
  const items = [...commands.values()].filter(({ id }) => (scope === 'palette' ? id !== 'app.palette' : id.startsWith('place.')))
  return (
    <ModalOverlay className={styles.scrim ?? ''} isOpen onOpenChange={(isOpen) => (isOpen ? undefined : onClose())} isDismissable>
      <Modal className={styles.modal ?? ''}>
        <Dialog className={styles.dialog ?? ''} aria-label={label}>
          <Autocomplete filter={contains}>
            <SearchField className={styles.search ?? ''} aria-label={label} autoFocus>
              <Icon name="search" />
              <Input className={styles.input ?? ''} placeholder={label} />
            </SearchField>
            {/* The menu scrolls with virtual focus; the region lets the keyboard scroll it too. */}
            <div className={styles.scroll} tabIndex={0} role="region" aria-label="Commands">
              <Menu className={styles.menu ?? ''} aria-label="Matching commands" renderEmptyState={() => <p className={styles.none}>No command has these words.</p>}>
                {items.map((command) => {
                  const blocked = command.blocked(context)
                  return (
                    <MenuItem
                      key={command.id}
                      id={command.id}
                      textValue={`${command.group} ${command.title}`}
                      className={styles.item ?? ''}
                      isDisabled={blocked !== null}
                      onAction={() => {
                        onClose()
                        runCommand(command.id)
                      }}
                    >
                      <span className={styles.group}>{command.group}</span>
                      <span>{command.title}</span>
                      <span className={styles.end}>{blocked ?? (command.keys[0] === undefined ? '' : showChord(command.keys[0], isMac))}</span>
                    </MenuItem>
                  )
                })}
              </Menu>
            </div>
          </Autocomplete>
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}
