import type { ReactElement } from 'react'
import { Dialog } from '../ui/dialog'
import { commands } from './commands/all'
import { showChord } from './commands/keys'
import type { CommandGroup } from './commands/registry'
import { isMac } from './commands/use-commands'
import styles from './palette.module.css'

const groups: readonly CommandGroup[] = ['Review', 'Go to', 'Work', 'Edit', 'View', 'Help']

/** Every key of the app, from the same registry as the palette. */
export function ShortcutSheet({ onClose }: { readonly onClose: () => void }): ReactElement {
  const withKeys = [...commands.values()].filter((command) => command.keys.length > 0)
  return (
    <Dialog title="Keyboard shortcuts" size="large" isOpen onClose={onClose}>
      <div className={styles.keys}>
        {groups.map((group) => (
          <section key={group} className={styles.keyGroup}>
            <h3>{group}</h3>
            {withKeys.filter((command) => command.group === group).map((command) => (
              <div key={command.id} className={styles.keyLine}>
                <span>{command.title}</span>
                <span>{command.keys.map((keys, index) => <span key={keys}>{index === 0 ? '' : ' or '}<kbd>{showChord(keys, isMac)}</kbd></span>)}</span>
              </div>
            ))}
          </section>
        ))}
      </div>
    </Dialog>
  )
}
