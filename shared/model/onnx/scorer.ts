import { ExpectedError } from '../../contract/errors'
import type { JobContext } from '../../contract/job'
import type { Scorer, Scores } from '../../contract/model'
import type { Table } from '../../contract/table'
import { resolveColumns } from '../features'
import { LabelCodes } from '../label-codes'
import { feedOf } from './feed'
import type { OutputPlan, OutputTensor } from './outputs'
import { openSession, type ExternalData, type Tensor } from './runtime'
import type { Signature } from './signature'

/** Rows per run: one huge batch is four times slower than a few thousand rows at a time. */
const batchRows = 4096

/** A scorer that runs the edited graph in onnxruntime's WebAssembly build. */
export async function createOnnxScorer(file: string, { bytes, external }: { readonly bytes: Uint8Array; readonly external: readonly ExternalData[] }, signature: Signature, plan: OutputPlan, mapping: Readonly<Record<string, string>>): Promise<Scorer> {
  const session = await openSession(bytes, external)
  const fetches = plan.tensors.map((tensor) => tensor.name)
  return {
    async score(table: Table, job: JobContext): Promise<Scores> {
      const rows = table.rows
      const columns = resolveColumns(table, signature.inputs, mapping)
      const feed = feedOf(columns, signature, rows)
      const labels = new LabelCodes(plan.classes)
      const results = plan.tensors.map((tensor) => tensor.columns.map(() => new Float64Array(rows)))
      const step = signature.batch ?? batchRows
      for (let from = 0; from < rows; from += step) {
        const count = Math.min(step, rows - from)
        const size = signature.batch ?? count
        const answer = await run(() => session.run(feed.batch(from, count, size), fetches), file)
        plan.tensors.forEach((tensor, t) => {
          const given = answer[tensor.name]
          if (given === undefined) throw runFailed(file, `output "${tensor.name}" is missing`)
          takeOut(given, tensor, { results: results[t]!, from, count, size, labels, file })
          given.dispose()
        })
        job.checkpoint()
        job.progress({ phase: 'Scoring rows', done: from + count, total: rows, unit: 'rows' })
      }
      if (feed.unscorable !== null) for (const columnsOfTensor of results) for (const values of columnsOfTensor) feed.unscorable.forEach((flag, row) => { if (flag === 1) values[row] = NaN })
      const outputs = plan.tensors.flatMap((tensor, t) => tensor.columns.map((column, k) => ({ name: column.name, values: results[t]![k]! })))
      return plan.tensors.some((tensor) => tensor.role === 'label') ? { outputs, labels: labels.list } : { outputs }
    },
    dispose: () => void session.release(),
  }
}

interface Place {
  readonly results: readonly Float64Array[]
  readonly from: number
  readonly count: number
  readonly size: number
  readonly labels: LabelCodes
  readonly file: string
}

function takeOut(given: Tensor, tensor: OutputTensor, { results, from, count, size, labels, file }: Place): void {
  const data = given.data as ArrayLike<unknown>
  const width = results.length
  if (data.length !== size * width) throw runFailed(file, `output "${tensor.name}" has ${data.length} values for ${size} rows of ${width}`)
  for (let k = 0; k < width; k++) {
    const values = results[k]!
    for (let i = 0; i < count; i++) {
      const value = data[i * width + k]
      values[from + i] = tensor.role === 'label' ? labels.code(given.type === 'bool' ? (value === 0 ? 'false' : 'true') : String(value)) : Number(value)
    }
  }
}

async function run<T>(call: () => Promise<T>, file: string): Promise<T> {
  try {
    return await call()
  } catch (error) {
    throw runFailed(file, error instanceof Error ? error.message : String(error))
  }
}

function runFailed(file: string, reason: string): ExpectedError {
  return new ExpectedError('model.onnx-run', `${file} could not be run on these rows: ${reason.replace(/\s+/g, ' ').slice(0, 300)}`, { file, remedy: 'Check that the mapped columns have the types and levels the model was built with.' })
}
