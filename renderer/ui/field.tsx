import { type ReactElement, useState } from 'react'
import { FieldError } from 'react-aria-components/FieldError'
import { Input } from 'react-aria-components/Input'
import { Label } from 'react-aria-components/Label'
import { Text } from 'react-aria-components/Text'
import { TextArea } from 'react-aria-components/TextArea'
import { TextField as AriaTextField } from 'react-aria-components/TextField'
import { cx } from './cx'
import styles from './field.module.css'

interface FieldProps {
  readonly label: string
  readonly hideLabel?: boolean
  readonly value: string
  /** Called once when the person is done (blur or Enter), so that one change is one undoable edit. */
  readonly onCommit: (value: string) => void
  readonly hint?: string | undefined
  readonly placeholder?: string
  readonly isDisabled?: boolean
  readonly inline?: boolean
  readonly autoFocus?: boolean
  readonly type?: 'text' | 'password' | 'date' | 'search'
  /** Also called while typing, for fields whose button waits for a value. */
  readonly onTyping?: (value: string) => void
  /** A sentence when the text cannot be taken, else null. */
  readonly validate?: (value: string) => string | null
  readonly className?: string | undefined
}

function useDraft(value: string, onCommit: (value: string) => void, validate: ((value: string) => string | null) | undefined) {
  const [draft, setDraft] = useState({ of: value, text: value })
  // A new value from outside (undo, another field) replaces what was being typed, for good: when the
  // value comes back to what it was, the typing of then must not come back with it.
  if (draft.of !== value) setDraft({ of: value, text: value })
  const text = draft.of === value ? draft.text : value
  const error = validate?.(text) ?? null
  const commit = (): void => {
    if (text !== value && error === null) onCommit(text)
  }
  return { text, error, commit, change: (next: string) => setDraft({ of: value, text: next }), revert: () => setDraft({ of: value, text: value }) }
}

/** One line of text, committed on Enter or when the focus leaves; Esc takes the typing back. */
export function TextField(props: FieldProps): ReactElement {
  const { label, hideLabel = false, hint, placeholder, isDisabled = false, inline = false, autoFocus = false, type = 'text' } = props
  const draft = useDraft(props.value, props.onCommit, props.validate)
  return (
    <AriaTextField
      className={cx(styles.field, inline && styles.inline, props.className)}
      value={draft.text}
      onChange={(next) => {
        draft.change(next)
        props.onTyping?.(next)
      }}
      onBlur={draft.commit}
      isDisabled={isDisabled}
      autoFocus={autoFocus}
      type={type}
      isInvalid={draft.error !== null}
      validationBehavior="aria"
      {...(hideLabel ? { 'aria-label': label } : {})}
    >
      {hideLabel ? null : <Label className={styles.label ?? ''}>{label}</Label>}
      <Input
        className={styles.input ?? ''}
        {...(placeholder === undefined ? {} : { placeholder })}
        spellCheck={false}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey) draft.commit()
          if (event.key === 'Escape' && draft.text !== props.value) {
            event.stopPropagation()
            draft.revert()
          }
        }}
      />
      {hint === undefined ? null : <Text slot="description" className={styles.hint ?? ''}>{hint}</Text>}
      <FieldError className={styles.error ?? ''}>{draft.error}</FieldError>
    </AriaTextField>
  )
}

/** Several lines of text, committed when the focus leaves. */
export function TextBox(props: FieldProps & { readonly rows?: number }): ReactElement {
  const { label, hideLabel = false, hint, placeholder, isDisabled = false, autoFocus = false, rows = 3 } = props
  const draft = useDraft(props.value, props.onCommit, props.validate)
  return (
    <AriaTextField
      className={cx(styles.field, props.className)}
      value={draft.text}
      onChange={(next) => {
        draft.change(next)
        props.onTyping?.(next)
      }}
      onBlur={draft.commit}
      isDisabled={isDisabled}
      autoFocus={autoFocus}
      isInvalid={draft.error !== null}
      validationBehavior="aria"
      {...(hideLabel ? { 'aria-label': label } : {})}
    >
      {hideLabel ? null : <Label className={styles.label ?? ''}>{label}</Label>}
      <TextArea className={cx(styles.input, styles.area)} rows={rows} {...(placeholder === undefined ? {} : { placeholder })} />
      {hint === undefined ? null : <Text slot="description" className={styles.hint ?? ''}>{hint}</Text>}
      <FieldError className={styles.error ?? ''}>{draft.error}</FieldError>
    </AriaTextField>
  )
}

interface NumberFieldProps {
  readonly label: string
  readonly hideLabel?: boolean
  readonly value: number | null
  readonly onCommit: (value: number | null) => void
  readonly hint?: string | undefined
  readonly min?: number | undefined
  readonly max?: number | undefined
  readonly integer?: boolean
  /** True when empty is an answer. */
  readonly optional?: boolean
  readonly placeholder?: string
  readonly isDisabled?: boolean
  readonly className?: string | undefined
}

/** Says why a text is not a number this field takes, or null. A decimal point, never a comma: 1,5 would be ambiguous. */
export function numberProblem(text: string, { min, max, integer = false, optional = false }: Pick<NumberFieldProps, 'min' | 'max' | 'integer' | 'optional'>): string | null {
  const trimmed = text.trim()
  if (trimmed === '') return optional ? null : 'A number is needed.'
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(trimmed)) return 'Write a number with a decimal point, e.g. 0.05.'
  const value = Number(trimmed)
  if (integer && !Number.isInteger(value)) return 'A whole number is needed.'
  if (min !== undefined && value < min) return `At least ${min}.`
  if (max !== undefined && value > max) return `At most ${max}.`
  return null
}

/** A number as text, right-aligned, checked as it is typed; nothing is rounded behind the person's back. */
export function NumberField(props: NumberFieldProps): ReactElement {
  const { label, hideLabel, hint, placeholder, isDisabled, className } = props
  return (
    <TextField
      className={cx(styles.numberField, className)}
      label={label}
      {...(hideLabel === undefined ? {} : { hideLabel })}
      hint={hint}
      {...(placeholder === undefined ? {} : { placeholder })}
      {...(isDisabled === undefined ? {} : { isDisabled })}
      value={props.value === null ? '' : String(props.value)}
      validate={(text) => numberProblem(text, props)}
      onCommit={(text) => props.onCommit(text.trim() === '' ? null : Number(text))}
    />
  )
}
