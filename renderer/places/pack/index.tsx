import { type ReactElement, useEffect, useState } from 'react'
import type { ReviewState } from '../../../shared/review/state'
import { actions, useSession } from '../../session'
import { Button } from '../../ui/button'
import { Checkbox } from '../../ui/choice'
import { EnterForm } from '../../ui/enter-form'
import { TextField } from '../../ui/field'
import { counted } from '../../ui/format'
import { NoReview } from '../../ui/no-review'
import { Note } from '../../ui/notice'
import { FormGrid, Page, Section } from '../../ui/page'
import { PlaceNotices } from '../../ui/place-notices'
import { Contents } from './contents'
import { Earlier } from './earlier'
import { Identities } from './identities'
import { Opinion } from './opinion'
import { Outcome } from './outcome'
import styles from './pack.module.css'
import { RulePacks } from './rule-packs'
import { Sections } from './sections'
import { Signoffs } from './signoffs'
import { TimeStamps } from './time-stamps'

/** Opinion, sign-off plan, identity, export: the last step of the review. */
export function Pack(): ReactElement {
  const review = useSession((session) => session.review)
  if (review === null) return <NoReview title="Pack">The opinion, who signs in which role, and the signed PDF with all evidence inside.</NoReview>
  return <PackOf review={review} />
}

/** What stands in the way of an export, one sentence each. */
function obstacles(review: ReviewState, stale: boolean): readonly string[] {
  const undecided = review.findings.filter((finding) => finding.status === 'proposed').length
  return [
    review.runs.length === 0 ? 'Nothing has run yet: a pack is built from run records only.' : '',
    stale && review.runs.length > 0 ? 'Inputs or settings changed since the last run; run again before you sign.' : '',
    undecided > 0 ? `${counted(undecided, 'proposed finding')} ${undecided === 1 ? 'is' : 'are'} neither confirmed nor dismissed; they are printed as proposed.` : '',
    review.opinion.verdict === 'none' ? 'No opinion is given; the cover will say so.' : '',
    review.governance.reviewer === '' ? 'The reviewer is not named in Governance.' : '',
  ].filter((line) => line !== '')
}

function PackOf({ review }: { readonly review: ReviewState }): ReactElement {
  const [identity, setIdentity] = useState<string | null>(null)
  const [passphrase, setPassphrase] = useState('')
  const [stampPlanned, setStampPlanned] = useState(false)
  const identities = useSession((session) => session.identities)
  const running = useSession((session) => session.jobs.length > 0)
  const stale = useSession((session) => session.stale)
  const signoffs = useSession((session) => session.signoffs)
  const outcome = useSession((session) => session.pack)
  useEffect(() => void actions.refreshIdentities(), [])
  const chosen = identities.find(({ id }) => id === identity) ?? identities[0] ?? null
  const blocked = running || review.runs.length === 0 || stale
  const ready = chosen !== null && passphrase !== '' && signoffs.length > 0
  const sign = (): void => {
    if (chosen === null) return
    setPassphrase('')
    void actions.exportPack(chosen.id, passphrase, stampPlanned)
  }
  return (
    <Page title="Pack" lead={review.signatures.length === 0 ? 'Nobody has signed yet' : counted(review.signatures.length, 'signature')}>
      <PlaceNotices place="pack" />
      {outcome === null ? null : <Outcome outcome={outcome} />}
      <div className={styles.columns}>
        <div>
          <Opinion review={review} />
          <Contents review={review} />
          <RulePacks review={review} />
          <Earlier review={review} />
        </div>
        <div>
          <Signoffs review={review} />
          <Identities identities={identities} chosen={chosen?.id ?? null} onChoose={setIdentity} />
          <Section title="Sign and export">
            {obstacles(review, stale).map((line) => <Note key={line} tone="warning">{line}</Note>)}
            <p className={styles.quiet}>{chosen === null ? 'Make or import an identity above first.' : signoffs[0] === undefined ? 'Name at least one role in the sign-off plan.' : `Signs as ${signoffs[0].role} with the identity of ${chosen.name}. Countersign asks once more, with the hash of the document, before the key is used.`}</p>
            <EnterForm isReady={!blocked && ready} onEnter={sign}>
              <FormGrid>
                <TextField label="Passphrase of the identity" type="password" value={passphrase} onCommit={setPassphrase} onTyping={setPassphrase} isDisabled={chosen === null} />
              </FormGrid>
            </EnterForm>
            <Checkbox isSelected={stampPlanned} onChange={setStampPlanned}>Set room aside for a time stamp</Checkbox>
            <div className={styles.buttons} data-export>
              <Button kind="primary" icon="pack" isDisabled={blocked || !ready} onPress={sign}>Sign and export</Button>
              <Button isDisabled={blocked} onPress={() => void actions.exportPack(null, '')}>Export an unsigned draft</Button>
              <Button isDisabled={running || review.runs.length === 0} onPress={() => void actions.exportTwin()}>Export HTML twin</Button>
              <Button
                isDisabled={running || chosen === null || passphrase === ''}
                onPress={() => {
                  if (chosen === null) return
                  setPassphrase('')
                  void actions.signExisting(chosen.id, passphrase, stampPlanned)
                }}
              >
                Sign the next role on a pack file…
              </Button>
            </div>
          </Section>
          <TimeStamps />
        </div>
      </div>
      <Sections review={review} />
    </Page>
  )
}
