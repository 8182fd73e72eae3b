import { type ReactElement, useState } from 'react'
import type { ReviewEdit } from '../../../shared/review/edits'
import type { DatasetInput, ReviewState } from '../../../shared/review/state'
import { actions, useSession } from '../../session'
import { Button } from '../../ui/button'
import { Segmented } from '../../ui/choice'
import { TextField } from '../../ui/field'
import { counted, formatBytes, formatCount } from '../../ui/format'
import { Hash } from '../../ui/hash'
import { Note } from '../../ui/notice'
import { Select } from '../../ui/select'
import { datasetRoleWords, optionsOf } from '../../ui/words'
import { BesidePage } from './beside-page'
import { ColumnStrip } from './column-strip'
import { DecisionList } from './decision-list'
import { DataGrid } from './data-grid'
import styles from './inputs.module.css'
import { RejectedList } from './rejected-list'
import { RoleLanes } from './role-lanes'
import { RowsPage } from './rows-page'

type Tab = 'columns' | 'roles' | 'rows' | 'beside' | 'shape' | 'reading' | 'rejected'

interface DatasetPageProps {
  readonly dataset: DatasetInput
  readonly review: ReviewState
  readonly loaded: boolean
}

/** A dataset: what it is in the review, its columns, its rows, how it was read and what it could not read. */
export function DatasetPage({ dataset, review, loaded }: DatasetPageProps): ReactElement {
  const [tab, setTab] = useState<Tab>('columns')
  const [rejectedOf, setRejectedOf] = useState<string | null>(null)
  const unloaded = useSession((session) => session.unloaded)
  const { summary } = dataset
  const change = (patch: Extract<ReviewEdit, { edit: 'dataset.changed' }>['patch']): void => void actions.edit({ edit: 'dataset.changed', id: dataset.id, patch })
  return (
    <article className={styles.dataset}>
      <header className={styles.head}>
        <h2 className={styles.title}>{summary.name}</h2>
        <Select label="Role" inline value={dataset.role} options={optionsOf(datasetRoleWords)} onChange={(role) => change({ role })} className={styles.role} />
        <TextField label="Period" inline value={dataset.period} placeholder={dataset.role === 'production' ? '2026-03' : 'none'} onCommit={(period) => change({ period })} className={styles.period} />
        <Button kind="quiet" onPress={() => void actions.edit({ edit: 'dataset.removed', id: dataset.id })}>Remove</Button>
      </header>
      <p className={styles.facts}>
        <span>{counted(summary.rows, 'row')} × {counted(summary.columns.length, 'column')}{summary.kept === undefined ? '' : `, ${formatCount(summary.kept.rows)} kept`}{summary.windows === undefined ? '' : `, ${summary.windows.length} windows`}</span>
        <span>{summary.format}, {formatBytes(summary.size)}</span>
        <span>SHA-256 <Hash value={summary.sha256} /></span>
      </p>
      {summary.warnings.map((warning) => <Note key={warning} tone="warning">{warning}</Note>)}
      <div className={styles.tabs}>
        <Segmented
          label="What to show"
          value={tab}
          onChange={setTab}
          options={[
            { value: 'columns', label: `Columns ${summary.columns.length}` },
            { value: 'roles', label: 'Roles' },
            { value: 'rows', label: 'Rows' },
            { value: 'beside', label: 'Side by side' },
            { value: 'shape', label: 'Files, filter, origin' },
            { value: 'reading', label: `How it was read ${summary.decisions.length}` },
            { value: 'rejected', label: `Rejected cells ${formatCount(summary.rejectedCount)}` },
          ]}
        />
        {(tab === 'columns' || tab === 'roles') && review.rolesGuessed ? <Button kind="primary" icon="check" onPress={() => void actions.edit({ edit: 'roles.confirmed' })}>Confirm the guessed roles</Button> : null}
      </div>
      {(tab === 'columns' || tab === 'roles') && review.rolesGuessed ? <Note tone="warning">The roles shown are the machine’s guess. Changing one takes the others over as they are: look through all of them, then confirm.</Note> : null}
      {tab === 'columns' ? <ColumnStrip columns={summary.columns} roles={review.roles} guessed={review.rolesGuessed} onRejected={(column) => { setRejectedOf(column); setTab('rejected') }} /> : null}
      {tab === 'roles' ? <RoleLanes columns={summary.columns} roles={review.roles} guessed={review.rolesGuessed} /> : null}
      {tab === 'rows' ? loaded ? <DataGrid dataset={dataset.id} summary={summary} /> : <p className={styles.listNote}>Load the file to see its rows.</p> : null}
      {tab === 'beside' ? <BesidePage dataset={dataset} datasets={review.datasets} unloaded={unloaded} /> : null}
      {tab === 'shape' ? <RowsPage dataset={dataset} externalRuns={review.externalRuns} loaded={loaded} /> : null}
      {tab === 'reading' ? <DecisionList dataset={dataset} loaded={loaded} /> : null}
      {tab === 'rejected' ? <RejectedList summary={summary} column={rejectedOf} onColumn={setRejectedOf} /> : null}
    </article>
  )
}
