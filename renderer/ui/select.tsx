import type { ReactElement } from 'react'
import { Button } from 'react-aria-components/Button'
import { Label } from 'react-aria-components/Label'
import { ListBox, ListBoxItem } from 'react-aria-components/ListBox'
import { Popover } from 'react-aria-components/Popover'
import { Select as AriaSelect, SelectValue } from 'react-aria-components/Select'
import { Text } from 'react-aria-components/Text'
import { cx } from './cx'
import { Icon } from './icon'
import styles from './field.module.css'

export interface Option<T extends string> {
  readonly value: T
  readonly label: string
  readonly hint?: string
}

interface SelectProps<T extends string> {
  readonly label: string
  readonly hideLabel?: boolean
  readonly value: T | null
  readonly options: readonly Option<T>[]
  readonly onChange: (value: T) => void
  readonly hint?: string | undefined
  readonly placeholder?: string
  readonly isDisabled?: boolean
  readonly inline?: boolean
  /** No border until hovered or focused, for table cells. */
  readonly bare?: boolean
  readonly className?: string | undefined
}

/** One of several, with a list that opens; typing jumps to a name. */
export function Select<T extends string>(props: SelectProps<T>): ReactElement {
  const { label, hideLabel = false, value, options, onChange, hint, placeholder = 'Choose…', isDisabled = false, inline = false, bare = false } = props
  return (
    <AriaSelect
      className={cx(styles.field, inline && styles.inline, bare && styles.bare, props.className)}
      value={value}
      onChange={(key) => {
        const chosen = options.find((option) => option.value === key)
        if (chosen !== undefined && chosen.value !== value) onChange(chosen.value)
      }}
      isDisabled={isDisabled}
      placeholder={placeholder}
      {...(hideLabel ? { 'aria-label': label } : {})}
    >
      {hideLabel ? null : <Label className={styles.label ?? ''}>{label}</Label>}
      <Button className={styles.trigger ?? ''}>
        <SelectValue className={styles.value ?? ''}>
          {({ defaultChildren, isPlaceholder }) => (isPlaceholder ? placeholder : (options.find((option) => option.value === value)?.label ?? defaultChildren))}
        </SelectValue>
        <Icon name="expand" />
      </Button>
      {hint === undefined ? null : <Text slot="description" className={styles.hint ?? ''}>{hint}</Text>}
      <Popover className={styles.popover ?? ''} offset={4}>
        <ListBox className={styles.list ?? ''} items={options.map((option) => ({ id: option.value, ...option }))}>
          {(option) => (
            <ListBoxItem id={option.value} textValue={option.label} className={styles.item ?? ''}>
              <Icon name="check" className={styles.tick} />
              <Text slot="label">{option.label}</Text>
              {option.hint === undefined ? null : <Text slot="description" className={styles.itemHint ?? ''}>{option.hint}</Text>}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </AriaSelect>
  )
}
