import { type ReactElement, useState } from 'react'
import type { LogEntry } from '../../../shared/review/log'
import { Button } from '../../ui/button'
import { counted, formatInstant } from '../../ui/format'
import { Hash } from '../../ui/hash'
import { Section } from '../../ui/page'
import { right, Table } from '../../ui/table'
import styles from './governance.module.css'
import { logWords } from '../../ui/log-words'

const firstLines = 15

/** Every edit since the review was created, newest first; each line's hash covers the line before. */
export function LogSection({ log }: { readonly log: readonly LogEntry[] }): ReactElement {
  const [all, setAll] = useState(false)
  const newest = [...log].reverse()
  const shown = all ? newest : newest.slice(0, firstLines)
  return (
    <Section title="Log" note={`${counted(log.length, 'line')}, a chain of hashes: a changed or missing line breaks it`}>
      <Table caption="Log" hideCaption>
        <thead><tr><th scope="col" className={right}>Line</th><th scope="col">When</th><th scope="col">Who</th><th scope="col">What</th><th scope="col">Hash</th></tr></thead>
        <tbody>
          {shown.map((entry) => (
            <tr key={entry.seq}>
              <td className={right}>{entry.seq}</td>
              <td className={styles.nowrap}>{formatInstant(entry.at)}</td>
              <td>{entry.who}</td>
              <td>{logWords(entry.what)}</td>
              <td><Hash value={entry.hash} of="hash of the line" /></td>
            </tr>
          ))}
        </tbody>
      </Table>
      {log.length > firstLines ? <Button kind="quiet" onPress={() => setAll(!all)}>{all ? 'Show the newest only' : `Show all ${log.length} lines`}</Button> : null}
    </Section>
  )
}
