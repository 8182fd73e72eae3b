import { type ReactElement, useState } from 'react'
import { describeError } from '../../../shared/contract/errors'
import type { ReadOptions } from '../../../shared/contract/table'
import { actions, useSession } from '../../session'
import type { FailedInput } from '../../session/types'
import { Button } from '../../ui/button'
import { FormGrid, Section } from '../../ui/page'
import { Note } from '../../ui/notice'
import { Select } from '../../ui/select'

const asSniffed = ''

/** What can be said about a delimited text file before it can be read at all; ids are the reader's decisions. */
const questions: readonly { readonly id: string; readonly label: string; readonly choices: readonly { readonly value: string; readonly label: string }[] }[] = [
  { id: 'ragged', label: 'Rows of another length', choices: [{ value: 'reject', label: 'Leave out and list' }, { value: 'pad', label: 'Fill short ones with blanks' }] },
  { id: 'delimiter', label: 'Delimiter', choices: [{ value: 'comma', label: 'Comma' }, { value: 'semicolon', label: 'Semicolon' }, { value: 'tab', label: 'Tab' }, { value: 'pipe', label: 'Pipe' }, { value: 'space', label: 'Spaces' }] },
  { id: 'quote', label: 'Quote character', choices: [{ value: 'double', label: 'Double quote' }, { value: 'single', label: 'Single quote' }, { value: 'none', label: 'None' }] },
  { id: 'header', label: 'Header row', choices: [{ value: 'yes', label: 'Yes' }, { value: 'no', label: 'No' }] },
  { id: 'encoding', label: 'Encoding', choices: ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252', 'windows-1251', 'iso-8859-1', 'macintosh'].map((value) => ({ value, label: value })) },
]

/** Files that could not be read as they were sniffed: the error, and how else to read them. */
export function FailedInputs(): ReactElement | null {
  const failed = useSession((session) => session.failed)
  if (failed.length === 0) return null
  return (
    <Section title="Not read" note="nothing of these files is in the review">
      {failed.map((input) => <Failed key={input.grant.grant} input={input} />)}
    </Section>
  )
}

function Failed({ input }: { readonly input: FailedInput }): ReactElement {
  const [options, setOptions] = useState<ReadOptions>(input.options)
  const running = useSession((session) => session.jobs.length > 0)
  const choose = (id: string, value: string): void =>
    setOptions((now) => Object.fromEntries(Object.entries({ ...now, [id]: value }).filter(([, chosen]) => chosen !== asSniffed)))
  return (
    <>
      <Note
        tone="error"
        actions={(
          <>
            <Button isDisabled={running} onPress={() => void actions.retryInput(input.grant.grant, options)} label={`Read ${input.grant.name} again`}>Read again</Button>
            <Button kind="quiet" onPress={() => actions.forgetFailed(input.grant.grant)} label={`Let ${input.grant.name} go`}>Let it go</Button>
          </>
        )}
      >
        <strong>{input.grant.name}</strong>: {describeError(input.error)}
      </Note>
      <FormGrid>
        {questions.map(({ id, label, choices }) => (
          <Select key={id} label={label} value={options[id] ?? asSniffed} options={[{ value: asSniffed, label: 'As recognised' }, ...choices]} onChange={(value) => choose(id, value)} />
        ))}
      </FormGrid>
    </>
  )
}
