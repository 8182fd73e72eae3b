import { type ReactElement, useEffect, useState } from 'react'
import { actions, useSession } from '../session'
import type { JobView } from '../session/types'
import { Button } from '../ui/button'
import { cx } from '../ui/cx'
import { counted } from '../ui/format'
import { Icon } from '../ui/icon'
import { State } from '../ui/status'
import { places } from './place-names'
import { isShown, progressWords, timeLeft } from './progress'
import styles from './shell.module.css'

/** The clock of the status bar: ticks only while there is something to time. */
function useNow(running: boolean): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    if (!running) return undefined
    const timer = setInterval(() => setNow(Date.now()), 125)
    return () => clearInterval(timer)
  }, [running])
  return now
}

function Job({ job, now, onCancel }: { readonly job: JobView; readonly now: number; readonly onCancel: () => void }): ReactElement {
  const { progress } = job
  const [since, setSince] = useState({ phase: progress?.phase ?? '', at: now, done: progress?.done ?? 0 })
  if (progress !== null && progress.phase !== since.phase) setSince({ phase: progress.phase, at: now, done: progress.done })
  const share = progress !== null && progress.total > 0 ? Math.min(1, progress.done / progress.total) : null
  const left = progress === null ? null : timeLeft(progress, since, now)
  return (
    <div className={styles.job}>
      <div className={cx(styles.bar, share === null && styles.unknown)} role="progressbar" aria-label={job.title} {...(share === null ? {} : { 'aria-valuenow': Math.round(share * 100), 'aria-valuemin': 0, 'aria-valuemax': 100 })}>
        <div className={styles.fill} style={share === null ? {} : { width: `${(share * 100).toFixed(1)}%` }} />
      </div>
      <span className={styles.jobText}>
        <strong>{job.title}</strong>
        {progress === null ? '' : ` · ${progressWords(progress)}`}
        {left === null ? '' : ` · ${left}`}
      </span>
      <Button kind="quiet" keys="Esc" onPress={onCancel}>Cancel</Button>
    </div>
  )
}

/** What is running, what happened elsewhere, and what this workstation is. */
export function StatusBar(): ReactElement {
  const jobs = useSession((session) => session.jobs)
  const notices = useSession((session) => session.notices)
  const place = useSession((session) => session.place)
  const info = useSession((session) => session.info)
  const now = useNow(jobs.length > 0)
  const shown = jobs.filter((job) => isShown(job.startedAt, now))
  const elsewhere = notices.filter((notice) => notice.place !== place)
  const latest = elsewhere.at(-1)
  return (
    <footer className={styles.status} data-pane="status" aria-label="Status">
      {shown.length === 0 ? <span>{jobs.length === 0 ? 'Ready' : ''}</span> : shown.slice(-2).map((job) => <Job key={job.id} job={job} now={now} onCancel={() => actions.cancel(job.id)} />)}
      {shown.length > 2 ? <span>and {counted(shown.length - 2, 'more job')}</span> : null}
      <div className={styles.statusEnd}>
        {latest === undefined ? null : (
          <Button kind="quiet" onPress={() => actions.goTo(latest.place)}>
            <State tone={latest.tone === 'error' ? 'bad' : latest.tone === 'warning' ? 'amber' : 'good'} icon={latest.tone === 'error' ? 'stop' : latest.tone === 'warning' ? 'warning' : 'check'}>
              {counted(elsewhere.length, 'message')} in {places.find(({ id }) => id === latest.place)?.title}
            </State>
          </Button>
        )}
        <span className={styles.offline}><Icon name="offline" />Offline by design</span>
        {info === null ? null : <span className={styles.runtime}>{`Countersign ${info.version} · Electron ${info.electron}${info.runtime === 'fallback' ? ' (test runtime)' : ''}`}</span>}
      </div>
    </footer>
  )
}
