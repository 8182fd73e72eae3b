import type { ReactElement, ReactNode } from 'react'
import { CheckboxButton, CheckboxField } from 'react-aria-components/Checkbox'
import { ToggleButton } from 'react-aria-components/ToggleButton'
import { ToggleButtonGroup } from 'react-aria-components/ToggleButtonGroup'
import { cx } from './cx'
import { Icon } from './icon'
import type { Option } from './select'
import styles from './field.module.css'

interface CheckboxProps {
  readonly isSelected: boolean
  readonly onChange: (selected: boolean) => void
  readonly children?: ReactNode
  /** Needed when there are no children. */
  readonly label?: string
  readonly isIndeterminate?: boolean
  readonly isDisabled?: boolean
}

/** A box with its words beside it. */
export function Checkbox({ isSelected, onChange, children, label, isIndeterminate = false, isDisabled = false }: CheckboxProps): ReactElement {
  return (
    <CheckboxField className={styles.checkField ?? ''} isSelected={isSelected} isIndeterminate={isIndeterminate} onChange={onChange} isDisabled={isDisabled} {...(label === undefined ? {} : { 'aria-label': label })}>
      <CheckboxButton className={styles.check ?? ''}>
        <span className={styles.box}>{isSelected || isIndeterminate ? <Icon name={isIndeterminate ? 'dot' : 'check'} /> : null}</span>
        {children}
      </CheckboxButton>
    </CheckboxField>
  )
}

interface SegmentedProps<T extends string> {
  readonly label: string
  readonly value: T
  readonly options: readonly Option<T>[]
  readonly onChange: (value: T) => void
  readonly className?: string | undefined
}

/** One of a few, all visible; arrow keys move. */
export function Segmented<T extends string>({ label, value, options, onChange, className }: SegmentedProps<T>): ReactElement {
  return (
    <ToggleButtonGroup
      className={cx(styles.segments, className)}
      aria-label={label}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[value]}
      onSelectionChange={(keys) => {
        const chosen = options.find((option) => keys.has(option.value))
        if (chosen !== undefined && chosen.value !== value) onChange(chosen.value)
      }}
    >
      {options.map((option) => (
        <ToggleButton key={option.value} id={option.value} className={styles.segment ?? ''}>{option.label}</ToggleButton>
      ))}
    </ToggleButtonGroup>
  )
}
