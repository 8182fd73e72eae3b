import type { ReactElement } from 'react'
import type { ReadDecision } from '../../../shared/contract/table'
import type { DatasetInput } from '../../../shared/review/state'
import { actions } from '../../session'
import { Button } from '../../ui/button'
import { TextField } from '../../ui/field'
import { Select } from '../../ui/select'
import { State } from '../../ui/status'
import { Table } from '../../ui/table'
import styles from './inputs.module.css'
import { withoutOverride, withOverride } from './overrides'

/** What the reader decided and on what evidence; each can be overridden, and the file is then read again. */
export function DecisionList({ dataset, loaded }: { readonly dataset: DatasetInput; readonly loaded: boolean }): ReactElement {
  const { summary, options } = dataset
  return (
    <>
      <p className={styles.listNote}>{loaded ? 'A change reads the file again. What you set is written in the pack beside what was detected.' : 'Load the file to change how it is read.'}</p>
      <Table caption="How the file was read" hideCaption>
        <thead><tr><th scope="col">Decision</th><th scope="col">Read as</th><th scope="col">Why</th><th scope="col">By</th></tr></thead>
        <tbody>
          {summary.decisions.map((decision) => (
            <tr key={decision.id}>
              <td>{decision.label}</td>
              <td className={styles.choice}><Override decision={decision} isDisabled={!loaded} onChange={(value) => void actions.reread(dataset.id, withOverride(options, decision.id, value))} /></td>
              <td>{decision.reason}</td>
              <td className={styles.nowrap}>
                {decision.overridden
                  ? <><State tone="accent" icon="check">You</State> <Button kind="quiet" isDisabled={!loaded} label={`Detect ${decision.label} again`} onPress={() => void actions.reread(dataset.id, withoutOverride(options, decision.id))}>Detect</Button></>
                  : 'Detected'}
              </td>
            </tr>
          ))}
        </tbody>
      </Table>
    </>
  )
}

function Override({ decision, isDisabled, onChange }: { readonly decision: ReadDecision; readonly isDisabled: boolean; readonly onChange: (value: string) => void }): ReactElement {
  if (decision.alternatives.length === 0) return <TextField label={decision.label} hideLabel value={decision.chosen} isDisabled={isDisabled} onCommit={onChange} />
  const values = [...new Set([decision.chosen, ...decision.alternatives])]
  return <Select label={decision.label} hideLabel value={decision.chosen} isDisabled={isDisabled} options={values.map((value) => ({ value, label: value }))} onChange={onChange} />
}
