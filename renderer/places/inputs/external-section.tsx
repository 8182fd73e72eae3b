import { type ReactElement, useState } from 'react'
import { endWords } from '../../../shared/review/external-run'
import type { DatasetInput, ExternalRunNote } from '../../../shared/review/state'
import { actions } from '../../session'
import { Button } from '../../ui/button'
import { NumberField, TextBox, TextField } from '../../ui/field'
import { Hash } from '../../ui/hash'
import { Note } from '../../ui/notice'
import { FormGrid, Section } from '../../ui/page'
import { Table } from '../../ui/table'
import styles from './rows-page.module.css'

interface ExternalSectionProps {
  readonly dataset: DatasetInput
  readonly runs: readonly ExternalRunNote[]
  readonly loaded: boolean
}

/** A command that predicts the rows outside the sandbox, for models that cannot be scored here. What is typed stays on this page. */
export function ExternalSection({ dataset, runs, loaded }: ExternalSectionProps): ReactElement {
  const [program, setProgram] = useState('')
  const [args, setArgs] = useState('')
  const [column, setColumn] = useState('prediction')
  const [seconds, setSeconds] = useState<number | null>(60)
  const run = (): void => void actions.scoreOutside(dataset.id, { program: program.trim(), args: args.split('\n').filter((line) => line !== ''), seconds: seconds ?? 60 }, column.trim())
  const own = runs.filter((ran) => ran.dataset.sha256 === dataset.summary.sha256)
  return (
    <Section title="External scorer" note="a command of yours predicts the rows; it leaves the sandbox">
      <div className={styles.stack}>
        <Note tone="warning">The command runs with your own rights. It is off until you allow it in the menu (Run, Allow an external scorer), each time the app is started, and you are asked before every run.</Note>
        <FormGrid>
          <TextField label="Program" hint="An absolute path, or a name such as java, python3 or Rscript." value={program} placeholder="/usr/bin/python3" isDisabled={!loaded} onCommit={setProgram} onTyping={setProgram} />
          <TextField label="Column with the predictions" hint="In the file predictions.csv that the command writes where it is started." value={column} isDisabled={!loaded} onCommit={setColumn} onTyping={setColumn} />
          <NumberField label="Seconds it may take" value={seconds} min={1} max={3600} integer isDisabled={!loaded} onCommit={setSeconds} />
        </FormGrid>
        <TextBox label="Arguments, one on each line" hint="No shell reads them. Files by absolute path; rows.csv (row and the features) lies where the command is started. Rows are matched by the column row, or in order where it is not written." value={args} isDisabled={!loaded} onCommit={setArgs} onTyping={setArgs} />
        <div>
          <Button isDisabled={!loaded || program.trim() === ''} onPress={run}>Run outside the sandbox…</Button>
        </div>
        {own.length === 0 ? null : (
          <Table caption="Commands run on this dataset" hideCaption tall>
            <thead><tr><th scope="col">Program</th><th scope="col">Arguments</th><th scope="col">End</th><th scope="col">Predictions, SHA-256</th></tr></thead>
            <tbody>
              {own.map((ran, index) => (
                <tr key={index}><td>{ran.program}</td><td>{ran.args.map(({ text }) => text).join(' · ')}</td><td>{endWords(ran)}</td><td>{ran.predictions === null ? 'none' : <Hash value={ran.predictions.sha256} />}</td></tr>
              ))}
            </tbody>
          </Table>
        )}
      </div>
    </Section>
  )
}
