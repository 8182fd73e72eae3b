import { type ReactElement, useState } from 'react'
import type { Windows } from '../../../shared/contract/plan'
import type { DatasetInput, ExternalRunNote } from '../../../shared/review/state'
import { functionHelp, periodUnits } from '../../../shared/table'
import { actions } from '../../session'
import { Button } from '../../ui/button'
import { TextField } from '../../ui/field'
import { formatCount } from '../../ui/format'
import { FormGrid, Section } from '../../ui/page'
import { Select } from '../../ui/select'
import { right, Table } from '../../ui/table'
import { ExpressionField, type Tried } from './expression-field'
import { ExternalSection } from './external-section'
import { FilesSection } from './files-section'
import { JoinSection } from './join-section'
import styles from './rows-page.module.css'

interface RowsPageProps {
  readonly dataset: DatasetInput
  readonly loaded: boolean
}

/** What is made of a dataset's files before anything is computed: parts, a join, derived columns, filter, windows; and where it comes from. */
export function RowsPage({ dataset, externalRuns, loaded }: RowsPageProps & { readonly externalRuns: readonly ExternalRunNote[] }): ReactElement {
  return (
    <>
      <FilesSection dataset={dataset} loaded={loaded} />
      <JoinSection dataset={dataset} loaded={loaded} />
      <DerivedSection dataset={dataset} loaded={loaded} />
      <KeptSection dataset={dataset} loaded={loaded} />
      <WindowsSection dataset={dataset} loaded={loaded} />
      <OriginSection dataset={dataset} />
      <ExternalSection dataset={dataset} runs={externalRuns} loaded={loaded} />
    </>
  )
}

const taken = (tried: Tried | null, value: string): boolean => tried !== null && tried.of === value && 'preview' in tried

function DerivedSection({ dataset, loaded }: RowsPageProps): ReactElement {
  const [name, setName] = useState('')
  const [expression, setExpression] = useState('')
  const [tried, setTried] = useState<Tried | null>(null)
  const derive = dataset.summary.shape?.derive ?? []
  const derived = dataset.summary.derived ?? []
  const add = (): void => {
    void actions.shapeRows(dataset.id, { derive: [...derive, { column: name.trim(), expression }] })
    setName('')
    setExpression('')
  }
  return (
    <Section title="Derived columns" note="made from the columns above and before them; none of the file is replaced">
      {derived.length === 0 ? null : (
        <Table caption="Derived columns" hideCaption>
          <thead><tr><th scope="col">Column</th><th scope="col">Expression</th><th scope="col">Type</th><th scope="col" className={right}>Missing</th><th scope="col"><span aria-label="Actions" /></th></tr></thead>
          <tbody>
            {derived.map(({ column, expression: from, type, missing }) => (
              <tr key={column}>
                <td>{column}</td><td><code>{from}</code></td><td>{type}</td><td className={right}>{formatCount(missing)}</td>
                <td><Button kind="quiet" isDisabled={!loaded} label={`Remove ${column}`} onPress={() => void actions.shapeRows(dataset.id, { derive: derive.filter((other) => other.column !== column) })}>Remove</Button></td>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
      <div className={styles.line}>
        <TextField key={derived.length} label="Name" value={name} placeholder="monthly_income" isDisabled={!loaded} onCommit={setName} onTyping={setName} className={styles.name} />
        <ExpressionField dataset={dataset.id} label="Expression" placeholder="income / 12" value={expression} as="column" isDisabled={!loaded} onTyping={setExpression} onTried={setTried} />
        <Button isDisabled={!loaded || name.trim() === '' || !taken(tried, expression)} onPress={add}>Add column</Button>
      </div>
      <details className={styles.help}>
        <summary>What an expression can say</summary>
        <p>Columns by name (in `backticks` where the name has other signs), numbers, texts in quotes, + - * / %, comparisons, and, or, not, in (…), is missing. A missing cell makes the result missing, except where it makes no difference.</p>
        <ul>{functionHelp.map((line) => <li key={line}>{line}</li>)}</ul>
      </details>
    </Section>
  )
}

function KeptSection({ dataset, loaded }: RowsPageProps): ReactElement {
  const now = dataset.where ?? ''
  const [typed, setTyped] = useState({ of: now, text: now })
  const [tried, setTried] = useState<Tried | null>(null)
  const where = typed.of === now ? typed.text : now
  const { kept } = dataset.summary
  const keep = (next: string): void => void actions.shapeRows(dataset.id, { where: next })
  return (
    <Section title="Rows kept" note={kept === undefined ? 'all' : `${formatCount(kept.rows)} of ${formatCount(dataset.summary.rows)}; ${formatCount(kept.dropped)} left out, ${formatCount(kept.undecided)} more because the condition is missing`}>
      <div className={styles.line}>
        <ExpressionField dataset={dataset.id} label="Condition" placeholder="age >= 18 and region != 'test'" value={where} as="condition" isDisabled={!loaded} onTyping={(text) => setTyped({ of: now, text })} onTried={setTried} />
        <Button isDisabled={!loaded || where === now || !taken(tried, where)} onPress={() => keep(where)}>Keep these rows</Button>
        {now === '' ? null : <Button kind="quiet" isDisabled={!loaded} onPress={() => keep('')}>Keep all rows</Button>}
      </div>
    </Section>
  )
}

const whole = ''

function WindowsSection({ dataset, loaded }: RowsPageProps): ReactElement {
  const dates = dataset.summary.columns.filter(({ type }) => type === 'date')
  const { windows = null } = dataset
  const [by, setBy] = useState<Windows['by']>(windows?.by ?? 'month')
  const cut = (next: Windows | null): void => void actions.shapeRows(dataset.id, { windows: next })
  const periods = dataset.summary.windows ?? []
  return (
    <Section title="Windows" note={dataset.role === 'production' ? windows === null ? 'one dataset, not cut' : `${periods.length} windows` : 'for production data only'}>
      <FormGrid>
        <Select label="Cut by" value={windows?.column ?? whole} isDisabled={!loaded || (dataset.role !== 'production' && windows === null)} options={[{ value: whole, label: 'Leave whole' }, ...dates.map(({ name }) => ({ value: name, label: name }))]} onChange={(column) => cut(column === whole ? null : { column, by })} />
        <Select label="Into" value={windows?.by ?? by} isDisabled={!loaded} options={periodUnits.map((unit) => ({ value: unit, label: `${unit}s` }))} onChange={(unit) => { setBy(unit); if (windows !== null) cut({ ...windows, by: unit }) }} />
      </FormGrid>
      {periods.length === 0 ? null : <p className={styles.windows}>{periods.map(({ period, rows }) => <span key={period}>{period}: {formatCount(rows)}</span>)}</p>}
    </Section>
  )
}

function OriginSection({ dataset }: { readonly dataset: DatasetInput }): ReactElement {
  const origin = dataset.origin ?? { source: '', terms: '', collected: '' }
  const change = (patch: Partial<typeof origin>): void => void actions.edit({ edit: 'dataset.changed', id: dataset.id, patch: { origin: { ...origin, ...patch } } })
  return (
    <Section title="Provenance and terms of use" note="as you record them; printed in the pack">
      <FormGrid>
        <TextField label="Source" hint="Who supplied it, and from which system." value={origin.source} onCommit={(source) => change({ source })} />
        <TextField label="Terms of use" hint="Licence, agreement or legal basis." value={origin.terms} onCommit={(terms) => change({ terms })} />
        <TextField label="Collected" hint="When and how." value={origin.collected} onCommit={(collected) => change({ collected })} />
      </FormGrid>
    </Section>
  )
}
