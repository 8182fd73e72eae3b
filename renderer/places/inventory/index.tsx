import { type ReactElement, useEffect, useState } from 'react'
import type { Recent } from '../../../shared/contract/ipc'
import { actions, useSession } from '../../session'
import { Button } from '../../ui/button'
import { today } from '../../ui/date'
import { TextField } from '../../ui/field'
import { absent, counted, formatCount, formatInstant, formatNumber } from '../../ui/format'
import { Empty, Page } from '../../ui/page'
import { PlaceNotices } from '../../ui/place-notices'
import { runById } from '../../ui/run-command'
import { State } from '../../ui/status'
import { right, Table } from '../../ui/table'
import { tierWords } from '../../ui/words'
import styles from './inventory.module.css'
import { linesByModel, type ModelLines } from './rows'

/** Every model reviewed on this workstation, with its reviews as they were at their last edit here. */
export function Inventory(): ReactElement {
  const recents = useSession((session) => session.recents)
  const review = useSession((session) => session.review)
  const file = useSession((session) => session.file)
  const [search, setSearch] = useState('')
  useEffect(() => void actions.refreshRecents(), [review])
  // A draft that is open is in no list of drafts, and would be missing here.
  const listed: readonly Recent[] = review !== null && file?.draft === true
    ? [{ grant: file.grant.grant, name: file.grant.name, folder: '', openedAt: review.createdAt, missing: false, draft: true, open: true, card: actions.cardNow() }, ...recents]
    : recents
  const models = linesByModel(listed, search)
  const shown = models.reduce((total, { reviews }) => total + reviews.length, 0)
  if (listed.length === 0) {
    return (
      <Page title="Inventory" lead="The models and reviews this workstation knows of">
        <PlaceNotices place="inventory" />
        <Empty title="No reviews yet" actions={<Button kind="primary" icon="plus" onPress={() => runById('review.new')}>New review</Button>}>
          Each review made or opened here is listed by model, with version, tier, performance, open findings, signatures and next review.
        </Empty>
      </Page>
    )
  }
  return (
    <Page title="Inventory" lead={`${counted(models.filter(({ model }) => model !== '').length, 'model')}, ${counted(listed.length, 'review')} known here, as of the last edit on this workstation`}>
      <PlaceNotices place="inventory" />
      <div className={styles.bar}>
        <div data-find><TextField label="Find a model or review" hideLabel placeholder="Find a model or review" value={search} onCommit={setSearch} onTyping={setSearch} /></div>
        <span className={styles.quiet}>{shown} of {listed.length} shown</span>
      </div>
      <Table caption="Models and their reviews" hideCaption>
        <thead>
          <tr><th scope="col">Model</th><th scope="col">Version</th><th scope="col">Review</th><th scope="col">Tier</th><th scope="col">Performance</th><th scope="col" className={right}>Open findings</th><th scope="col" className={right}>Signatures</th><th scope="col">Next review</th><th scope="col">Last opened</th></tr>
        </thead>
        <tbody>{models.flatMap((lines) => lines.reviews.map((recent, at) => <Line key={recent.grant} recent={recent} lines={lines} first={at === 0} />))}</tbody>
      </Table>
    </Page>
  )
}

function Line({ recent, lines, first }: { readonly recent: Recent; readonly lines: ModelLines; readonly first: boolean }): ReactElement {
  const { card = null } = recent
  const title = card?.title ?? recent.name
  const overdue = card !== null && card.nextReview !== '' && card.nextReview < today()
  return (
    <tr>
      {first ? <th scope="rowgroup" rowSpan={lines.reviews.length} className={styles.model}>{lines.model === '' ? <span className={styles.quiet}>No model named</span> : lines.model}</th> : null}
      <td>{card === null || card.version === '' ? absent : card.version}</td>
      <td>
        {recent.missing ? title : <Button kind="quiet" className={styles.flush} onPress={() => (recent.open === true ? actions.goTo('overview') : void actions.openReview({ grant: recent.grant, name: recent.name, size: 0 }))}>{title}</Button>}
        <span className={styles.where}>{recent.open === true ? <State tone="accent" icon="check">Open now</State> : recent.missing ? <State tone="amber" icon="warning">Missing: moved or deleted</State> : recent.draft === true ? 'draft' : `${recent.folder}/${recent.name}`}</span>
      </td>
      {card === null ? <td colSpan={5} className={styles.quiet}>Not known: open it once here.</td> : (
        <>
          <td>{tierWords[card.tier]}</td>
          <td>{card.measure === null ? absent : <Measure measure={card.measure} />}</td>
          <td className={right}>{formatCount(card.openFindings)}</td>
          <td className={right}>{formatCount(card.signatures)}</td>
          <td>{card.nextReview === '' ? absent : overdue ? <State tone="amber" icon="warning">{card.nextReview}, overdue</State> : card.nextReview}</td>
        </>
      )}
      <td className={styles.nowrap}>{formatInstant(recent.openedAt)}</td>
    </tr>
  )
}

function Measure({ measure: { label, value, low, high, n } }: { readonly measure: NonNullable<NonNullable<Recent['card']>['measure']> }): ReactElement {
  return (
    <>
      {formatNumber(value)}{low === null || high === null ? '' : ` [${formatNumber(low)}, ${formatNumber(high)}]`}
      <span className={styles.where}>{label}{n === null ? '' : `, n ${formatCount(n)}`}</span>
    </>
  )
}
