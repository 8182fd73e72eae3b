import { type ReactElement, useEffect } from 'react'
import { noThresholdReason } from '../../../shared/analyses/applicability'
import { analyses } from '../../../shared/analyses/registry'
import type { Analysis } from '../../../shared/contract/analysis'
import { reviewSetupHash } from '../../../shared/review/setup'
import type { ReviewState } from '../../../shared/review/state'
import { actions, useSession } from '../../session'
import type { PlanCheck } from '../../session/types'
import { Button } from '../../ui/button'
import { NumberField, TextField } from '../../ui/field'
import { counted } from '../../ui/format'
import { NoReview } from '../../ui/no-review'
import { Note } from '../../ui/notice'
import { Empty, FormGrid, Page, Section } from '../../ui/page'
import { PlaceNotices } from '../../ui/place-notices'
import { keysOf } from '../../ui/run-command'
import { useView } from '../../ui/view'
import { groupOrder, groupWords } from '../../ui/words'
import { PlanLine } from './plan-line'
import styles from './plan.module.css'

/** Which analyses will run and why, with what parameters and limits; one Run. */
export function Plan(): ReactElement {
  const review = useSession((session) => session.review)
  if (review === null) return <NoReview title="Plan">The analyses that will run, why each applies or does not, their parameters and the limits they are held against.</NoReview>
  if (review.datasets.length === 0) {
    return (
      <Page title="Plan">
        <PlaceNotices place="plan" />
        <Empty title="Nothing to plan yet" actions={<Button kind="primary" icon="plus" onPress={() => void actions.pickInputs()}>Add files</Button>}>
          Which analyses apply follows from the artifact, the datasets and the column roles. Add the files first.
        </Empty>
      </Page>
    )
  }
  return <PlanOf review={review} />
}

function PlanOf({ review }: { readonly review: ReviewState }): ReactElement {
  const check = useSession((session) => session.planCheck)
  const running = useSession((session) => session.jobs.length > 0)
  const stale = useSession((session) => session.stale)
  const unloaded = useSession((session) => session.unloaded.length)
  const finished = useSession((session) => session.finished)
  const setup = reviewSetupHash(review)
  // Asked again whenever something that decides applicability changed.
  useEffect(() => {
    if (unloaded === 0) void actions.checkPlan()
  }, [setup, unloaded])
  const noThreshold = check?.notRun.filter(({ reason }) => reason === noThresholdReason).length ?? 0
  const showDataset = useView((view) => view.showDataset)
  const toDecision = (): void => {
    showDataset('settings')
    actions.goTo('inputs')
  }
  const chosen = analyses.filter((analysis) => willRun(analysis, review, check))
  return (
    <Page
      title="Plan"
      lead={check === null ? undefined : `${counted(chosen.length, 'analysis', 'analyses')} will run, ${check.notRun.length} ${check.notRun.length === 1 ? 'does' : 'do'} not apply`}
      actions={<Button kind="primary" icon="play" keys={keysOf('plan.run')} isDisabled={running || chosen.length === 0} onPress={() => void actions.run()}>{review.runs.length === 0 ? 'Run' : 'Run again'}</Button>}
    >
      <PlaceNotices place="plan" />
      {unloaded === 0 ? null : <Note tone="warning" actions={<Button onPress={() => void actions.loadInputs()}>Load the inputs</Button>}>{counted(unloaded, 'input')} of this review {unloaded === 1 ? 'is' : 'are'} not loaded.</Note>}
      {stale && review.runs.length > 0 ? <Note tone="warning">Inputs or settings changed since the last run: its results are stale.</Note> : null}
      {noThreshold === 0 ? null : (
        <Note tone="info" actions={<Button onPress={toDecision}>Set a threshold</Button>}>
          {counted(noThreshold, 'analysis', 'analyses')} of decisions {noThreshold === 1 ? 'does' : 'do'} not apply because no threshold says where the score becomes a decision.
        </Note>
      )}
      <Section title="Limits" note={`origin: ${review.policy.origin}`}>
        <FormGrid>
          <NumberField label="Error of the whole review (α)" hint="Shared out over the analyses that test; a confirmed difference anywhere is wrong at most this often." value={review.policy.alpha} min={0.0001} max={0.4999} onCommit={(alpha) => (alpha === null ? undefined : void actions.edit({ edit: 'setup.changed', patch: { policy: { ...review.policy, alpha } } }))} />
          <TextField label="Where the limits come from" hint="Printed beside every limit: a policy, its version and date." value={review.policy.origin} onCommit={(origin) => void actions.edit({ edit: 'setup.changed', patch: { policy: { ...review.policy, origin } } })} />
          <NumberField label="Seed" hint="Same seed, same digits, on any machine." value={review.seed} integer min={0} max={4294967295} onCommit={(seed) => (seed === null ? undefined : void actions.edit({ edit: 'setup.changed', patch: { seed } }))} />
        </FormGrid>
      </Section>
      {groupOrder.map((group) => {
        const members = analyses.filter((analysis) => analysis.group === group)
        return members.length === 0 ? null : (
          <Section key={group} title={groupWords[group]}>
            <ul className={styles.lines}>
              {members.map((analysis) => <PlanLine key={analysis.id} analysis={analysis} review={review} reason={check?.notRun.find((line) => line.analysis === analysis.id)?.reason ?? null} checked={check !== null} checking={running} finished={running && finished.includes(analysis.id)} />)}
            </ul>
          </Section>
        )
      })}
    </Page>
  )
}

function willRun({ id }: Analysis, review: ReviewState, check: PlanCheck | null): boolean {
  return review.plan[id]?.enabled !== false && (check === null || check.applicable.includes(id))
}
