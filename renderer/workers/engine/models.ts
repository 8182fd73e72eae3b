import onnxWasmUrl from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url'
import type { SourceRef } from '../../../shared/contract/bytes'
import type { EngineCalls, ModelSummary } from '../../../shared/contract/engine'
import { ExpectedError } from '../../../shared/contract/errors'
import type { JobContext } from '../../../shared/contract/job'
import type { ReadModel, Scorer } from '../../../shared/contract/model'
import { configureOnnx, readModel } from '../../../shared/model'
import { datasetTable } from './datasets'
import { hashSource } from './hash'
import { scoresToCsv } from './scores-csv'
import { namingFile, openSource } from './source'

configureOnnx({ wasmUrl: onnxWasmUrl })

const open = new Map<string, ReadModel>()

/** Hashes and reads an artifact; nothing in it is executed to learn what it is. */
export async function openModel(request: EngineCalls['model.open']['request'], job: JobContext): Promise<ModelSummary> {
  const source = openSource(request.source)
  const sha256 = await hashSource(source, job)
  const read = await namingFile(source.name, () => readModel(source, job))
  open.set(request.model, read)
  return { model: request.model, name: source.name, size: source.size, sha256, card: read.card, scorable: read.createScorer !== null }
}

export function closeModel(id: string): null {
  open.delete(id)
  return null
}

/** Reads an artifact for one run and checks that it is the file the review speaks of. */
export async function modelForRun(
  model: { readonly source: SourceRef; readonly sha256: string }, mapping: Readonly<Record<string, string>>, job: JobContext,
): Promise<{ readonly card: ReadModel['card']; readonly scorer: Scorer | null }> {
  const source = openSource(model.source)
  const sha256 = await hashSource(source, job)
  if (sha256 !== model.sha256) throw new ExpectedError('model.changed', `${source.name} is not the file that was loaded: its SHA-256 changed.`, { file: source.name, remedy: 'Load the artifact again in Inputs.' })
  const { card, createScorer } = await readModel(source, job)
  return { card, scorer: createScorer === null ? null : await createScorer(mapping) }
}

export async function scoreDataset(request: EngineCalls['model.score']['request'], job: JobContext): Promise<EngineCalls['model.score']['response']> {
  const read = open.get(request.model)
  if (read === undefined) throw new ExpectedError('input.not-loaded', 'This model is not loaded.', { remedy: 'Load the artifact again in Inputs.' })
  if (read.createScorer === null) throw new ExpectedError('model.unsupported', `This artifact cannot be scored here: ${read.card.unsupported.join(' ')}`)
  const { table } = datasetTable(request.dataset)
  const scorer = await read.createScorer(request.mapping)
  try {
    const scores = await scorer.score(table, job)
    return { csv: scoresToCsv(scores, table.rows), rows: table.rows, outputs: scores.outputs.map((o) => o.name) }
  } finally {
    scorer.dispose()
  }
}
