import type { ReactElement } from 'react'
import { actions, useSession } from '../../session'
import { Button } from '../../ui/button'
import { absent, formatInstant } from '../../ui/format'
import { Empty, Page, Section } from '../../ui/page'
import { PlaceNotices } from '../../ui/place-notices'
import { State } from '../../ui/status'
import { right, Table } from '../../ui/table'
import { tierWords } from '../../ui/words'
import { runById } from '../../ui/run-command'
import styles from './inventory.module.css'

/** Every review this workstation knows of. What is not open is known by name only, and so it says. */
export function Inventory(): ReactElement {
  const recents = useSession((session) => session.recents)
  const review = useSession((session) => session.review)
  const file = useSession((session) => session.file)
  const others = recents.filter((recent) => recent.grant !== file?.grant.grant && recent.name !== file?.grant.name)
  return (
    <Page title="Inventory" lead="The reviews this workstation knows of">
      <PlaceNotices place="inventory" />
      {review === null && recents.length === 0 ? (
        <Empty title="No reviews yet" actions={<Button kind="primary" icon="plus" onPress={() => runById('review.new')}>New review</Button>}>
          Each review made or opened here is listed with its model, version, tier, open findings and next review.
        </Empty>
      ) : null}
      {review === null ? null : (
        <Section title="Open now">
          <Table caption="The open review" hideCaption>
            <thead><tr><th scope="col">Review</th><th scope="col">Model</th><th scope="col">Version</th><th scope="col">Tier</th><th scope="col" className={right}>Analyses run</th><th scope="col" className={right}>Open findings</th><th scope="col" className={right}>Signatures</th><th scope="col">Next review</th></tr></thead>
            <tbody>
              <tr>
                <td><Button kind="quiet" onPress={() => actions.goTo('overview')} className={styles.flush}>{review.title}</Button></td>
                <td>{review.governance.modelName === '' ? absent : review.governance.modelName}</td>
                <td>{review.governance.modelVersion === '' ? absent : review.governance.modelVersion}</td>
                <td>{tierWords[review.governance.tier]}</td>
                <td className={right}>{review.runs.length}</td>
                <td className={right}>{review.findings.filter(({ status }) => status !== 'dismissed' && status !== 'closed').length}</td>
                <td className={right}>{review.signatures.length}</td>
                <td>{review.governance.nextReview === '' ? absent : review.governance.nextReview}</td>
              </tr>
            </tbody>
          </Table>
        </Section>
      )}
      {others.length === 0 ? null : (
        <Section title="Known by name" note="opened to be read; their contents are not copied anywhere">
          <Table caption="Other reviews" hideCaption>
            <thead><tr><th scope="col">Review</th><th scope="col">Where</th><th scope="col">Last opened</th><th scope="col">State</th></tr></thead>
            <tbody>
              {others.map((recent) => (
                <tr key={recent.grant}>
                  <td>{recent.missing ? recent.name : <Button kind="quiet" className={styles.flush} onPress={() => void actions.openReview({ grant: recent.grant, name: recent.name, size: 0 })}>{recent.name}</Button>}</td>
                  <td>{recent.draft === true || recent.folder === '' ? 'draft' : recent.folder}</td>
                  <td>{formatInstant(recent.openedAt)}</td>
                  <td>{recent.missing ? <State tone="amber" icon="warning">Missing</State> : <State tone="plain" icon="file">On this workstation</State>}</td>
                </tr>
              ))}
            </tbody>
          </Table>
        </Section>
      )}
    </Page>
  )
}
