import { type ReactElement, useState } from 'react'
import { analysisById } from '../../../shared/analyses/registry'
import type { RunRecord } from '../../../shared/contract/run-record'
import type { ReviewState } from '../../../shared/review/state'
import { actions, useSession } from '../../session'
import { Button } from '../../ui/button'
import { cx } from '../../ui/cx'
import { TextField } from '../../ui/field'
import { counted } from '../../ui/format'
import { Icon } from '../../ui/icon'
import { NoReview } from '../../ui/no-review'
import { Empty, Page } from '../../ui/page'
import { PlaceNotices } from '../../ui/place-notices'
import { keysOf } from '../../ui/run-command'
import { Select } from '../../ui/select'
import { useView } from '../../ui/view'
import { groupOrder, groupWords, verdictWords } from '../../ui/words'
import { AnalysisPage } from './analysis-page'
import { matchesNotRun, matchesRun, type Shown } from './filter'
import styles from './results.module.css'

/** A page per analysis: verdict, figure, table, method, and what it proposes as a finding. */
export function Results(): ReactElement {
  const review = useSession((session) => session.review)
  const running = useSession((session) => session.jobs.length > 0)
  const finished = useSession((session) => session.finished)
  const stale = useSession((session) => session.stale)
  if (review === null) return <NoReview title="Results">A page per analysis: the verdict in a sentence, the figure that shows it, the table behind it and how it was computed.</NoReview>
  if (review.runs.length === 0) {
    return (
      <Page title="Results">
        <PlaceNotices place="results" />
        <Empty
          title={running ? 'Running' : 'Nothing has run yet'}
          actions={running ? undefined : (
            <>
              <Button kind="primary" icon="play" keys={keysOf('plan.run')} isDisabled={review.datasets.length === 0} onPress={() => void actions.run()}>Run the plan</Button>
              <Button onPress={() => actions.goTo('plan')}>See the plan first</Button>
            </>
          )}
        >
          {running
            ? `${counted(finished.length, 'analysis', 'analyses')} finished: ${finished.map((id) => analysisById(id)?.title ?? id).join(', ') || 'none yet'}. Results are shown when all are complete, so that none looks final too early.`
            : 'Every analysis that applies gets a page here: the verdict in a sentence, the one figure that shows it, the table behind it, every test that was run, and how it was computed.'}
        </Empty>
      </Page>
    )
  }
  return <ResultsOf review={review} stale={stale} running={running} />
}

function ResultsOf({ review, stale, running }: { readonly review: ReviewState; readonly stale: boolean; readonly running: boolean }): ReactElement {
  const wanted = useView((view) => view.analysis)
  const show = useView((view) => view.showAnalysis)
  const ordered = groupOrder.flatMap((group) => review.runs.filter((run) => analysisById(run.analysis)?.group === group))
  const [search, setSearch] = useState('')
  const [which, setWhich] = useState<Shown>('all')
  const listed = ordered.filter((run) => matchesRun(run, analysisById(run.analysis), review.findings, which, search))
  const notRun = review.notRun.filter((line) => matchesNotRun(line, analysisById(line.analysis), which, search))
  const current = ordered.find((run) => run.analysis === wanted) ?? ordered[0]
  const lead = `${counted(ordered.length, 'analysis', 'analyses')}${review.notRun.length === 0 ? '' : `, ${review.notRun.length} did not apply`}${running ? '; running again, these are the results of before' : stale ? '; stale: computed before the last change' : ''}`
  return (
    <Page title="Results" lead={lead} flush actions={<Button icon="play" keys={keysOf('plan.run')} isDisabled={running} onPress={() => void actions.run()}>Run again</Button>}>
      <div className={styles.split}>
        <nav className={styles.list} aria-label="Analyses" data-pane="list">
          <div className={styles.filter}>
            <div data-find><TextField label="Find a result" hideLabel placeholder="Find a result" value={search} onCommit={setSearch} onTyping={setSearch} /></div>
            <Select label="Which results" hideLabel value={which} options={shownOptions} onChange={setWhich} />
            {listed.length === ordered.length ? null : <span className={styles.left} role="status">{listed.length} of {ordered.length} shown</span>}
          </div>
          {groupOrder.map((group) => {
            const members = listed.filter((run) => analysisById(run.analysis)?.group === group)
            return members.length === 0 ? null : (
              <section key={group}>
                <h2 className={styles.group}>{groupWords[group]}</h2>
                <ul>{members.map((run) => <li key={run.id}><Item run={run} isCurrent={run === current} onShow={() => show(run.analysis)} /></li>)}</ul>
              </section>
            )
          })}
          {notRun.length === 0 ? null : (
            <section>
              <h2 className={styles.group}>Not run</h2>
              <ul>{notRun.map(({ analysis, reason }) => <li key={analysis} className={styles.notRun}>{analysisById(analysis)?.title ?? analysis}<br /><span>{reason}</span></li>)}</ul>
            </section>
          )}
        </nav>
        <div className={styles.detail} data-pane="detail" tabIndex={0} role="region" aria-label={current === undefined ? 'Result' : `Result: ${analysisById(current.analysis)?.title ?? current.analysis}`}>
          <PlaceNotices place="results" />
          {current === undefined ? null : <AnalysisPage key={current.id} record={current} review={review} stale={stale} />}
        </div>
      </div>
    </Page>
  )
}

const shownOptions: readonly { readonly value: Shown; readonly label: string }[] = [
  { value: 'all', label: 'All results' }, { value: 'findings', label: 'With findings' }, { value: 'different', label: verdictWords.different },
  { value: 'inconclusive', label: verdictWords.inconclusive }, { value: 'equivalent', label: verdictWords.equivalent }, { value: 'described', label: verdictWords.described },
]

function Item({ run, isCurrent, onShow }: { readonly run: RunRecord; readonly isCurrent: boolean; readonly onShow: () => void }): ReactElement {
  const { verdict } = run.result
  return (
    <button type="button" className={cx(styles.item)} onClick={onShow} {...(isCurrent ? { 'aria-current': 'page' } : {})}>
      <span>{analysisById(run.analysis)?.title ?? run.analysis}</span>
      <span className={cx(styles.itemVerdict, styles[verdict])}><Icon name={verdict} />{verdictWords[verdict]}</span>
    </button>
  )
}
