import { unzipSync } from 'fflate'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { memorySource } from '../../../shared/contract/bytes'
import { quietJob } from '../../../shared/contract/job'
import { readModel } from '../../../shared/model/index'
import { wireFields } from '../../../shared/model/onnx/protobuf'
import { configureOnnxForNode, sharedModels, tableOf } from '../../fixtures/model/cases'

interface Matrix {
  readonly rows: number
  readonly columns: number
  readonly data: readonly number[]
}

const folder = join(sharedModels, 'onnx')
const bytesOf = (file: string): Uint8Array => new Uint8Array(readFileSync(join(folder, file)))

function matrixOf(shape: readonly number[], bytes: Uint8Array, double: boolean): Matrix {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const size = double ? 8 : 4
  const columns = shape.length > 1 ? shape[1]! : 1
  const data = Array.from({ length: bytes.byteLength / size }, (_, i) => double ? view.getFloat64(i * size, true) : view.getFloat32(i * size, true))
  return { rows: data.length / columns, columns, data }
}

/** Arrays of an .npz by name; little-endian floats only. */
function npz(file: string): Readonly<Record<string, Matrix>> {
  return Object.fromEntries(Object.entries(unzipSync(bytesOf(file))).map(([name, bytes]) => {
    const length = bytes[8]! + bytes[9]! * 256
    const header = new TextDecoder().decode(bytes.slice(10, 10 + length))
    const shape = /'shape': \(([^)]*)\)/.exec(header)![1]!.split(',').filter((part) => part.trim() !== '').map(Number)
    return [name.replace('.npy', ''), matrixOf(shape, bytes.slice(10 + length), header.includes('<f8'))]
  }))
}

/** A TensorProto of floats. */
function tensor(file: string): Matrix {
  const fields = [...wireFields(bytesOf(file), file)]
  const shape = fields.filter((field) => field.field === 1).map((field) => Number(field.integer))
  const type = Number(fields.find((field) => field.field === 2)!.integer)
  return matrixOf(shape, fields.find((field) => field.field === 9)!.bytes.slice(), type === 11)
}

async function compare(model: string, input: Matrix, expected: Matrix, tolerance: number): Promise<void> {
  const { card, createScorer } = await readModel(memorySource('model.onnx', bytesOf(model)), quietJob)
  expect(card.unsupported).toEqual([])
  const table = tableOf(Object.fromEntries(Array.from({ length: input.columns }, (_, c) => [`c${c}`, Array.from({ length: input.rows }, (_row, r) => Number.isNaN(input.data[r * input.columns + c]!) ? null : input.data[r * input.columns + c]!)])))
  const scorer = await createScorer!({})
  const scores = await scorer.score(table, quietJob)
  scorer.dispose()
  const numbers = scores.outputs.slice(-expected.columns)
  expect(numbers).toHaveLength(expected.columns)
  for (let r = 0; r < expected.rows; r++) {
    for (let c = 0; c < expected.columns; c++) {
      const want = expected.data[r * expected.columns + c]!
      expect(Math.abs(numbers[c]!.values[r]! - want), `row ${r}, output ${c}: ${String(numbers[c]!.values[r])} for ${want}`).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(want)))
    }
  }
}

beforeAll(configureOnnxForNode)

describe.runIf(existsSync(folder))('ONNX models with the outputs their projects expect', () => {
  for (const [name, output] of [['lgbm_classifier_tensor', 'probabilities'], ['lgbm_regressor_tensor', 'output'], ['xgboost_classifier_tree', 'probabilities'], ['xgboost_regressor_tree', 'variable']] as const) {
    it(`tract ${name}`, async () => {
      const arrays = npz(`tract/${name}/io.npz`)
      await compare(`tract/${name}/model.onnx`, arrays['input']!, arrays[output]!, 1e-6)
    })
  }

  for (const name of ['tree_ensemble_single_tree', 'tree_ensemble_set_membership']) {
    it(`onnx node test ${name}`, async () => {
      const base = `onnx-node/test_ai_onnx_ml_${name}`
      await compare(`${base}/model.onnx`, tensor(`${base}/test_data_set_0/input_0.pb`), tensor(`${base}/test_data_set_0/output_0.pb`), 0)
    })
  }
})
