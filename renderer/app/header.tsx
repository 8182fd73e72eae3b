import type { ReactElement } from 'react'
import { actions, useSession } from '../session'
import type { SessionState } from '../session/types'
import { Button, IconButton } from '../ui/button'
import { useApp } from './app-state'
import { showChord } from './commands/keys'
import { isMac } from './commands/use-commands'
import styles from './shell.module.css'

function savedWords(saved: SessionState['saved'], draft: boolean): string {
  if (saved === 'writing') return 'Saving…'
  if (saved === 'failed') return 'Not on disk: the last edits are in memory only'
  if (draft) return 'Draft, kept on this workstation'
  return saved === 'saved' ? 'Saved' : 'Every edit is on disk'
}

/** Which review this is, whether it is safe, and the way to every command. */
export function Header(): ReactElement {
  const review = useSession((session) => session.review)
  const file = useSession((session) => session.file)
  const saved = useSession((session) => session.saved)
  const canUndo = useSession((session) => session.canUndo)
  const canRedo = useSession((session) => session.canRedo)
  const open = useApp((app) => app.open)
  return (
    <header className={styles.header} data-pane="header">
      <span className={styles.brand}>
        <Mark />
        <span className={styles.brandWord}>Countersign</span>
      </span>
      <div className={styles.review}>
        {review === null ? null : (
          <>
            <span className={styles.reviewTitle}>{review.title}</span>
            <span className={styles.saved}>{savedWords(saved, file?.draft ?? true)}</span>
          </>
        )}
      </div>
      <div className={styles.headerActions}>
        <IconButton icon="undo" label={`Undo (${showChord('Mod+Z', isMac)})`} isDisabled={!canUndo} onPress={() => void actions.undo()} />
        <IconButton icon="redo" label={`Redo (${showChord('Mod+Shift+Z', isMac)})`} isDisabled={!canRedo} onPress={() => void actions.redo()} />
        <Button kind="quiet" icon="search" keys={showChord('Mod+Shift+P', isMac)} onPress={() => open('palette')}>Commands</Button>
      </div>
    </header>
  )
}

/** Two strokes that meet: a line, and the line that answers for it. */
function Mark(): ReactElement {
  return (
    <svg className={styles.mark} width="1.4em" height="1.4em" viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth="1.7" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
      <path d="M2 5.2h8.5" />
      <path d="M2 11.4l3.2 2.6L14 3.600" />
    </svg>
  )
}
