import type { ReactElement } from 'react'
import { analysisById } from '../../../shared/analyses/registry'
import type { FindingPatch } from '../../../shared/review/edits'
import type { Finding, FindingStatus, ReviewState } from '../../../shared/review/state'
import { actions } from '../../session'
import { Button, IconButton } from '../../ui/button'
import { TextBox, TextField } from '../../ui/field'
import { formatCount, formatInstant, formatNumber } from '../../ui/format'
import { Note } from '../../ui/notice'
import { FormGrid, Section, Wide } from '../../ui/page'
import { Select } from '../../ui/select'
import { right, Table } from '../../ui/table'
import { useView } from '../../ui/view'
import { kindWords, optionsOf, severityOrder, severityWords, statusWords } from '../../ui/words'
import styles from './findings.module.css'
import { dateProblem } from '../../ui/date'

const responseWords = { 'none': 'None yet', 'accept': 'Accepted', 'accept-risk': 'Risk accepted', 'dispute': 'Disputed' } as const
const retestWords = { none: 'Not retested', passed: 'Passed', failed: 'Failed' } as const

interface FindingDetailProps {
  readonly finding: Finding
  readonly review: ReviewState
  readonly onClose: () => void
  readonly onDismiss: () => void
}

/** One finding with everything that is printed about it; each field is one undoable edit. */
export function FindingDetail({ finding, review, onClose, onDismiss }: FindingDetailProps): ReactElement {
  const change = (patch: FindingPatch): void => void actions.edit({ edit: 'findings.changed', ids: [finding.id], patch })
  const setStatus = (status: FindingStatus): void => (status === 'dismissed' ? onDismiss() : change({ status, ...(finding.status === 'dismissed' ? { dismissReason: '' } : {}) }))
  return (
    <aside className={styles.detail} aria-label={`Finding ${finding.id}`} data-pane="finding" tabIndex={0}>
      <header className={styles.detailHead}>
        <h2>{finding.id}</h2>
        <span className={styles.origin}>raised {formatInstant(finding.raisedAt)}</span>
        <IconButton icon="cross" label="Close" onPress={onClose} />
      </header>
      {finding.status === 'proposed' ? (
        <div className={styles.decide}>
          <Button kind="primary" onPress={() => setStatus('confirmed')}>Confirm</Button>
          <Button onPress={onDismiss}>Dismiss…</Button>
        </div>
      ) : null}
      {finding.status === 'dismissed' ? <Note tone="info">Dismissed: {finding.dismissReason}</Note> : null}
      <FormGrid dense>
        <Wide><TextField label="Title" value={finding.title} onCommit={(title) => change({ title })} /></Wide>
        <Select label="Status" value={finding.status} options={optionsOf(statusWords)} onChange={setStatus} />
        <Select label="Severity" value={finding.severity} options={optionsOf(severityWords, severityOrder)} onChange={(severity) => change({ severity })} />
        <Select label="Kind" value={finding.kind} options={optionsOf(kindWords)} onChange={(kind) => change({ kind })} />
        <TextField label="Owner" value={finding.owner} onCommit={(owner) => change({ owner })} />
        <TextField label="Due" value={finding.due} placeholder="2026-12-31" validate={dateProblem} onCommit={(due) => change({ due })} />
        <Wide><TextBox label="Condition: what is" value={finding.condition} onCommit={(condition) => change({ condition })} /></Wide>
        <Wide><TextBox label="Criterion: what should be" value={finding.criterion} onCommit={(criterion) => change({ criterion })} /></Wide>
        <Wide><TextBox label="Consequence: so what" value={finding.consequence} onCommit={(consequence) => change({ consequence })} /></Wide>
        <Wide><TextBox label="Recommendation" value={finding.recommendation} onCommit={(recommendation) => change({ recommendation })} /></Wide>
      </FormGrid>
      <Evidence finding={finding} review={review} />
      <Section title="Management response">
        <FormGrid dense>
          <Select label="Response" value={finding.response.kind} options={optionsOf(responseWords)} onChange={(kind) => change({ response: { ...finding.response, kind } })} />
          <TextField label="By" value={finding.response.by} onCommit={(by) => change({ response: { ...finding.response, by } })} />
          <TextField label="Date" value={finding.response.date} placeholder="2026-12-31" validate={dateProblem} onCommit={(date) => change({ response: { ...finding.response, date } })} />
          <Wide><TextBox label="In their words" rows={2} value={finding.response.text} onCommit={(text) => change({ response: { ...finding.response, text } })} /></Wide>
        </FormGrid>
      </Section>
      <Section title="Retest">
        <FormGrid dense>
          <Select label="Outcome" value={finding.retest.outcome} options={optionsOf(retestWords)} onChange={(outcome) => change({ retest: { ...finding.retest, outcome } })} />
          <TextField label="Date" value={finding.retest.date} placeholder="2026-12-31" validate={dateProblem} onCommit={(date) => change({ retest: { ...finding.retest, date } })} />
          <Wide><TextBox label="What was retested" rows={2} value={finding.retest.text} onCommit={(text) => change({ retest: { ...finding.retest, text } })} /></Wide>
        </FormGrid>
      </Section>
    </aside>
  )
}

/** The numbers that carry the finding, from the run records it names. */
function Evidence({ finding, review }: { readonly finding: Finding; readonly review: ReviewState }): ReactElement {
  const show = useView((view) => view.showAnalysis)
  const carried = finding.evidence.flatMap(({ run, values }) => {
    const record = review.runs.find((candidate) => candidate.id === run)
    return record === undefined ? [] : [{ record, values: record.result.values.filter(({ id }) => values.includes(id)) }]
  })
  const lost = finding.evidence.length - carried.length
  return (
    <Section title="Evidence">
      {finding.evidence.length === 0 ? <p className={styles.origin}>No run record carries it: it rests on what is written above.</p> : null}
      {lost > 0 ? <Note tone="warning">It was found in a run that a later one superseded; the record is kept in the log.</Note> : null}
      {carried.map(({ record, values }) => (
        <div key={record.id}>
          {values.length === 0 ? null : (
            <Table caption={analysisById(record.analysis)?.title ?? record.analysis}>
              <thead><tr><th scope="col">Value</th><th scope="col" className={right}>Estimate</th><th scope="col" className={right}>95 % interval</th><th scope="col" className={right}>n</th></tr></thead>
              <tbody>
                {values.map((value) => (
                  <tr key={value.id}>
                    <td>{value.label}</td>
                    <td className={right}>{formatNumber(value.value)}</td>
                    <td className={right}>{value.low == null || value.high == null ? '' : `${formatNumber(value.low)} to ${formatNumber(value.high)}`}</td>
                    <td className={right}>{value.n === undefined ? '' : formatCount(value.n)}</td>
                  </tr>
                ))}
              </tbody>
            </Table>
          )}
          <Button
            kind="quiet"
            onPress={() => {
              show(record.analysis)
              actions.goTo('results')
            }}
          >
            Open {analysisById(record.analysis)?.title ?? record.analysis}
          </Button>
        </div>
      ))}
    </Section>
  )
}
