import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ExpectedError } from '../../../shared/contract/errors'
import type { DatasetSummary, ModelSummary } from '../../../shared/contract/engine'
import { guessRoles, rolesOfPlan } from '../../../shared/review/setup'
import { editsFromPlan, parsePlan, planJsonSchema } from '../../../shared/review/from-plan'

const root = resolve(import.meta.dirname, '../../..')
const problem = (text: string): ExpectedError => {
  try {
    parsePlan(text, 'plan.json')
  } catch (error) {
    if (error instanceof ExpectedError) return error
  }
  throw new Error('The plan was accepted.')
}
const plan = { countersign: 1, title: 'T', model: { name: 'M' }, datasets: [{ file: 'a.csv', role: 'development' }] }

describe('plans', () => {
  it('has its JSON Schema in resources/schemas, as the reader has it', () => {
    const file = JSON.parse(readFileSync(resolve(root, 'resources/schemas/plan.schema.json'), 'utf8')) as unknown
    expect(file).toEqual(JSON.parse(JSON.stringify(planJsonSchema())))
  })

  it('reads the sample plans', () => {
    for (const name of ['plan-boosted', 'plan-linear']) {
      const text = readFileSync(resolve(root, `resources/sample/credit/${name}.json`), 'utf8')
      expect(parsePlan(text, name).datasets).toHaveLength(14)
    }
  })

  it('names the field that is wrong', () => {
    expect(problem('{').message).toContain('plan.json is not JSON')
    expect(problem(JSON.stringify({ ...plan, datasets: [] })).message).toContain('datasets')
    expect(problem(JSON.stringify({ ...plan, datasets: [{ file: 'a', role: 'prod' }] })).message).toContain('datasets.0.role')
    expect(problem(JSON.stringify({ ...plan, sead: 4 })).message).toContain('sead')
    expect(problem('[]').code).toBe('plan.invalid')
    expect(problem(JSON.stringify({ ...plan, model: undefined })).message).toBe('plan.json has no "model".')
    expect(problem(JSON.stringify({ ...plan, datasets: [{ role: 'test' }] })).message).toBe('plan.json has no "datasets.0.file".')
  })

  it('keeps the role and the input of a column called __proto__', () => {
    const text = JSON.stringify({ ...plan, columns: { x: ['feature'] } }).replace('{"x"', '{"__proto__":["protected"],"x"').replace('{"name":"M"', '{"name":"M","mapping":{"__proto__":"x"}')
    const read = parsePlan(text, 'plan.json')
    expect(Object.entries(read.columns)).toEqual([['x', ['feature']], ['__proto__', ['protected']]])
    expect(Object.entries(read.model.mapping)).toEqual([['__proto__', 'x']])
    expect(Object.entries(rolesOfPlan(read, [], null))).toContainEqual(['__proto__', ['protected']])
    expect(problem(text.replace('["protected"]', '["king"]')).code).toBe('plan.invalid')
  })

  it('refuses analyses and columns that do not exist', () => {
    const unknownAnalysis = parsePlan(JSON.stringify({ ...plan, analyses: [{ id: 'drift.nothing' }] }), 'p')
    expect(() => editsFromPlan(unknownAnalysis, null, [], ['drift.univariate'])).toThrow('drift.nothing')
    const unknownColumn = parsePlan(JSON.stringify({ ...plan, columns: { incme: ['feature'] } }), 'p')
    expect(() => editsFromPlan(unknownColumn, null, [], [])).toThrow('incme')
  })

  it('makes features of what the artifact takes and the plan does not name', () => {
    const column = (name: string) => ({ name })
    const summaries = [{ columns: ['income', 'age', 'note', 'alcohol'].map(column) }] as unknown as readonly DatasetSummary[]
    const input = (name: string, positional = false) => ({ name, positional })
    const model = { card: { inputs: [input('income'), input('age'), input('loan'), input('f0', true), input('f1', true)] } } as unknown as ModelSummary
    const named = { columns: { age: ['protected' as const] }, model: { name: 'M', version: '', owner: '', developer: '', purpose: '', use: '', tier: 'unrated' as const, mapping: { f0: 'alcohol' } } }
    expect(rolesOfPlan(named, summaries, model)).toEqual({ age: ['protected'], income: ['feature'], alcohol: ['feature'] })
    expect(guessRoles(summaries, model, { f0: 'alcohol' })).toEqual({ age: ['feature', 'protected'], income: ['feature'], alcohol: ['feature'], note: [] })
    expect(rolesOfPlan(named, summaries, null)).toEqual({ age: ['protected'] })
  })
})
