import { describe, expect, it } from 'vitest'
import { memorySource } from '../../../shared/contract/bytes'
import { ExpectedError } from '../../../shared/contract/errors'
import { quietJob } from '../../../shared/contract/job'
import { identifyModel, modelFormats, readModel } from '../../../shared/model/index'
import { artifactOf, tableOf } from '../../fixtures/model/cases'

const text = (name: string, content: string): ReturnType<typeof memorySource> => memorySource(name, new TextEncoder().encode(content))

async function refusal(run: () => Promise<unknown>): Promise<ExpectedError> {
  try {
    await run()
  } catch (error) {
    if (error instanceof ExpectedError) return error
    throw error
  }
  throw new Error('nothing was refused')
}

describe('what is not a model is refused in one clear sentence', () => {
  it('an empty file', async () => {
    const error = await refusal(() => readModel(text('a.onnx', ''), quietJob))
    expect(error.code).toBe('model.empty')
  })
  it('a PDF renamed .onnx', async () => {
    const source = text('model.onnx', '%PDF-1.7\n%âãÏÓ\n1 0 obj')
    expect(await identifyModel(source)).toBeNull()
    const error = await refusal(() => readModel(source, quietJob))
    expect(error.code).toBe('model.not-a-model')
    expect(error.message).toMatch(/^This is a PDF, not a model artifact/)
  })
  it('a CSV renamed .json and plain JSON', async () => {
    for (const content of ['a,b\n1,2\n', '{"hello": 1}', '[1,2,3]']) {
      const error = await refusal(() => readModel(text('model.json', content), quietJob))
      expect(error.code).toBe('model.unknown-format')
    }
  })
  it('a file above the limit, without reading it', async () => {
    const head = new TextEncoder().encode('{"learner":{"gradient_booster":')
    const source = { ...memorySource('big.json', head), size: 4e9, slice: () => Promise.resolve(head) }
    const error = await refusal(() => readModel(source, quietJob))
    expect(error.code).toBe('model.too-large')
  })
  it('truncated artifacts of every tree format', async () => {
    for (const [name, file] of [['xgboost-binary', 'model.json'], ['xgboost-binary', 'model.ubj'], ['lightgbm-binary', 'model.txt'], ['lightgbm-binary', 'model.json']] as const) {
      const whole = await artifactOf(name, file).slice(0, Number.MAX_SAFE_INTEGER)
      for (const part of [0.3, 0.6, 0.9]) {
        const error = await refusal(() => readModel(memorySource(file, whole.slice(0, Math.floor(whole.length * part))), quietJob))
        expect(['model.truncated', 'model.malformed']).toContain(error.code)
        expect(error.message).toContain(file)
      }
    }
  })
  it('a tree that bites its own tail', async () => {
    const tree = { left_children: [1, 0, -1], right_children: [2, 2, -1], split_indices: [0, 0, 0], split_conditions: [0, 0, 0], default_left: [0, 0, 0] }
    const document = { learner: { learner_model_param: { base_score: '0.5', num_feature: '1', num_class: '0' }, objective: { name: 'reg:squarederror' }, gradient_booster: { name: 'gbtree', model: { trees: [tree], tree_info: [0] } } } }
    const error = await refusal(() => readModel(text('m.json', JSON.stringify(document)), quietJob))
    expect(error.code).toBe('model.malformed')
    expect(error.message).toMatch(/reached twice/)
  })
  it('an absent column, by name and with what to do', async () => {
    const { createScorer } = await readModel(artifactOf('xgboost-binary', 'model.json'), quietJob)
    const scorer = await createScorer!({ age: 'alter' })
    const error = await refusal(() => scorer.score(tableOf({ income: [1], alter: [2], ratio: [3], months: [4] }), quietJob))
    expect(error.code).toBe('model.missing-column')
    expect(error.details.column).toBe('balance')
  })
  it('text where the model takes numbers', async () => {
    const { createScorer } = await readModel(artifactOf('xgboost-binary', 'model.json'), quietJob)
    const error = await refusal(async () => (await createScorer!({})).score(tableOf({ income: ['a'], age: [2], ratio: [3], months: [4], balance: [5] }), quietJob))
    expect(error.code).toBe('model.column-type')
  })
})

describe('the registry', () => {
  it('has unique ids and sniffs totally', () => {
    expect(new Set(modelFormats.map((format) => format.id)).size).toBe(modelFormats.length)
    for (const format of modelFormats) for (const head of [new Uint8Array(), new Uint8Array(3), new Uint8Array(100).fill(255)]) {
      const score = format.sniff(head, memorySource('x', head))
      expect(score).toBeGreaterThanOrEqual(0)
      expect(score).toBeLessThanOrEqual(1)
    }
  })
})
