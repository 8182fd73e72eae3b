import type { ReactElement, ReactNode } from 'react'
import { Button as AriaButton } from 'react-aria-components/Button'
import { Tooltip, TooltipTrigger } from 'react-aria-components/Tooltip'
import { cx } from './cx'
import { Icon, type IconName } from './icon'
import styles from './button.module.css'

interface ButtonProps {
  readonly children: ReactNode
  readonly onPress: () => void
  /** `primary`: the one thing to do here · `quiet`: no border until hovered · `danger`: cannot be taken back. */
  readonly kind?: 'primary' | 'normal' | 'quiet' | 'danger'
  readonly icon?: IconName
  readonly isDisabled?: boolean
  /** Keys shown after the words. */
  readonly keys?: string | undefined
  readonly label?: string
  readonly autoFocus?: boolean
  readonly className?: string | undefined
}

/** A button with words; the icon is an addition. */
export function Button({ children, onPress, kind = 'normal', icon, isDisabled = false, keys, label, autoFocus = false, className }: ButtonProps): ReactElement {
  return (
    <AriaButton className={cx(styles.button, styles[kind], className)} onPress={onPress} isDisabled={isDisabled} autoFocus={autoFocus} {...(label === undefined ? {} : { 'aria-label': label })}>
      {icon === undefined ? null : <Icon name={icon} />}
      <span className={styles.words}>{children}</span>
      {keys === undefined ? null : <kbd className={styles.keys} aria-hidden="true">{keys}</kbd>}
    </AriaButton>
  )
}

interface IconButtonProps {
  readonly icon: IconName
  /** What it does: read out, and shown as a tooltip. */
  readonly label: string
  readonly onPress: () => void
  readonly isDisabled?: boolean
}

/** A button of one icon, for places too narrow for words; always with a tooltip. */
export function IconButton({ icon, label, onPress, isDisabled = false }: IconButtonProps): ReactElement {
  return (
    <TooltipTrigger delay={500}>
      <AriaButton className={cx(styles.button, styles.quiet, styles.square)} aria-label={label} onPress={onPress} isDisabled={isDisabled}>
        <Icon name={icon} />
      </AriaButton>
      <Tooltip className={styles.tooltip ?? ''} offset={6}>{label}</Tooltip>
    </TooltipTrigger>
  )
}
