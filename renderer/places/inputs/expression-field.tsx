import { type ReactElement, useEffect, useState } from 'react'
import type { ExpressionPreview } from '../../../shared/contract/engine'
import { describeError, toErrorReport, type ErrorReport } from '../../../shared/contract/errors'
import { actions } from '../../session'
import { TextField } from '../../ui/field'
import { formatCount } from '../../ui/format'
import { Icon } from '../../ui/icon'
import styles from './rows-page.module.css'

/** What the engine says of an expression as it is typed. */
export type Tried =
  | { readonly of: string; readonly preview: ExpressionPreview }
  | { readonly of: string; readonly error: ErrorReport }

/** How long typing must rest before the expression is tried. */
const restMs = 250

interface ExpressionFieldProps {
  readonly dataset: string
  readonly label: string
  readonly placeholder: string
  readonly value: string
  readonly as: 'column' | 'condition'
  readonly isDisabled: boolean
  readonly onTyping: (value: string) => void
  /** Told whether what stands in the field can be taken. */
  readonly onTried: (tried: Tried | null) => void
}

/** An expression with what it gives, or where its mistake is, below it while it is typed. */
export function ExpressionField({ dataset, label, placeholder, value, as, isDisabled, onTyping, onTried }: ExpressionFieldProps): ReactElement {
  const [tried, setTried] = useState<Tried | null>(null)
  useEffect(() => {
    if (value.trim() === '' || isDisabled) return undefined
    let latest = true
    const take = (answer: Tried): void => {
      if (!latest) return
      setTried(answer)
      onTried(answer)
    }
    const timer = setTimeout(() => {
      actions.tryExpression(dataset, value, as).then((preview) => take({ of: value, preview }), (thrown: unknown) => take({ of: value, error: toErrorReport(thrown) }))
    }, restMs)
    return () => {
      latest = false
      clearTimeout(timer)
    }
  }, [dataset, value, as, isDisabled, onTried])
  return (
    <div className={styles.expression}>
      <TextField label={label} value={value} placeholder={placeholder} isDisabled={isDisabled} onCommit={onTyping} onTyping={onTyping} />
      <div className={styles.tried} role="status">{value.trim() === '' || tried?.of !== value ? null : 'error' in tried ? <Mistake expression={value} error={tried.error} /> : <Result preview={tried.preview} />}</div>
    </div>
  )
}

/** The sentence, and the expression with the place marked. */
function Mistake({ expression, error }: { readonly expression: string; readonly error: ErrorReport }): ReactElement {
  const from = typeof error.details['position'] === 'number' ? error.details['position'] - 1 : null
  const to = typeof error.details['end'] === 'number' ? error.details['end'] : from
  return (
    <>
      <span className={styles.mistake}><Icon name="stop" /> {describeError(error)}</span>
      {from === null || to === null ? null : <code className={styles.place}>{expression.slice(0, from)}<mark>{expression.slice(from, to) || '␣'}</mark>{expression.slice(to)}</code>}
    </>
  )
}

function Result({ preview }: { readonly preview: ExpressionPreview }): ReactElement {
  const { type, rows, missing, kept, cells } = preview
  if (kept !== null) return <span>Keeps {formatCount(kept.rows)} of {formatCount(rows)} rows; {formatCount(kept.dropped)} are left out, {formatCount(kept.undecided)} more because it is missing for them.</span>
  return <span>Gives {type}, missing in {formatCount(missing)} of {formatCount(rows)} rows. First: {cells.map((cell) => (cell.missing === undefined ? cell.text : 'missing')).join(', ')}</span>
}
