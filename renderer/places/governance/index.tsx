import type { ReactElement } from 'react'
import type { Governance as Said } from '../../../shared/review/state'
import { actions, useSession } from '../../session'
import { dateProblem } from '../../ui/date'
import { TextBox, TextField } from '../../ui/field'
import { NoReview } from '../../ui/no-review'
import { FormGrid, Page, Section, Wide } from '../../ui/page'
import { PlaceNotices } from '../../ui/place-notices'
import { Select } from '../../ui/select'
import { optionsOf, reviewTypeWords, tierWords } from '../../ui/words'
import { Challenges } from './challenges'
import { Checklist } from './checklist-section'
import styles from './governance.module.css'
import { LogSection } from './log-section'
import { TierGrid } from './tier-grid'

/** Tier, responsibilities, checklist, challenges and the log: what the committee asks about first. */
export function Governance(): ReactElement {
  const review = useSession((session) => session.review)
  const log = useSession((session) => session.log)
  if (review === null) return <NoReview title="Governance">The tier of the model, who is responsible, the checklist of that tier, challenges raised and what came of them, and the log.</NoReview>
  const { governance } = review
  const change = (patch: Partial<Said>): void => void actions.edit({ edit: 'governance.changed', patch })
  return (
    <Page title="Governance" lead={`Tier: ${tierWords[governance.tier].toLowerCase()}`}>
      <PlaceNotices place="governance" />
      <div className={styles.columns}>
        <div>
          <Section title="The model">
            <FormGrid>
              <TextField label="Name" value={governance.modelName} onCommit={(modelName) => change({ modelName })} />
              <TextField label="Version" value={governance.modelVersion} onCommit={(modelVersion) => change({ modelVersion })} />
              <TextField label="Owner" value={governance.owner} onCommit={(owner) => change({ owner })} />
              <TextField label="Developer" value={governance.developer} onCommit={(developer) => change({ developer })} />
              <Wide><TextBox label="Purpose" rows={2} value={governance.purpose} onCommit={(purpose) => change({ purpose })} /></Wide>
              <Wide><TextBox label="How it is used" rows={2} value={governance.use} onCommit={(use) => change({ use })} /></Wide>
            </FormGrid>
          </Section>
          <Section title="The review">
            <FormGrid>
              <Select label="Type" value={governance.reviewType} options={optionsOf(reviewTypeWords)} onChange={(reviewType) => change({ reviewType })} />
              <TextField label="Reviewer" value={governance.reviewer} onCommit={(reviewer) => change({ reviewer })} />
              <TextField label="Organisation" value={governance.organisation} onCommit={(organisation) => change({ organisation })} />
              <TextField label="Next review due" value={governance.nextReview} placeholder="2027-12-31" validate={dateProblem} onCommit={(nextReview) => change({ nextReview })} />
              <Wide><TextBox label="Independence" hint="Who the reviewer reports to, and that they had no part in building or using the model. Printed on the cover." rows={2} value={governance.independence} onCommit={(independence) => change({ independence })} /></Wide>
              <Wide><TextBox label="Scope" rows={2} value={governance.scope} onCommit={(scope) => change({ scope })} /></Wide>
              <Wide><TextBox label="Not in scope" rows={2} value={governance.exclusions} onCommit={(exclusions) => change({ exclusions })} /></Wide>
              <Wide><TextBox label="Monitoring" hint="Metrics, limits, frequency, owner and what happens at each limit." rows={2} value={governance.monitoring} onCommit={(monitoring) => change({ monitoring })} /></Wide>
            </FormGrid>
          </Section>
        </div>
        <div>
          <TierGrid governance={governance} onChange={change} />
          <Checklist governance={governance} onChange={change} />
        </div>
      </div>
      <Challenges governance={governance} onChange={change} />
      <LogSection log={log} />
    </Page>
  )
}
