import { type ReactElement, useState } from 'react'
import type { JoinReport } from '../../../shared/contract/engine'
import { rowNumberKey } from '../../../shared/contract/plan'
import type { DatasetInput } from '../../../shared/review/state'
import { actions } from '../../session'
import type { JoinCandidate } from '../../session/types'
import { Button } from '../../ui/button'
import { Checkbox } from '../../ui/choice'
import { formatCount } from '../../ui/format'
import { FormGrid, Section } from '../../ui/page'
import { Select } from '../../ui/select'
import { right, Table } from '../../ui/table'
import styles from './rows-page.module.css'

interface JoinSectionProps {
  readonly dataset: DatasetInput
  readonly loaded: boolean
}

/** A second file whose columns are matched by key, as labels that arrive later are. */
export function JoinSection({ dataset, loaded }: JoinSectionProps): ReactElement {
  const [candidate, setCandidate] = useState<JoinCandidate | null>(null)
  const { joined, shape } = dataset.summary
  const keys = shape?.join?.on.map(({ left, right: other }) => (left === rowNumberKey ? 'row number' : left === other ? left : `${left} = ${other}`)).join(', ')
  return (
    <Section
      title="Joined by key"
      note={joined === undefined ? 'nothing' : `${joined.columns.join(', ')} of ${joined.name} by ${keys ?? ''}`}
      actions={joined === undefined
        ? <Button icon="plus" isDisabled={!loaded} onPress={() => void actions.pickJoin().then(setCandidate)}>Join a file</Button>
        : <Button kind="quiet" isDisabled={!loaded} onPress={() => void actions.setJoin(dataset.id, null)}>Take the join away</Button>}
    >
      {joined !== undefined ? <Outcome report={joined} rows={dataset.summary.rows} /> : candidate === null ? null : <Choose dataset={dataset} candidate={candidate} onDone={() => setCandidate(null)} />}
    </Section>
  )
}

function Choose({ dataset, candidate, onDone }: { readonly dataset: DatasetInput; readonly candidate: JoinCandidate; readonly onDone: () => void }): ReactElement {
  const own = dataset.summary.columns.map(({ name }) => name)
  const theirs = candidate.summary.columns.map(({ name }) => name)
  const [left, setLeft] = useState(own.find((name) => theirs.includes(name)) ?? own[0] ?? '')
  const [key, setKey] = useState(theirs.includes(left) ? left : theirs[0] ?? '')
  const free = theirs.filter((name) => name !== key && !own.includes(name))
  const [dropped, setDropped] = useState<readonly string[]>([])
  const columns = free.filter((name) => !dropped.includes(name))
  const join = (): void => {
    void actions.setJoin(dataset.id, { grant: candidate.grant, spec: { file: candidate.grant.name, on: [{ left, right: key }], columns } }).then(onDone)
  }
  return (
    <>
      <FormGrid>
        <Select label="Key in this dataset" value={left} options={own.map((value) => ({ value, label: value }))} onChange={setLeft} />
        <Select label={`Key in ${candidate.grant.name}`} value={key} options={theirs.map((value) => ({ value, label: value }))} onChange={setKey} />
      </FormGrid>
      <p className={styles.windows}>
        {free.map((name) => <Checkbox key={name} isSelected={!dropped.includes(name)} onChange={(on) => setDropped(on ? dropped.filter((other) => other !== name) : [...dropped, name])}>{name}</Checkbox>)}
        {free.length === 0 ? 'It has no column that this dataset does not have.' : null}
      </p>
      <div className={styles.line}>
        <Button kind="primary" isDisabled={columns.length === 0} onPress={join}>Join</Button>
        <Button kind="quiet" onPress={onDone}>Leave it</Button>
      </div>
    </>
  )
}

const exampleWords: Readonly<Record<JoinReport['examples'][number]['what'], string>> = {
  unmatched: 'Keys without a partner', ambiguous: 'Keys that say several things', repeated: 'Keys repeated in the second file', shared: 'Keys that several rows here share', unused: 'Keys that no row here has',
}

function Outcome({ report, rows }: { readonly report: JoinReport; readonly rows: number }): ReactElement {
  const lines: readonly (readonly [string, number])[] = [
    [`of ${formatCount(rows)} rows matched`, report.matched], ['have a key that the second file does not have', report.unmatched], ['have no key', report.withoutKey],
    ['have a key that says several things there, and got nothing', report.ambiguous], [`of ${formatCount(report.rows)} rows of the second file were not asked for`, report.unused],
  ]
  return (
    <>
      <Table caption="Outcome of the join" hideCaption>
        <tbody>{lines.map(([words, count]) => <tr key={words}><td className={right}>{formatCount(count)}</td><td>{words}</td></tr>)}</tbody>
      </Table>
      {report.examples.map(({ what, keys }) => <p key={what} className={styles.tried}>{exampleWords[what]}: {keys.join(', ')}</p>)}
    </>
  )
}
