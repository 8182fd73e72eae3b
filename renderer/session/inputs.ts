import { analyses } from '../../shared/analyses/registry'
import type { DatasetAsk, DatasetSummary, ModelSummary } from '../../shared/contract/engine'
import { ExpectedError, toErrorReport } from '../../shared/contract/errors'
import type { Grant } from '../../shared/contract/ipc'
import type { PlanDataset } from '../../shared/contract/plan'
import type { ReadOptions } from '../../shared/contract/table'
import { datasetFiles } from '../../shared/review/dataset-files'
import { editsFromPlan, parsePlan, type OpenedDataset } from '../../shared/review/from-plan'
import { guessDataset } from '../../shared/review/guess-dataset'
import { guessRoles, rowsAsked } from '../../shared/review/setup'
import type { DatasetInput } from '../../shared/review/state'
import { byPartName } from '../../shared/table'
import { ask } from '../bridge'
import { callDesk } from '../engine'
import { askOf, openDataset, type DatasetGrants } from './datasets'
import { edit } from './edits'
import { track } from './jobs'
import { report, say } from './notices'
import { newReview, openReview } from './review-file'
import { sourceOf } from './source-of'
import { held, store } from './store'
import { verifyPack } from './verification'

const modelId = 'model'
const comparedId = 'model-before'

/** The next free dataset id of the open review: d1, d2, ... */
function freshId(taken: readonly string[]): string {
  for (let n = 1; ; n++) if (!taken.includes(`d${n}`)) return `d${n}`
}

export async function openModel(grant: Grant): Promise<ModelSummary> {
  const source = sourceOf(grant)
  const summary = await track(`Reading ${grant.name}`, (call) => callDesk('model.open', { model: modelId, source }, call))
  held.sources.set(modelId, source)
  await ask('files.remember', { grant: grant.grant, sha256: summary.sha256 })
  return summary
}

/** Reads another version of the artifact, picked by the person, to be compared with the one under review. */
export async function pickEarlierModel(folder: boolean): Promise<void> {
  const [grant] = await ask('files.pick', { purpose: 'inputs', multiple: false, folder })
  if (grant === undefined) return
  const source = sourceOf(grant)
  const { kind, reason } = await callDesk('file.identify', { source }).result
  if (kind !== 'model') throw new ExpectedError('model.not-a-model', `${grant.name} is no model artifact that can be compared. ${reason}`, { file: grant.name })
  const model = await track(`Reading ${grant.name}`, (call) => callDesk('model.open', { model: comparedId, source }, call))
  await callDesk('model.close', { model: comparedId }).result
  await edit({ edit: 'model.compared', model })
}

/** Puts files where they belong: each is identified by its content. One bad file does not stop the others. */
export async function addGrants(grants: readonly Grant[]): Promise<void> {
  const kinds: { readonly grant: Grant; readonly kind: string; readonly reason: string }[] = []
  for (const grant of grants) {
    try {
      const { kind, reason } = await callDesk('file.identify', { source: sourceOf(grant) }).result
      kinds.push({ grant, kind, reason })
    } catch (thrown) {
      await report(store.getState().place, thrown)
    }
  }
  const of = (kind: string): Grant[] => kinds.filter((k) => k.kind === kind).map((k) => k.grant)
  for (const { reason } of kinds.filter((k) => k.kind === 'unknown')) await report(store.getState().place, new ExpectedError('file.unknown', reason))
  const [review] = of('review')
  if (review !== undefined) return openReview(review, false)
  const [pack] = of('pack')
  if (pack !== undefined) return verifyPack(pack)
  const [plan] = of('plan')
  if (plan !== undefined) return openPlan(plan, grants)
  const inputs = [...of('model'), ...of('dataset')]
  if (inputs.length === 0) return
  if (store.getState().review === null) await newReview(inputs[0]?.name.replace(/\.[^.]+$/, '') ?? 'Review')
  for (const grant of of('model')) await addModel(grant).catch((thrown: unknown) => report('inputs', thrown))
  // Cancelling means the lot, not the one file that happened to be read.
  for (const grant of of('dataset')) if (!(await tryDataset(grant, {}))) break
  store.setState({ place: 'inputs' })
}

async function addModel(grant: Grant): Promise<void> {
  const model = await openModel(grant)
  await edit({ edit: 'model.set', model })
  await edit({ edit: 'setup.changed', patch: { task: model.card.task, output: null, mapping: {} } })
  const { review } = store.getState()
  if (review?.governance.modelName === '') await edit({ edit: 'governance.changed', patch: { modelName: grant.name.replace(/\.[^.]+$/, '') } })
  await guessAgain()
}

async function addDataset(grant: Grant, options: ReadOptions): Promise<void> {
  const taken = store.getState().review?.datasets.map((d) => d.id) ?? []
  const id = freshId(taken)
  const summary = await openDataset(id, { parts: [grant] }, options)
  await edit({ edit: 'dataset.set', dataset: { id, ...guessDataset(grant.name), options, filter: [], summary } })
  await guessAgain()
}

/**
 * A dataset that cannot be read stays on the list, with its error, until the person reads it
 * otherwise or lets it go. Answers false when the reading was cancelled.
 */
async function tryDataset(grant: Grant, options: ReadOptions): Promise<boolean> {
  try {
    await addDataset(grant, options)
    forgetFailed(grant.grant)
    return true
  } catch (thrown) {
    const error = toErrorReport(thrown)
    if (error.code === 'unexpected' || error.code === 'job.cancelled') {
      await report('inputs', thrown)
      return error.code === 'unexpected'
    }
    store.setState(({ failed }) => ({ failed: [...failed.filter((f) => f.grant.grant !== grant.grant), { grant, options, error }] }))
    return true
  }
}

/** Reads a file that failed again, as the person says it should be read. */
export async function retryInput(grant: string, options: ReadOptions): Promise<void> {
  const found = store.getState().failed.find((f) => f.grant.grant === grant)
  if (found !== undefined) await tryDataset(found.grant, options)
}

export function forgetFailed(grant: string): void {
  store.setState(({ failed }) => ({ failed: failed.filter((f) => f.grant.grant !== grant) }))
}

/** Guesses the roles anew while no person has confirmed them: new columns may have come. */
export async function guessAgain(): Promise<void> {
  const { review } = store.getState()
  if (review?.rolesGuessed !== true) return
  await edit({ edit: 'roles.guessed', roles: guessRoles(review.datasets.map((d) => d.summary), review.model, review.mapping) })
}

/** Opens a plan with the files it names, which must be among the grants. */
async function openPlan(plan: Grant, grants: readonly Grant[]): Promise<void> {
  const response = await fetch(`/__file/${plan.grant}`)
  const said = parsePlan(await response.text(), plan.name)
  const byName = new Map(grants.map((g) => [g.name, g]))
  await newReview(said.title)
  await followPlan(said, {
    file: (file) => {
      const found = byName.get(file.split(/[\\/]/).at(-1) ?? file)
      if (found === undefined) throw new ExpectedError('plan.missing-file', `The plan names ${file}, which was not given.`, { file, remedy: 'Drop the plan together with all its files.' })
      return found
    },
    folder: (file) => { throw new ExpectedError('plan.folder', `The plan names the folder ${file}; a plan that is dropped names its files one by one.`, { file, remedy: 'List them as file and parts, or run the plan from the command line.' }) },
  })
  store.setState({ place: 'overview' })
}

/** Where a plan's files are: one by the name the plan uses, or all in a folder it names (with a slash at the end). */
export interface PlanFiles {
  readonly file: (name: string) => Grant
  readonly folder: (name: string) => readonly Grant[]
}

/** Loads what a plan names into the open review and sets it up as the plan says. */
export async function followPlan(plan: ReturnType<typeof parsePlan>, { file: find, folder }: PlanFiles): Promise<void> {
  const model = plan.model.file === undefined ? null : await openModel(find(plan.model.file))
  const opened: OpenedDataset[] = []
  for (const [index, planned] of plan.datasets.entries()) {
    const { file, parts = [], join, read, filter, derive, where, windows } = planned
    const grants = [...(file.endsWith('/') ? [...folder(file)].sort((a, b) => byPartName(a.name, b.name)) : [find(file)]), ...parts.map((part) => find(part.file))]
    if (grants.length === 0) throw new ExpectedError('plan.missing-file', `The folder ${file} of the plan holds no file.`, { file })
    const asked: DatasetAsk = { filter, ...(derive === undefined ? {} : { derive }), ...rowsAsked(where, windows) }
    const summary = await openDataset(`d${index + 1}`, { parts: grants, ...(join === undefined ? {} : { join: { grant: find(join.file), spec: join } }) }, read, asked)
    requireSameFiles(planned, summary)
    opened.push({ planned, summary })
  }
  for (const next of editsFromPlan(plan, model, opened, analyses.map((a) => a.id))) await edit(next)
}

/** The located files of a dataset, as they are opened: parts first, then the one joined. */
function grantsOf({ summary }: DatasetInput, grants: readonly Grant[]): DatasetGrants {
  const spec = summary.shape?.join
  if (spec === undefined) return { parts: grants }
  return { parts: grants.slice(0, -1), join: { grant: grants.at(-1)!, spec } }
}

/** A plan may say which content its files must have. @throws `plan.other-file` for one that has another. */
function requireSameFiles({ file, sha256, parts = [], join }: PlanDataset, summary: DatasetSummary): void {
  const files = datasetFiles(summary)
  const own = file.endsWith('/') ? [] : [sha256, ...parts.map((part) => part.sha256)]
  files.forEach(({ name, sha256: found }, index) => {
    const expected = join !== undefined && index === files.length - 1 ? join.sha256 : own[index]
    if (expected !== undefined && expected !== found) throw new ExpectedError('plan.other-file', `${name} is not the file of the plan: its SHA-256 is ${found}, the plan says ${expected}.`, { file: name, remedy: 'Find the original file, or take the hash out of the plan.' })
  })
}

/** Finds the files of a reopened review by hash and loads them; says which were not found. */
export async function loadInputs(offered: readonly Grant[] = []): Promise<void> {
  const { review, file } = store.getState()
  if (review === null) return
  const missing: string[] = []
  const locate = async (name: string, sha256: string): Promise<Grant | null> =>
    offered.find((g) => g.name === name) ?? ask('files.locate', { sha256, name, review: file?.grant.grant ?? null })
  const loaded = (id: string): void => store.setState(({ unloaded }) => ({ unloaded: unloaded.filter((u) => u !== id) }))
  for (const id of [...store.getState().unloaded]) {
    const dataset = review.datasets.find((d) => d.id === id)
    const wanted = id === modelId ? review.model : dataset?.summary
    if (wanted == null) { loaded(id); continue }
    const files = dataset === undefined ? [wanted] : datasetFiles(dataset.summary)
    const located = await Promise.all(files.map(({ name, sha256 }) => locate(name, sha256)))
    const grants = located.filter((grant) => grant !== null)
    if (grants.length < files.length) {
      missing.push(...files.filter((_, index) => located[index] === null).map(({ name }) => name))
      continue
    }
    const found = dataset === undefined ? await openModel(grants[0]!) : await openDataset(id, grantsOf(dataset, grants), dataset.options, askOf(dataset))
    const same = found.sha256 === wanted.sha256 && (dataset?.summary.joined === undefined || ('joined' in found && found.joined.sha256 === dataset.summary.joined.sha256))
    if (!same) throw new ExpectedError('input.changed', `${wanted.name} is not the file of this review: its SHA-256 differs.`, { file: wanted.name, remedy: 'Find the original file; results on another file would not be this review.' })
    loaded(id)
  }
  if (missing.length > 0) say('inputs', `Not found with the content this review was made on: ${missing.join(', ')}; moved, or changed since. Pick or drop the original ${missing.length === 1 ? 'file' : 'files'} to go on.`, 'warning')
}

