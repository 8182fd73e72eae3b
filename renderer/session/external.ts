import type { ExternalCommand } from '../../shared/contract/external'
import { ExpectedError } from '../../shared/contract/errors'
import { rowNumberKey } from '../../shared/contract/plan'
import { requireUsable } from '../../shared/review/external-run'
import { rolesHeld } from '../../shared/review/input-checks'
import type { DatasetInput, ReviewState } from '../../shared/review/state'
import { ask } from '../bridge'
import { callDesk } from '../engine'
import { datasetOf, readCandidate, setJoin } from './datasets'
import { edit } from './edits'
import { track } from './jobs'
import { say } from './notices'
import { store } from './store'

/**
 * Has a command of the reviewer's predict the rows of a dataset, outside the sandbox. Main asks the person
 * and records what ran; the file it left is kept where the person says and joined by row number, as
 * recorded predictions. This is the only place that asks for a command, and only a person's press leads here.
 */
export async function scoreOutside(id: string, command: ExternalCommand, column: string): Promise<void> {
  const dataset = datasetOf(id)
  const { review } = store.getState()
  if (review === null) return
  const columns = columnsSent(review, dataset)
  requireRoom(review, dataset, column)
  const { csv, rows } = await track(`Writing the rows of ${dataset.summary.name}`, (call) => callDesk('dataset.csv', { dataset: id, columns }, call))
  const { run, predictions, said } = await track('External scorer, outside the sandbox', () => ({ result: ask('external.run', { command, rows: csv }), cancel: () => void ask('external.stop') }))
  await edit({ edit: 'external.ran', run: { ...run, dataset: { name: dataset.summary.name, sha256: dataset.summary.sha256 }, columns } })
  requireUsable(run, said)
  await keep(id, dataset, predictions!, rows, column)
}

/** Joins the file a command left, once the person has said where it is kept. */
async function keep(id: string, dataset: DatasetInput, predictions: Uint8Array, rows: number, column: string): Promise<void> {
  const target = await ask('files.save', { purpose: 'csv', suggestedName: `${dataset.summary.name.replace(/\.[^.]+$/, '')}-predictions.csv` })
  if (target === null) {
    say('inputs', 'The predictions were not kept; that the command ran is in the log.', 'warning')
    return
  }
  const { file } = await ask('files.write', { grant: target.grant, bytes: predictions })
  const { grant, summary } = await readCandidate(file)
  const names = summary.columns.map(({ name }) => name)
  if (!names.includes(column)) throw new ExpectedError('external.column', `The external scorer wrote no column "${column}".`, { file: file.name, remedy: `It wrote ${names.join(', ')}: name one of these.` })
  const numbered = names.includes('row') && column !== 'row'
  if (!numbered && summary.rows !== rows) throw new ExpectedError('external.rows', `The external scorer was given ${rows.toLocaleString('en')} rows and wrote ${summary.rows.toLocaleString('en')}.`, { file: file.name, remedy: 'Have it write the column "row" too, so that each prediction finds its row.' })
  await setJoin(id, { grant, spec: { file: file.name, on: [{ left: rowNumberKey, right: numbered ? 'row' : rowNumberKey }], columns: [column] } })
  await edit({ edit: 'roles.changed', columns: [column], roles: ['prediction'] })
  const { joined } = datasetOf(id).summary
  const without = rows - (joined?.matched ?? 0)
  if (without > 0) say('inputs', `${without.toLocaleString('en')} of ${rows.toLocaleString('en')} rows got no prediction from the external scorer; see Joined by key.`, 'warning')
  else say('inputs', `Each of ${rows.toLocaleString('en')} rows has its prediction, as "${column}".`)
}

/** What a command is given: the features, never the outcome it is to be judged by. */
function columnsSent(review: ReviewState, { summary }: DatasetInput): readonly string[] {
  if (review.rolesGuessed) throw new ExpectedError('external.roles', 'The roles of the columns are a guess, and they decide which columns the external scorer is given.', { remedy: 'Confirm them under Columns.' })
  const columns = summary.columns.map(({ name }) => name).filter((name) => rolesHeld(review.roles, name).includes('feature'))
  if (columns.length === 0) throw new ExpectedError('external.no-features', `No column of ${summary.name} is a feature, so there is nothing to give to the external scorer.`, { remedy: 'Give the role to the columns the model takes.' })
  return columns
}

/** Everything that would make the predictions useless is said before a command is run. */
function requireRoom({ roles }: ReviewState, { summary }: DatasetInput, column: string): void {
  if (column === '') throw new ExpectedError('external.column', 'Which column of predictions.csv holds the predictions is not said.', { remedy: 'Name it.' })
  if (summary.joined !== undefined) throw new ExpectedError('external.joined', `${summary.name} has a file joined to it already, and there can be one.`, { file: summary.name, remedy: 'Take that join away first.' })
  if (summary.columns.some(({ name }) => name === column)) throw new ExpectedError('join.name-taken', `${summary.name} has a column "${column}" already.`, { column, remedy: 'Have the command write its predictions under another name.' })
  const other = summary.columns.find(({ name }) => rolesHeld(roles, name).includes('prediction'))
  if (other !== undefined) throw new ExpectedError('external.prediction', `${summary.name} has a recorded prediction already, "${other.name}".`, { column: other.name, remedy: 'Take the role from it first: the external scorer would come second and count as a challenger.' })
}
