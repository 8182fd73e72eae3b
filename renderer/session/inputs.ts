import { analyses } from '../../shared/analyses/registry'
import type { DatasetSummary, ModelSummary } from '../../shared/contract/engine'
import { ExpectedError, toErrorReport } from '../../shared/contract/errors'
import type { Grant } from '../../shared/contract/ipc'
import type { ReadOptions } from '../../shared/contract/table'
import { editsFromPlan, parsePlan, type OpenedDataset } from '../../shared/review/from-plan'
import { guessDataset } from '../../shared/review/guess-dataset'
import { guessRoles } from '../../shared/review/setup'
import { ask } from '../bridge'
import { callDesk } from '../engine'
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

export async function openDataset(id: string, grant: Grant, options: ReadOptions): Promise<DatasetSummary> {
  const source = sourceOf(grant)
  const summary = await track(`Reading ${grant.name}`, (call) => callDesk('dataset.open', { dataset: id, source, options }, call))
  held.sources.set(id, source)
  await ask('files.remember', { grant: grant.grant, sha256: summary.sha256 })
  return summary
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
  const summary = await openDataset(id, grant, options)
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

async function guessAgain(): Promise<void> {
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
  await followPlan(said, (file) => {
    const found = byName.get(file.split(/[\\/]/).at(-1) ?? file)
    if (found === undefined) throw new ExpectedError('plan.missing-file', `The plan names ${file}, which was not given.`, { file, remedy: 'Drop the plan together with all its files.' })
    return found
  })
  store.setState({ place: 'overview' })
}

/** Loads what a plan names into the open review and sets it up as the plan says. */
export async function followPlan(plan: ReturnType<typeof parsePlan>, find: (file: string) => Grant): Promise<void> {
  const model = plan.model.file === undefined ? null : await openModel(find(plan.model.file))
  const opened: OpenedDataset[] = []
  for (const [index, planned] of plan.datasets.entries()) {
    opened.push({ planned, summary: await openDataset(`d${index + 1}`, find(planned.file), planned.read) })
  }
  for (const next of editsFromPlan(plan, model, opened, analyses.map((a) => a.id))) await edit(next)
}

/** Reads a dataset again as the person says it should be read. */
export async function reread(id: string, options: ReadOptions): Promise<void> {
  const dataset = store.getState().review?.datasets.find((d) => d.id === id)
  const source = held.sources.get(id)
  if (dataset === undefined || source === undefined) throw new ExpectedError('input.not-loaded', 'This dataset is not loaded.', { remedy: 'Load the inputs first.' })
  const summary = await track(`Reading ${dataset.summary.name}`, (call) => callDesk('dataset.open', { dataset: id, source, options }, call))
  await edit({ edit: 'dataset.set', dataset: { ...dataset, options, summary } })
  await guessAgain()
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
    const grant = await locate(wanted.name, wanted.sha256)
    if (grant === null) { missing.push(wanted.name); continue }
    const found = dataset === undefined ? await openModel(grant) : await openDataset(id, grant, dataset.options)
    if (found.sha256 !== wanted.sha256) throw new ExpectedError('input.changed', `${wanted.name} is not the file of this review: its SHA-256 differs.`, { file: wanted.name, remedy: 'Find the original file; results on another file would not be this review.' })
    loaded(id)
  }
  if (missing.length > 0) say('inputs', `Not found: ${missing.join(', ')}. Pick or drop ${missing.length === 1 ? 'it' : 'them'} to go on.`, 'warning')
}

