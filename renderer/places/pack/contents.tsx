import type { ReactElement } from 'react'
import { analysisById } from '../../../shared/analyses/registry'
import type { ReviewState } from '../../../shared/review/state'
import { counted } from '../../ui/format'
import { Facts, Section } from '../../ui/page'
import { opinionWords } from '../../ui/words'
import styles from './pack.module.css'

/** What will be printed, in the order of the pages. */
export function Contents({ review }: { readonly review: ReviewState }): ReactElement {
  const printed = review.findings.filter(({ status }) => status !== 'dismissed').length
  const dismissed = review.findings.length - printed
  return (
    <Section title="What is in it">
      <Facts
        items={[
          { label: 'Cover', value: `${review.title}; ${opinionWords[review.opinion.verdict].toLowerCase()}` },
          { label: 'Inputs', value: `${review.model === null ? 'no artifact' : review.model.name}, ${counted(review.datasets.length, 'dataset')}, each with its SHA-256` },
          { label: 'Results', value: review.runs.length === 0 ? 'none yet' : review.runs.map((run) => analysisById(run.analysis)?.title ?? run.analysis).join('; ') },
          { label: 'Not tested', value: review.notRun.length === 0 ? 'nothing was left out' : counted(review.notRun.length, 'analysis', 'analyses') },
          { label: 'Findings', value: `${printed} with their evidence${dismissed === 0 ? '' : `, ${dismissed} dismissed with the reason`}` },
          { label: 'Sign-off', value: 'roles, names and reasons, visible and signed' },
          { label: 'Evidence', value: 'plan, run records, manifest and log, attached as canonical JSON' },
        ]}
      />
      <p className={styles.quiet}>The data themselves are not in the pack; they are named by hash.</p>
    </Section>
  )
}
