import type { ReactElement } from 'react'
import type { ReviewState } from '../../../shared/review/state'
import { actions } from '../../session'
import { Button } from '../../ui/button'
import { formatInstant } from '../../ui/format'
import { Hash } from '../../ui/hash'
import { Note } from '../../ui/notice'
import { Facts, Section } from '../../ui/page'
import styles from './pack.module.css'

/** The pack of the review before this one: section 26 then says what changed, from the evidence of both. */
export function Earlier({ review: { earlier } }: { readonly review: ReviewState }): ReactElement {
  return (
    <Section
      title="Earlier pack"
      actions={(
        <>
          <Button onPress={() => void actions.pickEarlier()}>{earlier === null ? 'Choose the earlier pack…' : 'Choose another…'}</Button>
          {earlier === null ? null : <Button kind="quiet" onPress={() => void actions.edit({ edit: 'earlier.set', earlier: null })}>Remove</Button>}
        </>
      )}
    >
      {earlier === null ? <p className={styles.quiet}>A first review has none. Where there is one, this pack supersedes it, and section 26 lists what changed in model, features, data, settings, parameters and findings.</p> : (
        <>
          {earlier.verified === 'proven' ? null : <Note tone="warning">{earlier.verified === 'failed' ? 'The check of that pack failed; section 26 will say so.' : 'Who signed that pack, or that it is unchanged, was not proven; section 26 will say so.'}</Note>}
          <Facts
            items={[
              { label: 'Supersedes', value: `${earlier.packId}, ${formatInstant(earlier.claimedTime)}` },
              { label: 'SHA-256', value: <Hash value={earlier.pdfSha256} full /> },
              { label: 'Model', value: `${earlier.model.name} ${earlier.model.version}`.trim() || 'not stated' },
              { label: 'Findings then', value: String(earlier.findings.length) },
            ]}
          />
        </>
      )}
    </Section>
  )
}
