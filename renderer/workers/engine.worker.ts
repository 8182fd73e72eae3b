import { z } from 'zod'
import { toErrorReport } from '../../shared/contract/errors'
import type { EngineCall, EngineCalls, FromEngine, ToEngine } from '../../shared/contract/engine'
import type { JobContext } from '../../shared/contract/job'
import { closeDataset, datasetRows, datasetTable, openDataset, shapeDataset, shareTables, tryExpression } from './engine/datasets'
import { hashSource } from './engine/hash'
import { columnsToCsv } from './engine/columns-csv'
import { identifyFile } from './engine/identify'
import { createJob } from './engine/job'
import { closeModel, openModel, scoreDataset } from './engine/models'
import { checkPack } from './engine/packs'
import { checkPlan, runPlan } from './engine/plan'
import { openSource } from './engine/source'

// The CSP allows no code generation from text.
z.config({ jitless: true })

type Handlers = {
  readonly [C in EngineCall]: (request: EngineCalls[C]['request'], job: JobContext, partial: (value: unknown) => void) => EngineCalls[C]['response'] | Promise<EngineCalls[C]['response']>
}

const handlers: Handlers = {
  'dataset.open': openDataset,
  'dataset.shape': shapeDataset,
  'dataset.try': tryExpression,
  'dataset.rows': datasetRows,
  'dataset.csv': ({ dataset, columns }, job) => { const { table } = datasetTable(dataset); return { csv: columnsToCsv(table, columns, job), rows: table.rows } },
  'dataset.close': ({ dataset }) => closeDataset(dataset),
  'model.open': openModel,
  'model.close': ({ model }) => closeModel(model),
  'model.score': scoreDataset,
  'file.identify': ({ source }) => identifyFile(source),
  'file.hash': async ({ source }, job) => ({ sha256: await hashSource(openSource(source), job) }),
  'tables.share': ({ datasets }) => shareTables(datasets),
  'pack.verify': ({ bytes, trusted }, job) => checkPack(bytes, trusted ?? [], job),
  'plan.check': checkPlan,
  'plan.run': runPlan,
}

const post = (message: FromEngine): void => self.postMessage(message)

self.onmessage = ({ data }: MessageEvent<ToEngine>): void => {
  const { id, call, request, cancel, deadline } = data
  const job = createJob(cancel, deadline, (progress) => post({ type: 'progress', id, progress }))
  const handler = handlers[call] as (request: unknown, job: JobContext, partial: (value: unknown) => void) => unknown
  void (async () => {
    try {
      job.checkpoint()
      post({ type: 'done', id, value: await handler(request, job, (value) => post({ type: 'partial', id, value })) })
    } catch (thrown) {
      // The stack of a defect stays in the worker's console; the page gets code and sentence.
      const error = toErrorReport(thrown)
      if (error.code === 'unexpected') console.error(thrown)
      post({ type: 'failed', id, error })
    }
  })()
}

post({ type: 'ready' })
