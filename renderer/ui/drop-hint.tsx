import type { ReactElement, ReactNode } from 'react'
import styles from './drop-hint.module.css'
import { Icon } from './icon'

/** Says what can be dropped; the whole window takes files, and pressing it opens the dialog instead. */
export function DropHint({ children, onPress }: { readonly children: ReactNode; readonly onPress: () => void }): ReactElement {
  return (
    <button type="button" className={styles.zone} onClick={onPress}>
      <Icon name="down" className={styles.icon} />
      <span>{children}</span>
    </button>
  )
}
