import { type ReactElement, useState } from 'react'
import type { Detail, LineId, LineStatus, VerifyReport } from '../../shared/pack/verify/report'
import { Button } from './button'
import { cx } from './cx'
import { Icon, type IconName } from './icon'
import styles from './verify-lines.module.css'

const titles: Readonly<Record<LineId, string>> = { 'unchanged': 'Unchanged', 'who': 'Who', 'when': 'When', 'contents': 'Contents', 're-performed': 'Re-performed' }
const said: Readonly<Record<LineStatus, { readonly word: string; readonly icon: IconName }>> = {
  'proven': { word: 'Proven', icon: 'check' },
  'failed': { word: 'Failed', icon: 'stop' },
  'not-proven': { word: 'Not proven', icon: 'inconclusive' },
  'not-checked': { word: 'Not checked', icon: 'dot' },
}
const verdictWords: Readonly<Record<VerifyReport['verdict'], { readonly words: string; readonly status: LineStatus }>> = {
  'proven': { words: 'Unchanged, signed, and its contents are what it says', status: 'proven' },
  'failed': { words: 'This pack does not hold: see what failed', status: 'failed' },
  'not-proven': { words: 'Not everything could be proven', status: 'not-proven' },
}

/** What five lines add up to, in words. */
export function VerifyVerdict({ report }: { readonly report: VerifyReport }): ReactElement {
  const { words, status } = verdictWords[report.verdict]
  const kind = report.kind === 'foreign' ? ' This is not a pack made by Countersign.' : report.kind === 'unreadable' ? ' This is not a readable PDF.' : ''
  return <p className={cx(styles.verdict, styles[status])}><Icon name={said[status].icon} />{words}.{kind}</p>
}

/** Five lines instead of a padlock; each opens to everything that was looked at. */
export function VerifyLines({ report }: { readonly report: VerifyReport }): ReactElement {
  return <ul className={styles.lines}>{report.lines.map((line) => <Line key={line.id} {...line} />)}</ul>
}

function Line({ id, status, sentence, details }: { readonly id: LineId; readonly status: LineStatus; readonly sentence: string; readonly details: readonly Detail[] }): ReactElement {
  const [open, setOpen] = useState(false)
  return (
    <li className={styles.line}>
      <strong className={styles.title}>{titles[id]}</strong>
      <span className={cx(styles.state, styles[status])}><Icon name={said[status].icon} />{said[status].word}</span>
      <span className={styles.sentence}>{sentence}</span>
      {details.length === 0 ? <span /> : <Button kind="quiet" label={open ? `Hide what was checked for ${titles[id]}` : `${details.length} checked: show what for ${titles[id]}`} onPress={() => setOpen(!open)}>{open ? 'Hide' : `${details.length} checked`}</Button>}
      {open ? (
        <ul className={styles.details}>
          {details.map((detail, index) => (
            <li key={index}><span className={cx(styles.state, styles[detail.status])}><Icon name={said[detail.status].icon} />{said[detail.status].word}</span> <span>{detail.sentence} <code className={styles.code}>{detail.code}</code></span></li>
          ))}
        </ul>
      ) : null}
    </li>
  )
}
