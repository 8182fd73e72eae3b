import type { ReactElement } from 'react'
import type { z } from 'zod'
import type { Json } from '../../../shared/contract/json'
import { Checkbox } from '../choice'
import { NumberField, TextField } from '../field'
import { FormGrid } from '../page'
import { Select } from '../select'
import { fieldsOf, problemWith, splitNames, type FieldSpec } from './fields-of'
import styles from './schema-form.module.css'

type Values = Readonly<Record<string, Json>>

interface SchemaFormProps {
  readonly schema: z.ZodType
  /** What the person set; anything absent has the schema's default. */
  readonly values: Values
  readonly onChange: (values: Values) => void
}

/** A form made from a parameter schema; what it does not take is said under the field. */
export function SchemaForm({ schema, values, onChange }: SchemaFormProps): ReactElement {
  const fields = fieldsOf(schema)
  if (fields.length === 0) return <p className={styles.none}>This analysis has no parameters.</p>
  return (
    <FormGrid>
      {fields.map((field) => (
        <Field
          key={field.key}
          field={field}
          value={field.key in values ? values[field.key] : (field.initial as Json)}
          changed={field.key in values && JSON.stringify(values[field.key]) !== JSON.stringify(field.initial)}
          check={(value) => problemWith(schema, { ...values, [field.key]: value }, field.key)}
          onChange={(value) => onChange({ ...values, [field.key]: value })}
        />
      ))}
    </FormGrid>
  )
}

interface FieldProps {
  readonly field: FieldSpec
  readonly value: Json | undefined
  readonly changed: boolean
  readonly check: (value: Json) => string | null
  readonly onChange: (value: Json) => void
}

const parseJson = (text: string): Json | undefined => {
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}

function Field({ field, value, changed, check, onChange }: FieldProps): ReactElement {
  const { title, description, control, optional, initial } = field
  const standard = initial === null ? 'empty' : Array.isArray(initial) ? initial.join(', ') || 'empty' : typeof initial === 'string' ? initial : JSON.stringify(initial)
  const hint = `${description}${changed ? ` Default: ${standard}.` : ''}`.trim()
  const shared = { label: title, ...(hint === '' ? {} : { hint }) }
  switch (control.kind) {
    case 'number':
      return <NumberField {...shared} value={typeof value === 'number' ? value : null} optional={optional} integer={control.integer} min={control.min} max={control.max} onCommit={onChange} />
    case 'boolean':
      return <div className={styles.boolean}><Checkbox isSelected={value === true} onChange={onChange}>{title}</Checkbox>{hint === '' ? null : <p className={styles.hint}>{hint}</p>}</div>
    case 'choice':
      return <Select {...shared} value={typeof value === 'string' ? value : null} options={control.options.map((option) => ({ value: option, label: option }))} onChange={onChange} />
    case 'names':
    case 'numbers': {
      const read = (text: string): Json => (control.kind === 'names' ? splitNames(text) : splitNames(text).map(Number))
      const empty = (text: string): boolean => optional && text.trim() === ''
      return <TextField {...shared} value={Array.isArray(value) ? value.join(', ') : ''} validate={(text) => (empty(text) ? null : check(read(text)))} onCommit={(text) => onChange(empty(text) ? null : read(text))} placeholder="separated by commas" />
    }
    case 'text':
      return <TextField {...shared} value={typeof value === 'string' ? value : ''} validate={(text) => check(optional && text === '' ? null : text)} onCommit={(text) => onChange(optional && text === '' ? null : text)} />
    case 'json':
      return (
        <TextField
          {...shared}
          value={JSON.stringify(value ?? null)}
          validate={(text) => {
            const parsed = parseJson(text)
            return parsed === undefined ? 'Not JSON.' : check(parsed)
          }}
          onCommit={(text) => onChange(parseJson(text) ?? null)}
        />
      )
  }
}
