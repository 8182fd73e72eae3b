import type { ReactElement } from 'react'
import type { ReviewState } from '../../../shared/review/state'
import { actions } from '../../session'
import { TextBox } from '../../ui/field'
import { FormGrid, Section, Wide } from '../../ui/page'
import { Select } from '../../ui/select'
import { opinionWords, optionsOf } from '../../ui/words'
import { Note } from '../../ui/notice'
import { opinionDoubt } from './opinion-doubt'

/** What the reviewer says about the model, and under which conditions. */
export function Opinion({ review }: { readonly review: ReviewState }): ReactElement {
  const { opinion, governance } = review
  const doubt = opinionDoubt(review)
  return (
    <Section title="Opinion">
      {doubt === null ? null : <Note tone="warning">{doubt}</Note>}
      <FormGrid>
        <Select label="Opinion" value={opinion.verdict} options={optionsOf(opinionWords)} onChange={(verdict) => void actions.edit({ edit: 'opinion.changed', opinion: { ...opinion, verdict } })} />
        <Wide><TextBox label="In words" hint="Printed on the cover." value={opinion.text} onCommit={(text) => void actions.edit({ edit: 'opinion.changed', opinion: { ...opinion, text } })} /></Wide>
        <Wide><TextBox label="Conditions" hint="What has to be so for the opinion to hold; one a line." value={governance.conditions} onCommit={(conditions) => void actions.edit({ edit: 'governance.changed', patch: { conditions } })} /></Wide>
        <Wide><TextBox label="Limitations" hint="What this review could not look at, beyond what the analyses list as not tested." value={governance.limitations} onCommit={(limitations) => void actions.edit({ edit: 'governance.changed', patch: { limitations } })} /></Wide>
      </FormGrid>
    </Section>
  )
}
