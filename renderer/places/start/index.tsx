import { type ReactElement, useState } from 'react'
import type { Recent } from '../../../shared/contract/ipc'
import { actions, useSession } from '../../session'
import { Button, IconButton } from '../../ui/button'
import { Dialog } from '../../ui/dialog'
import { DropHint } from '../../ui/drop-hint'
import { formatInstant } from '../../ui/format'
import { runById } from '../../ui/run-command'
import { Page, Section } from '../../ui/page'
import { PlaceNotices } from '../../ui/place-notices'
import { State } from '../../ui/status'
import { Table } from '../../ui/table'
import styles from './start.module.css'

/** Most reviews that are listed here; the inventory has them all. */
const mostRecent = 12

const isDraft = ({ draft, folder }: Recent): boolean => draft === true || folder === ''

/** A draft by its title, a saved review by its file. */
const titleOf = (recent: Recent): string => (isDraft(recent) ? (recent.card?.title ?? recent.name) : recent.name)

const asGrant = ({ grant, name }: Recent): { grant: string; name: string; size: number } => ({ grant, name, size: 0 })

/** Where a session begins: a new review, one from before, the sample, or a pack to verify. */
export function Start(): ReactElement {
  const recents = useSession((session) => session.recents)
  const samples = useSession((session) => session.info?.samples.length ?? 0)
  const drafts = recents.filter(isDraft)
  const saved = recents.filter((recent) => !isDraft(recent))
  return (
    <Page title="Start" lead="Independent review of a model, on this desk, with no network.">
      <PlaceNotices place="start" />
      <div className={styles.actions}>
        <Action icon="plus" title="New review" text="Name it, then add the artifact and its data." onPress={() => runById('review.new')} primary />
        <Action icon="file" title="Open a review" text="A .countersign file from this workstation." onPress={() => void actions.openReview()} />
        <Action icon="verify" title="Verify a pack" text="Who signed it, and is it intact and repeatable." onPress={() => void actions.pickAndVerify()} />
        {samples === 0 ? null : <Action icon="results" title="Open the sample review" text="Retail credit applications with known problems in them." onPress={() => void actions.openSample()} />}
      </div>
      <DropHint onPress={() => void actions.pickInputs()}>
        <strong>Drop any file here, or anywhere in the window.</strong> Artifacts (ONNX, XGBoost, LightGBM, CatBoost, scikit-learn, H2O, PMML, PFA, scorecards), data (CSV, Excel, Parquet, Arrow, SQLite, JSON lines), reviews, plans and packs are told apart by their content.
      </DropHint>
      {drafts.length === 0 ? null : (
        <Section title="Not saved by name" note="kept on this workstation, nothing is lost">
          <RecentTable recents={drafts} caption="Drafts" removeLabel="Delete" />
        </Section>
      )}
      <Section title="Recent reviews">
        {saved.length === 0
          ? <p className={styles.none}>Reviews you save or open are listed here.</p>
          : <RecentTable recents={saved.slice(0, mostRecent)} caption="Recent reviews" removeLabel="Take off the list" />}
        {saved.length > mostRecent ? <Button kind="quiet" onPress={() => actions.goTo('inventory')}>{`All ${saved.length} reviews in Inventory`}</Button> : null}
      </Section>
    </Page>
  )
}

function Action({ icon, title, text, onPress, primary = false }: { readonly icon: 'plus' | 'file' | 'verify' | 'results'; readonly title: string; readonly text: string; readonly onPress: () => void; readonly primary?: boolean }): ReactElement {
  return (
    <div className={styles.action}>
      <Button kind={primary ? 'primary' : 'normal'} icon={icon} onPress={onPress}>{title}</Button>
      <p>{text}</p>
    </div>
  )
}

function RecentTable({ recents, caption, removeLabel }: { readonly recents: readonly Recent[]; readonly caption: string; readonly removeLabel: string }): ReactElement {
  const [deleting, setDeleting] = useState<Recent | null>(null)
  return (
    <>
      <Table caption={caption} hideCaption>
        <thead>
          <tr><th scope="col">Review</th><th scope="col">Folder</th><th scope="col">Last opened</th><th scope="col"><span className={styles.hidden}>Actions</span></th></tr>
        </thead>
        <tbody>
          {recents.map((recent) => (
            <tr key={recent.grant}>
              <th scope="row" className={styles.name}>
                {recent.missing ? titleOf(recent) : <Button kind="quiet" icon="file" onPress={() => void actions.openReview(asGrant(recent))}>{titleOf(recent)}</Button>}
              </th>
              <td>{recent.missing ? <State tone="amber" icon="warning">Missing: moved or deleted</State> : isDraft(recent) ? 'Draft' : recent.folder}</td>
              <td>{formatInstant(recent.openedAt)}</td>
              <td className={styles.end}><IconButton icon="cross" label={`${removeLabel}: ${titleOf(recent)}`} onPress={() => (isDraft(recent) ? setDeleting(recent) : void actions.removeRecent(recent.grant))} /></td>
            </tr>
          ))}
        </tbody>
      </Table>
      <DeleteDraft draft={deleting} onClose={() => setDeleting(null)} />
    </>
  )
}

/** A draft exists nowhere else, so that deleting it is the one thing here that cannot be undone. */
function DeleteDraft({ draft, onClose }: { readonly draft: Recent | null; readonly onClose: () => void }): ReactElement {
  const remove = (): void => {
    if (draft !== null) void actions.removeRecent(draft.grant)
    onClose()
  }
  return (
    <Dialog
      title="Delete this draft?"
      size="small"
      isOpen={draft !== null}
      onClose={onClose}
      footer={(
        <>
          <Button autoFocus onPress={onClose}>Keep it</Button>
          <Button kind="danger" onPress={remove}>Delete the draft</Button>
        </>
      )}
    >
      {draft === null ? null : <p>{`“${titleOf(draft)}”, last changed ${formatInstant(draft.openedAt)}, was never saved by name: its findings, notes and results are nowhere else. Deleting cannot be undone.`}</p>}
    </Dialog>
  )
}
