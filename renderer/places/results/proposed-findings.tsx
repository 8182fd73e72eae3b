import { type ReactElement, useState } from 'react'
import type { RunRecord } from '../../../shared/contract/run-record'
import type { Finding, ReviewState } from '../../../shared/review/state'
import { actions } from '../../session'
import { Button } from '../../ui/button'
import { DismissDialog } from '../../ui/dismiss-dialog'
import { Section } from '../../ui/page'
import { FindingStatusTag, SeverityTag } from '../../ui/status'
import { useView } from '../../ui/view'
import { findingsOf } from './filter'
import styles from './results.module.css'

/** What this analysis proposes; a person confirms or dismisses, with a reason. */
export function ProposedFindings({ record, review }: { readonly record: RunRecord; readonly review: ReviewState }): ReactElement | null {
  const show = useView((view) => view.showFinding)
  const [dismissing, setDismissing] = useState<Finding | null>(null)
  const here = findingsOf(record, review.findings)
  if (here.length === 0) return null
  return (
    <Section title="Findings">
      <ul className={styles.findings}>
        {here.map((finding) => (
          <li key={finding.id} className={styles.finding}>
            <SeverityTag severity={finding.severity} />
            <div className={styles.findingWords}>
              <strong>{finding.title}</strong>
              <p>{finding.condition}</p>
            </div>
            <div className={styles.findingActions}>
              {finding.status === 'proposed' ? (
                <>
                  <Button kind="primary" onPress={() => void actions.edit({ edit: 'findings.changed', ids: [finding.id], patch: { status: 'confirmed' } })} label={`Confirm ${finding.id}`}>Confirm</Button>
                  <Button onPress={() => setDismissing(finding)} label={`Dismiss ${finding.id}`}>Dismiss…</Button>
                </>
              ) : <FindingStatusTag status={finding.status} />}
              <Button
                kind="quiet"
                label={`Open ${finding.id} in the ledger`}
                onPress={() => {
                  show(finding.id)
                  actions.goTo('findings')
                }}
              >
                {finding.id}
              </Button>
            </div>
          </li>
        ))}
      </ul>
      <DismissDialog findings={dismissing === null ? [] : [dismissing]} onClose={() => setDismissing(null)} />
    </Section>
  )
}
