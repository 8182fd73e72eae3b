import type { ReactElement } from 'react'
import type { SetupPatch } from '../../../shared/review/edits'
import { rolesHeld } from '../../../shared/review/input-checks'
import type { ReviewState } from '../../../shared/review/state'
import { actions } from '../../session'
import { NumberField, TextField } from '../../ui/field'
import { counted } from '../../ui/format'
import { FormGrid, Section } from '../../ui/page'
import { Select } from '../../ui/select'
import { Table } from '../../ui/table'
import { optionsOf, taskWords } from '../../ui/words'
import { mappingRows } from './mapping'
import styles from './inputs.module.css'

/** What ties artifact and data together: the task, the decision, and which column feeds which input. */
export function SettingsPage({ review }: { readonly review: ReviewState }): ReactElement {
  const change = (patch: SetupPatch): void => void actions.edit({ edit: 'setup.changed', patch })
  const { model, decision, mapping } = review
  const rows = mappingRows(review)
  // A column that feeds the artifact is a feature: analyses of the features must not leave it out.
  const feed = (input: string, column: string): void => {
    const held = rolesHeld(review.roles, column)
    change({ mapping: column === input ? Object.fromEntries(Object.entries(mapping).filter(([key]) => key !== input)) : { ...mapping, [input]: column } })
    if (held.includes('feature') || held.includes('ignore')) return
    if (review.rolesGuessed) void actions.edit({ edit: 'roles.guessed', roles: { ...review.roles, [column]: ['feature', ...held] } })
    else void actions.edit({ edit: 'roles.changed', columns: [column], roles: ['feature', ...held] })
  }
  const columns = [...new Set(review.datasets.flatMap(({ summary }) => summary.columns.map(({ name }) => name)))]
  const predictions = columns.filter((name) => rolesHeld(review.roles, name).includes('prediction'))
  return (
    <article>
      <header className={styles.head}><h2 className={styles.title}>Task and decision</h2></header>
      <Section title="Task">
        <FormGrid>
          <Select label="Task" value={review.task} options={optionsOf(taskWords)} onChange={(task) => change({ task })} />
          <TextField label="Positive class" hint="The outcome value that counts as the event, as written in the file." value={review.positive} isDisabled={review.task !== 'binary'} onCommit={(positive) => change({ positive })} />
          {model === null ? null : (
            <Select
              label="Score"
              hint="Which output of the artifact is the score."
              value={review.output ?? ''}
              options={[{ value: '', label: 'Positive class, or the only value' }, ...model.card.outputs.map((output) => ({ value: output.name, label: output.name, hint: output.kind }))]}
              onChange={(output) => change({ output: output === '' ? null : output })}
            />
          )}
          {predictions.length < 2 && review.recorded === null ? null : (
            <Select
              label="Recorded prediction"
              hint="Which of the prediction columns is judged."
              isDisabled={review.task === 'multiclass'}
              value={review.recorded ?? ''}
              options={[{ value: '', label: 'The first in the file' }, ...[...new Set([...predictions, ...(review.recorded === null ? [] : [review.recorded])])].map((name) => ({ value: name, label: name }))]}
              onChange={(name) => change({ recorded: name === '' ? null : name })}
            />
          )}
        </FormGrid>
      </Section>
      <Section title="Decision" note="what the score leads to">
        <FormGrid>
          <NumberField label="Threshold" hint="Leave empty when the model only ranks." value={decision.threshold} optional onCommit={(threshold) => change({ decision: { ...decision, threshold } })} />
          <Select label="Favourable for the person" hint="Which side of the threshold is the good outcome for them." value={decision.favourable} options={[{ value: 'above', label: 'Score at or above the threshold' }, { value: 'below', label: 'Score below the threshold' }]} onChange={(favourable) => change({ decision: { ...decision, favourable } })} />
        </FormGrid>
      </Section>
      {model === null ? null : (
        <Section title="Mapping" note={rows.every(({ found }) => found) ? 'every input of the artifact has its column' : `${counted(rows.filter(({ found }) => !found).length, 'input')} without a column`}>
          <Table caption="Mapping of inputs to columns" hideCaption tall>
            <thead><tr><th scope="col">Input of the artifact</th><th scope="col">Column of the data</th></tr></thead>
            <tbody>
              {rows.map(({ input, column }) => (
                <tr key={input}>
                  <td>{input}</td>
                  <td>
                    <Select
                      label={`Column for ${input}`}
                      hideLabel
                      bare
                      value={column}
                      placeholder="No column of this name"
                      options={columns.map((name) => ({ value: name, label: name }))}
                      onChange={(name) => feed(input, name)}
                    />
                  </td>
                </tr>
              ))}
            </tbody>
          </Table>
        </Section>
      )}
    </article>
  )
}
