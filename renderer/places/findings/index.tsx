import { type ReactElement, useState } from 'react'
import type { FindingPatch } from '../../../shared/review/edits'
import type { ReviewState } from '../../../shared/review/state'
import { actions, useSession } from '../../session'
import { Button } from '../../ui/button'
import { Segmented } from '../../ui/choice'
import { DismissDialog } from '../../ui/dismiss-dialog'
import { TextField } from '../../ui/field'
import { counted } from '../../ui/format'
import { NoReview } from '../../ui/no-review'
import { Empty, Page } from '../../ui/page'
import { PlaceNotices } from '../../ui/place-notices'
import { Select } from '../../ui/select'
import { useView } from '../../ui/view'
import { optionsOf, severityOrder, severityWords } from '../../ui/words'
import { FindingDetail } from './finding-detail'
import { FindingTable } from './finding-table'
import styles from './findings.module.css'
import { filterCounts, type Filter, ledgerRows, type SortKey } from './rows'

/** The ledger of findings: proposed by analyses or raised by a person; only a person decides. */
export function Findings(): ReactElement {
  const review = useSession((session) => session.review)
  if (review === null) return <NoReview title="Findings">The ledger: what was proposed, confirmed or dismissed, how severe it is, who owns it, what management answered and what the retest showed.</NoReview>
  return review.findings.length === 0 ? <NoFindings review={review} /> : <LedgerOf review={review} />
}

function NoFindings({ review }: { readonly review: ReviewState }): ReactElement {
  return (
    <Page title="Findings">
      <PlaceNotices place="findings" />
      <Empty
        title="No findings yet"
        actions={(
          <>
            {review.runs.length > 0 ? null : <Button kind="primary" onPress={() => actions.goTo('plan')}>Go to the plan</Button>}
            <Button icon="plus" onPress={() => void actions.raiseFinding(null)}>Raise a finding</Button>
          </>
        )}
      >
        {review.runs.length > 0 ? 'The analyses that ran proposed nothing. What you found yourself is raised here.' : 'Analyses propose findings when they run; you confirm or dismiss each one. What you found yourself is raised here.'}
      </Empty>
    </Page>
  )
}

function LedgerOf({ review }: { readonly review: ReviewState }): ReactElement {
  const [filter, setFilter] = useState<Filter>('all')
  const [search, setSearch] = useState('')
  const [sort, setSort] = useState<{ readonly key: SortKey; readonly descending: boolean }>({ key: 'severity', descending: false })
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  const [dismissing, setDismissing] = useState<readonly string[]>([])
  const shown = useView((view) => view.finding)
  const show = useView((view) => view.showFinding)
  const { findings } = review
  const counts = filterCounts(findings)
  const rows = ledgerRows(findings, filter, search, sort)
  const current = findings.find((finding) => finding.id === shown) ?? null
  const chosen = rows.filter((finding) => selected.has(finding.id))
  const undecided = chosen.filter((finding) => finding.status === 'proposed')
  const change = (ids: readonly string[], patch: FindingPatch): void => void actions.edit({ edit: 'findings.changed', ids, patch })
  return (
    <Page title="Findings" lead={`${counted(findings.length, 'finding')}, ${counts.undecided} undecided`} flush actions={<Button icon="plus" onPress={() => void actions.raiseFinding(null)}>Raise a finding</Button>}>
      <div className={styles.split}>
        <div className={styles.ledger} data-pane="ledger">
          <PlaceNotices place="findings" />
          <div className={styles.bar}>
            <Segmented
              label="Which findings"
              value={filter}
              onChange={setFilter}
              options={[
                { value: 'all', label: `All ${counts.all}` },
                { value: 'undecided', label: `Undecided ${counts.undecided}` },
                { value: 'open', label: `Open ${counts.open}` },
                { value: 'closed', label: `Closed ${counts.closed}` },
                { value: 'dismissed', label: `Dismissed ${counts.dismissed}` },
              ]}
            />
            <div data-find className={styles.search}><TextField label="Find in the ledger" hideLabel placeholder="Find in the ledger" value={search} onCommit={setSearch} onTyping={setSearch} /></div>
            <span className={styles.left}>{rows.length} of {findings.length} shown</span>
          </div>
          <div className={styles.scroll}>
            <FindingTable rows={rows} sort={sort} onSort={setSort} selected={selected} onSelect={setSelected} current={current?.id ?? null} onShow={show} />
          </div>
          {chosen.length === 0 ? null : (
            <div className={styles.bulk} role="toolbar" aria-label="With the selected findings">
              <strong>{counted(chosen.length, 'finding')} selected</strong>
              <Button isDisabled={undecided.length === 0} onPress={() => change(undecided.map(({ id }) => id), { status: 'confirmed' })}>Confirm</Button>
              <Button onPress={() => setDismissing(chosen.map(({ id }) => id))}>Dismiss…</Button>
              <Select label="Severity" inline value={null} placeholder="Set…" options={optionsOf(severityWords, severityOrder)} onChange={(severity) => change(chosen.map(({ id }) => id), { severity })} />
              <TextField label="Owner" inline value="" onCommit={(owner) => (owner === '' ? undefined : change(chosen.map(({ id }) => id), { owner }))} />
              <Button kind="quiet" onPress={() => setSelected(new Set())}>Clear</Button>
            </div>
          )}
        </div>
        {current === null ? null : <FindingDetail key={current.id} finding={current} review={review} onClose={() => show(null)} onDismiss={() => setDismissing([current.id])} />}
      </div>
      <DismissDialog findings={findings.filter((finding) => dismissing.includes(finding.id))} onClose={() => setDismissing([])} />
    </Page>
  )
}
