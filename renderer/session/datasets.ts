import type { SourceRef } from '../../shared/contract/bytes'
import type { DatasetAsk, DatasetSummary, ExpressionPreview } from '../../shared/contract/engine'
import { ExpectedError } from '../../shared/contract/errors'
import type { Grant } from '../../shared/contract/ipc'
import type { Join, Windows } from '../../shared/contract/plan'
import type { ReadOptions } from '../../shared/contract/table'
import { datasetFiles } from '../../shared/review/dataset-files'
import { rowsAsked } from '../../shared/review/setup'
import type { DatasetInput } from '../../shared/review/state'
import { byPartName } from '../../shared/table'
import { ask } from '../bridge'
import { callDesk } from '../engine'
import { edit } from './edits'
import { track } from './jobs'
import { sourceOf } from './source-of'
import { held, store } from './store'

/** The files of a dataset: its parts in order, and a second file whose columns are joined to them. */
export interface DatasetGrants {
  readonly parts: readonly Grant[]
  readonly join?: { readonly grant: Grant; readonly spec: Join }
}

const partKey = (id: string, index: number): string => (index === 0 ? id : `${id}#${index + 1}`)
const joinKey = (id: string): string => `${id}#join`

/** Opens the files of a dataset under its id and remembers where they are. */
export async function openDataset(id: string, { parts, join }: DatasetGrants, options: ReadOptions, asked: DatasetAsk = {}): Promise<DatasetSummary> {
  const [first] = parts
  if (first === undefined) throw new ExpectedError('parts.none', 'No file was given.', { remedy: 'Choose one.' })
  const sources = parts.map(sourceOf)
  const joined = join === undefined ? null : { source: sourceOf(join.grant), spec: join.spec }
  const summary = await openSources(id, first.name, sources, joined, options, asked)
  const grants = [...parts, ...(join === undefined ? [] : [join.grant])]
  for (const [index, { sha256 }] of datasetFiles(summary).entries()) await ask('files.remember', { grant: grants[index]!.grant, sha256 })
  return summary
}

async function openSources(id: string, name: string, sources: readonly SourceRef[], join: { readonly source: SourceRef; readonly spec: Join } | null, options: ReadOptions, asked: DatasetAsk): Promise<DatasetSummary> {
  const [source, ...parts] = sources
  if (source === undefined) throw new ExpectedError('input.not-loaded', 'This dataset is not loaded.', { remedy: 'Load the inputs first.' })
  const request = { dataset: id, source, options, ask: asked, ...(parts.length === 0 ? {} : { parts }), ...(join === null ? {} : { join }) }
  const summary = await track(`Reading ${name}`, (call) => callDesk('dataset.open', request, call))
  for (const key of [...held.sources.keys()]) if (key.startsWith(`${id}#`)) held.sources.delete(key)
  sources.forEach((ref, index) => held.sources.set(partKey(id, index), ref))
  if (join !== null) held.sources.set(joinKey(id), join.source)
  return summary
}

function heldParts(id: string): readonly SourceRef[] {
  const parts: SourceRef[] = []
  for (let index = 0; ; index++) {
    const part = held.sources.get(partKey(id, index))
    if (part === undefined) return parts
    parts.push(part)
  }
}

/** What a dataset of the review asks of its rows. */
export function askOf({ summary, filter, where, windows }: DatasetInput): DatasetAsk {
  return { filter, ...(summary.shape?.derive === undefined ? {} : { derive: summary.shape.derive }), ...rowsAsked(where, windows) }
}

/** A dataset of the review that is loaded. @throws `input.not-loaded`. */
export function datasetOf(id: string): DatasetInput {
  const dataset = store.getState().review?.datasets.find((d) => d.id === id)
  if (dataset === undefined || !held.sources.has(id)) throw new ExpectedError('input.not-loaded', 'This dataset is not loaded.', { remedy: 'Load the inputs first.' })
  return dataset
}

interface Change {
  readonly options?: ReadOptions
  readonly parts?: readonly SourceRef[]
  /** Null takes the join away. */
  readonly join?: { readonly source: SourceRef; readonly spec: Join } | null
}

/** Reads the files of a dataset again with one thing changed. */
async function openAgain(id: string, change: Change): Promise<void> {
  const dataset = datasetOf(id)
  const options = change.options ?? dataset.options
  const spec = dataset.summary.shape?.join
  const source = held.sources.get(joinKey(id))
  const join = change.join === undefined ? (spec === undefined || source === undefined ? null : { source, spec }) : change.join
  const summary = await openSources(id, dataset.summary.name, change.parts ?? heldParts(id), join, options, askOf(dataset))
  await edit({ edit: 'dataset.set', dataset: { ...dataset, options, summary } })
}

/** Reads a dataset again as the person says it should be read. */
export const reread = (id: string, options: ReadOptions): Promise<void> => openAgain(id, { options })

/** Picks further files of the same columns and puts them below those there are, all in order of name. */
export async function addParts(id: string): Promise<void> {
  datasetOf(id)
  const grants = await ask('files.pick', { purpose: 'inputs', multiple: true })
  if (grants.length === 0) return
  const parts = [...heldParts(id), ...grants.map(sourceOf)].sort((a, b) => byPartName(nameOf(a), nameOf(b)))
  await openAgain(id, { parts })
  const { review } = store.getState()
  const now = review?.datasets.find((d) => d.id === id)
  for (const grant of grants) {
    const fact = now?.summary.parts?.find(({ name, size }) => name === grant.name && size === grant.size)
    if (fact !== undefined) await ask('files.remember', { grant: grant.grant, sha256: fact.sha256 })
  }
}

/** Takes one file out of a dataset of parts. */
export async function removePart(id: string, index: number): Promise<void> {
  const parts = heldParts(id)
  if (parts.length > 1) await openAgain(id, { parts: parts.filter((_, at) => at !== index) })
}

/** A second file that a person picked to join, with its columns; it waits until they say by which key. */
export interface JoinCandidate {
  readonly grant: Grant
  readonly summary: DatasetSummary
}

export async function pickJoin(): Promise<JoinCandidate | null> {
  const [grant] = await ask('files.pick', { purpose: 'inputs', multiple: false })
  return grant === undefined ? null : readCandidate(grant)
}

/** Reads a file that is to be joined, without keeping its table. */
export async function readCandidate(grant: Grant): Promise<JoinCandidate> {
  const source = sourceOf(grant)
  const summary = await track(`Reading ${grant.name}`, (call) => callDesk('dataset.open', { dataset: 'join-candidate', source, options: {} }, call))
  await callDesk('dataset.close', { dataset: 'join-candidate' }).result
  await ask('files.remember', { grant: grant.grant, sha256: summary.sha256 })
  return { grant, summary }
}

/** Joins the picked file, or takes the join away. */
export async function setJoin(id: string, join: { readonly grant: Grant; readonly spec: Join } | null): Promise<void> {
  await openAgain(id, { join: join === null ? null : { source: sourceOf(join.grant), spec: join.spec } })
}

/** Changes derived columns, the filter or the windows of a dataset; nothing is taken when one of them is wrong. */
export async function shapeRows(id: string, patch: Pick<DatasetAsk, 'derive' | 'where'> & { readonly windows?: Windows | null }): Promise<void> {
  const dataset = datasetOf(id)
  const asked: DatasetAsk = { ...askOf(dataset), ...patch }
  const summary = await track(`Shaping ${dataset.summary.name}`, (call) => callDesk('dataset.shape', { dataset: id, ask: asked }, call))
  await edit({ edit: 'dataset.set', dataset: { ...dataset, summary, where: asked.where ?? '', windows: asked.windows ?? null } })
}

/** What an expression would give; rejects with the mistake and its place. */
export function tryExpression(dataset: string, expression: string, as: 'column' | 'condition'): Promise<ExpressionPreview> {
  return callDesk('dataset.try', { dataset, expression, as }).result
}

const nameOf = (ref: SourceRef): string => (ref.kind === 'file' ? ref.file.name : ref.name)
