import type { ReactElement } from 'react'
import type { DatasetInput, ReviewState } from '../../../shared/review/state'
import { actions, useSession } from '../../session'
import { Button } from '../../ui/button'
import { cx } from '../../ui/cx'
import { DropHint } from '../../ui/drop-hint'
import { counted, formatCount } from '../../ui/format'
import { Icon } from '../../ui/icon'
import { NoReview } from '../../ui/no-review'
import { Note } from '../../ui/notice'
import { Empty, Page } from '../../ui/page'
import { PlaceNotices } from '../../ui/place-notices'
import { keysOf } from '../../ui/run-command'
import { useView } from '../../ui/view'
import { datasetRoleWords } from '../../ui/words'
import { DatasetPage } from './dataset-page'
import { FailedInputs } from './failed-inputs'
import styles from './inputs.module.css'
import { ModelPage } from './model-page'
import { SettingsPage } from './settings-page'

/** The artifact, the datasets, and what ties them together. */
export function Inputs(): ReactElement {
  const review = useSession((session) => session.review)
  if (review === null) return <NoReview title="Inputs">The model artifact and the datasets: how each was read, what each column is, and what the score leads to.</NoReview>
  if (review.model === null && review.datasets.length === 0) {
    return (
      <Page title="Inputs">
        <PlaceNotices place="inputs" />
        <FailedInputs />
        <DropHint onPress={() => void actions.pickInputs()}>
          <strong>Drop the artifact and its data here.</strong> ONNX, XGBoost, LightGBM, PMML; CSV, Excel, Parquet, Arrow, SQLite, JSON lines.
        </DropHint>
        <Empty title="No files yet" actions={<><Button kind="primary" icon="plus" keys={keysOf('inputs.add')} onPress={() => void actions.pickInputs()}>Add files</Button><Button onPress={() => void actions.pickInputs(true)}>Add a model folder</Button></>}>
          The artifact and the data it was developed, tested and used on. Each file is told apart by its content, read in a sandbox and named by its SHA-256. Nothing is copied, and nothing in it is executed.
        </Empty>
      </Page>
    )
  }
  return <InputsOf review={review} />
}

function InputsOf({ review }: { readonly review: ReviewState }): ReactElement {
  const wanted = useView((view) => view.dataset)
  const show = useView((view) => view.showDataset)
  const unloaded = useSession((session) => session.unloaded)
  const dataset = review.datasets.find(({ id }) => id === wanted) ?? (wanted === 'model' || wanted === 'settings' ? null : (review.datasets[0] ?? null))
  const shown = dataset?.id ?? (wanted === 'settings' || review.model === null ? 'settings' : 'model')
  const rows = review.datasets.reduce((sum, { summary }) => sum + summary.rows, 0)
  return (
    <Page
      title="Inputs"
      lead={`${review.model === null ? 'No artifact' : '1 artifact'}, ${counted(review.datasets.length, 'dataset')}, ${counted(rows, 'row')}`}
      flush
      actions={<><Button onPress={() => void actions.pickInputs(true)}>Add a model folder</Button><Button icon="plus" onPress={() => void actions.pickInputs()}>Add files</Button></>}
    >
      <div className={styles.split}>
        <nav className={styles.list} aria-label="Inputs" data-pane="list">
          <h2 className={styles.listTitle}>Artifact and decision</h2>
          {review.model === null
            ? <p className={styles.listNote}>None: only recorded predictions can be reviewed.</p>
            : <Entry icon="overview" title={review.model.name} note={`${review.model.card.format}${unloaded.includes('model') ? ', not loaded' : ''}`} isCurrent={shown === 'model'} onShow={() => show('model')} />}
          <Entry icon="plan" title="Task and decision" note="positive class, threshold, mapping" isCurrent={shown === 'settings'} onShow={() => show('settings')} />
          <h2 className={styles.listTitle}>Datasets</h2>
          {review.datasets.map((input) => <Entry key={input.id} icon="inputs" title={input.summary.name} note={noteOf(input, unloaded.includes(input.id))} isCurrent={shown === input.id} onShow={() => show(input.id)} />)}
        </nav>
        <div className={styles.detail} data-pane="detail" tabIndex={0} role="region" aria-label="Input">
          <PlaceNotices place="inputs" />
          <FailedInputs />
          {unloaded.length === 0 ? null : <Note tone="warning" actions={<Button onPress={() => void actions.loadInputs()}>Load the inputs</Button>}>{counted(unloaded.length, 'input')} of this review {unloaded.length === 1 ? 'is' : 'are'} not loaded. What is shown was read before; rows and new runs need the files.</Note>}
          {dataset === null ? shown === 'model' && review.model !== null ? <ModelPage model={review.model} before={review.modelBefore} reperformed={review.runs.find(({ analysis }) => analysis === 'stability.re-performance') ?? null} /> : <SettingsPage review={review} /> : <DatasetPage key={dataset.id} dataset={dataset} review={review} loaded={!unloaded.includes(dataset.id)} />}
        </div>
      </div>
    </Page>
  )
}

function noteOf({ role, period, summary }: DatasetInput, unloaded: boolean): string {
  return `${datasetRoleWords[role]}${period === '' ? '' : ` ${period}`}, ${formatCount(summary.rows)} rows${unloaded ? ', not loaded' : ''}`
}

function Entry({ icon, title, note, isCurrent, onShow }: { readonly icon: 'overview' | 'inputs' | 'plan'; readonly title: string; readonly note: string; readonly isCurrent: boolean; readonly onShow: () => void }): ReactElement {
  return (
    <button type="button" className={cx(styles.entry)} onClick={onShow} {...(isCurrent ? { 'aria-current': 'page' } : {})}>
      <Icon name={icon} />
      <span className={styles.entryWords}>
        <span className={styles.entryTitle}>{title}</span>
        <span className={styles.entryNote}>{note}</span>
      </span>
    </button>
  )
}
