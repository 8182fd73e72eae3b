import type { ReactElement, ReactNode } from 'react'
import { describeError, type ErrorReport } from '../../shared/contract/errors'
import { IconButton } from './button'
import { cx } from './cx'
import { Icon, type IconName } from './icon'
import styles from './notice.module.css'

export type NoticeTone = 'error' | 'warning' | 'done' | 'info' | 'limitation'

const icons: Readonly<Record<NoticeTone, IconName>> = { error: 'stop', warning: 'warning', done: 'check', info: 'info', limitation: 'described' }
const words: Readonly<Record<NoticeTone, string>> = { error: 'Error', warning: 'Warning', done: 'Done', info: 'Note', limitation: 'Limitation' }

interface NoteProps {
  readonly tone: NoticeTone
  readonly children: ReactNode
  readonly actions?: ReactNode
  readonly onDismiss?: (() => void) | undefined
  /** Announced to screen readers as it appears. */
  readonly live?: boolean
}

/** Something to know, in place: icon, word, sentence, and what to do. */
export function Note({ tone, children, actions, onDismiss, live = false }: NoteProps): ReactElement {
  return (
    <div className={cx(styles.note, styles[tone])} {...(live ? { role: tone === 'error' ? 'alert' : 'status' } : {})}>
      <Icon name={icons[tone]} className={styles.icon} />
      <div className={styles.text}>
        <strong className={styles.word}>{words[tone]}.</strong> {children}
      </div>
      {actions === undefined ? null : <div className={styles.actions}>{actions}</div>}
      {onDismiss === undefined ? null : <IconButton icon="cross" label="Dismiss this message" onPress={onDismiss} />}
    </div>
  )
}

/** An expected error where it happened: what, where, what to do. */
export function ErrorNote({ error, onDismiss }: { readonly error: ErrorReport; readonly onDismiss?: () => void }): ReactElement {
  return (
    <Note tone="error" live onDismiss={onDismiss}>
      {describeError(error)}
    </Note>
  )
}
