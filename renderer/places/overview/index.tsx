import type { ReactElement } from 'react'
import type { ReviewState } from '../../../shared/review/state'
import { analysisById } from '../../../shared/analyses/registry'
import { actions, useSession } from '../../session'
import { Button } from '../../ui/button'
import { TextField } from '../../ui/field'
import { absent, counted, formatInstant } from '../../ui/format'
import { Hash } from '../../ui/hash'
import { NoReview } from '../../ui/no-review'
import { Note } from '../../ui/notice'
import { Facts, Page, Section } from '../../ui/page'
import { PlaceNotices } from '../../ui/place-notices'
import { SeverityTag, State, VerdictTag } from '../../ui/status'
import { right, Table } from '../../ui/table'
import { useView } from '../../ui/view'
import { reviewTypeWords, severityOrder, tierWords } from '../../ui/words'
import styles from './overview.module.css'
import { changesSinceRun } from './since-last-run'
import { stepsOf, type Step } from './steps'

/** The model's card, what is done and what is left, and what was found so far. */
export function Overview(): ReactElement {
  const review = useSession((session) => session.review)
  const stale = useSession((session) => session.stale)
  const log = useSession((session) => session.log)
  if (review === null) return <NoReview title="Overview">The model’s card, what is done and what is left, findings by severity and the signatures so far.</NoReview>
  return (
    <Page title="Overview" lead={`${reviewTypeWords[review.governance.reviewType]}, begun ${formatInstant(review.createdAt)}`}>
      <PlaceNotices place="overview" />
      {stale && review.runs.length > 0 ? <Stale changes={changesSinceRun(log)} /> : null}
      <div className={styles.columns}>
        <div>
          <Section title="Work">
            <ol className={styles.steps}>{stepsOf(review, stale).map((step) => <StepLine key={step.title} step={step} />)}</ol>
          </Section>
          <FindingsSummary review={review} />
        </div>
        <div>
          <ModelCardSection review={review} />
          <Signatures review={review} />
        </div>
      </div>
      <Verdicts review={review} />
    </Page>
  )
}

/** What the results do not know of yet. */
function Stale({ changes }: { readonly changes: readonly string[] }): ReactElement {
  return (
    <Note tone="warning" actions={<Button onPress={() => void actions.run()} icon="play">Run again</Button>}>
      The results are those of before the last change{changes.length === 0 ? '.' : `: ${changes.slice(-4).join('; ')}${changes.length > 4 ? `; and ${changes.length - 4} more` : ''}.`}
    </Note>
  )
}

const stepStates = { done: { tone: 'good', icon: 'check', word: 'Done' }, attention: { tone: 'amber', icon: 'warning', word: 'To check' }, open: { tone: 'plain', icon: 'dot', word: 'Open' } } as const

function StepLine({ step }: { readonly step: Step }): ReactElement {
  const { tone, icon, word } = stepStates[step.state]
  return (
    <li className={styles.step}>
      <span className={styles.stepState}><State tone={tone} icon={icon}>{word}</State></span>
      <span><strong className={styles.stepTitle}>{step.title}</strong> <span className={styles.detail}>{step.detail}</span></span>
      <Button kind="quiet" onPress={() => actions.goTo(step.place)} label={`${step.title}: go to ${step.place}`}>Go</Button>
    </li>
  )
}

function ModelCardSection({ review }: { readonly review: ReviewState }): ReactElement {
  const { governance, model } = review
  const said = (text: string): string => (text === '' ? absent : text)
  return (
    <Section title="Model" actions={<Button kind="quiet" onPress={() => actions.goTo('governance')}>Edit</Button>}>
      <TextField label="Title of the review" value={review.title} onCommit={(title) => void actions.edit({ edit: 'title.changed', title })} className={styles.title} />
      <Facts
        items={[
          { label: 'Name and version', value: said([governance.modelName, governance.modelVersion].filter((part) => part !== '').join(' ')) },
          { label: 'Artifact', value: model === null ? (review.datasets.length === 0 ? 'None yet' : 'None: recorded predictions only') : `${model.name} (${model.card.format} ${model.card.formatVersion})` },
          { label: 'SHA-256', value: model === null ? absent : <Hash value={model.sha256} /> },
          { label: 'Owner', value: said(governance.owner) },
          { label: 'Developer', value: said(governance.developer) },
          { label: 'Purpose', value: said(governance.purpose) },
          { label: 'Use', value: said(governance.use) },
          { label: 'Tier', value: tierWords[governance.tier] },
        ]}
      />
    </Section>
  )
}

function FindingsSummary({ review }: { readonly review: ReviewState }): ReactElement {
  const { findings } = review
  const go = <Button kind="quiet" onPress={() => actions.goTo('findings')}>Open the ledger</Button>
  if (findings.length === 0) return <Section title="Findings"><p className={styles.detail}>{review.runs.length === 0 ? 'The analyses propose findings once they have run.' : 'No finding was proposed or raised.'}</p></Section>
  return (
    <Section title="Findings" actions={go}>
      <Table caption="Findings by severity" hideCaption>
        <thead><tr><th scope="col">Severity</th><th scope="col" className={right}>Proposed</th><th scope="col" className={right}>Confirmed</th><th scope="col" className={right}>Closed</th><th scope="col" className={right}>Dismissed</th></tr></thead>
        <tbody>
          {severityOrder.map((severity) => {
            const of = findings.filter((finding) => finding.severity === severity)
            const many = (...statuses: readonly string[]): string => {
              const count = of.filter((finding) => statuses.includes(finding.status)).length
              return count === 0 ? absent : String(count)
            }
            return (
              <tr key={severity}>
                <td><SeverityTag severity={severity} /></td>
                <td className={right}>{many('proposed')}</td>
                <td className={right}>{many('confirmed', 'in-progress', 'retest')}</td>
                <td className={right}>{many('closed')}</td>
                <td className={right}>{many('dismissed')}</td>
              </tr>
            )
          })}
        </tbody>
      </Table>
    </Section>
  )
}

function Signatures({ review }: { readonly review: ReviewState }): ReactElement {
  return (
    <Section title="Signatures" note={review.signatures.length === 0 ? undefined : counted(review.signatures.length, 'signature')}>
      {review.signatures.length === 0 ? <p className={styles.detail}>Nobody has signed a pack of this review yet.</p> : (
        <Facts items={review.signatures.map(({ role, name, at, pdfSha256 }) => ({ label: role, value: <>{name}, {formatInstant(at)} <Hash value={pdfSha256} of="SHA-256 of the signed PDF" /></> }))} />
      )}
    </Section>
  )
}

function Verdicts({ review }: { readonly review: ReviewState }): ReactElement | null {
  const show = useView((view) => view.showAnalysis)
  if (review.runs.length === 0) return null
  return (
    <Section title="What the analyses say">
      <Table caption="Verdicts" hideCaption>
        <thead><tr><th scope="col">Verdict</th><th scope="col">Analysis</th><th scope="col">In one sentence</th><th scope="col"><span className={styles.hidden}>Open</span></th></tr></thead>
        <tbody>
          {review.runs.map((record) => (
            <tr key={record.id}>
              <td><VerdictTag verdict={record.result.verdict} /></td>
              <td className={styles.nowrap}>{analysisById(record.analysis)?.title ?? record.analysis}</td>
              <td>{record.result.headline}</td>
              <td>
                <Button
                  kind="quiet"
                  label={`Open the result of ${analysisById(record.analysis)?.title ?? record.analysis}`}
                  onPress={() => {
                    show(record.analysis)
                    actions.goTo('results')
                  }}
                >
                  Open
                </Button>
              </td>
            </tr>
          ))}
        </tbody>
      </Table>
    </Section>
  )
}

