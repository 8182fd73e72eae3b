import type { ReactElement } from 'react'
import { analysisById } from '../../../shared/analyses/registry'
import type { Block } from '../../../shared/contract/figure'
import type { RunRecord } from '../../../shared/contract/run-record'
import type { ReviewState } from '../../../shared/review/state'
import { Figure } from '../../figures'
import { actions } from '../../session'
import { Blocks } from '../../ui/blocks'
import { Button } from '../../ui/button'
import { formatCount } from '../../ui/format'
import { Hash } from '../../ui/hash'
import { Note } from '../../ui/notice'
import { Facts, Section } from '../../ui/page'
import { VerdictTag } from '../../ui/status'
import { verdictMeaning } from '../../ui/words'
import { Ledger } from './ledger'
import { ProposedFindings } from './proposed-findings'
import styles from './results.module.css'

/** What the page already says is left out (title, headline, the figure at its head); the PDF needs it, the page does not. */
function withoutShown(blocks: readonly Block[], title: string, headline: string, figure: string | undefined): readonly Block[] {
  return blocks.filter((block) => !(
    (block.block === 'heading' && block.text === title) ||
    (block.block === 'paragraph' && block.text === headline) ||
    (block.block === 'figure' && block.figure.id === figure)
  ))
}

/** All warnings of a result in one note: a bar at the side of each would shout louder than the finding. */
function Warnings({ lines }: { readonly lines: readonly string[] }): ReactElement | null {
  const [only] = lines
  if (only === undefined) return null
  return <Note tone="warning">{lines.length === 1 ? only : <ul className={styles.warnings}>{lines.map((line) => <li key={line}>{line}</li>)}</ul>}</Note>
}

/** Everything one analysis has to say, from the verdict down to the formula. */
export function AnalysisPage({ record, review, stale }: { readonly record: RunRecord; readonly review: ReviewState; readonly stale: boolean }): ReactElement {
  const analysis = analysisById(record.analysis)
  const { result } = record
  const lead = analysis?.figures(result)[0]
  return (
    <article className={styles.article}>
      <header className={styles.articleHead}>
        <div className={styles.headWords}>
          <h2 className={styles.articleTitle}>{analysis?.title ?? record.analysis}</h2>
          {analysis === undefined ? null : <p className={styles.question}>{analysis.answers}</p>}
        </div>
        <Button icon="findings" onPress={() => void actions.raiseFinding(record.analysis)}>Raise finding</Button>
      </header>
      <div className={styles.verdict}>
        <VerdictTag verdict={result.verdict} />
        <p className={styles.headline}>{result.headline}</p>
        <p className={styles.meaning}>{verdictMeaning[result.verdict]} {formatCount(result.rowsUsed)} of {formatCount(result.rowsTotal)} rows used.</p>
      </div>
      {stale ? <Note tone="warning">Computed before the last change of inputs or settings.</Note> : null}
      <Warnings lines={result.warnings} />
      <ProposedFindings record={record} review={review} />
      {lead === undefined ? null : <div className={styles.lead}><Figure spec={lead} /></div>}
      {analysis === undefined ? <Note tone="warning">This build does not know the analysis {record.analysis}; its values are kept and exported as they are.</Note> : (
        <Section title="Result">
          <Blocks blocks={withoutShown(analysis.section(result, record.params), analysis.title, result.headline, lead?.id)} />
        </Section>
      )}
      {result.notTested.length === 0 ? null : (
        <Section title="Not tested">
          <ul className={styles.bullets}>{result.notTested.map((line) => <li key={line}>{line}</li>)}</ul>
        </Section>
      )}
      <Ledger tests={result.tests} />
      <Section title="How it was computed">
        {analysis === undefined ? null : <ul className={styles.bullets}>{analysis.method.map((sentence, index) => <li key={index}>{sentence}</li>)}</ul>}
        {analysis === undefined || analysis.references.length === 0 ? null : <ul className={styles.references}>{analysis.references.map((reference) => <li key={reference.text}>{reference.text}</li>)}</ul>}
        <Facts
          items={[
            { label: 'Run record', value: <Hash value={record.id} of="run record id" full /> },
            { label: 'Analysis', value: `${record.analysis}, version ${record.analysisVersion}, ${record.engine}` },
            { label: 'Parameters', value: Object.keys(record.params).length === 0 ? 'none' : <code>{JSON.stringify(record.params)}</code> },
            { label: 'Seed and α', value: `${record.seed}; ${record.alpha}` },
            { label: 'Inputs', value: record.inputs.map((input) => <div key={`${input.role}${input.sha256}`}>{input.name} ({input.role}) <Hash value={input.sha256} /></div>) },
          ]}
        />
      </Section>
    </article>
  )
}
