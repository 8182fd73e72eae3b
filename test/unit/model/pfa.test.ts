import { describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { memorySource } from '../../../shared/contract/bytes'
import { quietJob } from '../../../shared/contract/job'
import { identifyModel, readModel } from '../../../shared/model/index'
import { tableOf } from '../../fixtures/model/cases'

const source = (document: unknown, name = 'm.pfa'): ReturnType<typeof memorySource> => memorySource(name, new TextEncoder().encode(typeof document === 'string' ? document : JSON.stringify(document)))
const score = async (document: unknown, values: readonly (number | null)[]): Promise<readonly number[]> => {
  const { card, createScorer } = await readModel(source(document), quietJob)
  expect(card.unsupported).toEqual([])
  return Array.from((await (await createScorer!({})).score(tableOf({ input: values }), quietJob)).outputs[0]!.values)
}
const of = (action: unknown, more: Readonly<Record<string, unknown>> = {}): unknown => ({ input: 'double', output: 'double', action, ...more })

describe('a PFA document', () => {
  it('may be YAML, and is told from JSON lines with columns of its names', async () => {
    const yaml = stringify({ input: 'double', output: 'double', action: [{ '*': ['input', 2] }] })
    expect((await identifyModel(source(yaml, 'm.yaml')))?.format.id).toBe('pfa')
    expect(await score(yaml, [1.5])).toEqual([3])
    const lines = '{"input": 1, "output": 2, "action": "a"}\n{"input": 2, "output": 3, "action": "b"}\n'
    expect(await identifyModel(source(lines, 'rows.json'))).toBeNull()
  })

  it('gives no number for a row on which it fails, and goes on', async () => {
    expect(await score(of({ if: { '>': ['input', 0] }, then: { 'm.ln': ['input'] }, else: { error: 'negative' } }), [1, -1, 1])).toEqual([0, NaN, 0])
  })

  it('tells a probability by its last step', async () => {
    const { card } = await readModel(source(of({ 'm.link.logit': ['input'] })), quietJob)
    expect([card.task, card.classes, card.outputs[0]]).toEqual(['binary', ['0', '1'], { name: 'probability:1', kind: 'probability', classLabel: '1' }])
  })

  const runaway: readonly (readonly [what: string, document: unknown])[] = [
    ['a loop without end', of([{ while: true, do: [{ let: { x: 1 } }] }, 'input'])],
    ['a call of itself without end', of({ 'u.f': ['input'] }, { fcns: { f: { params: [{ x: 'double' }], ret: 'double', do: { 'u.f': ['x'] } } } })],
    ['a list that doubles without end', of([{ let: { l: { type: { type: 'array', items: 'int' }, value: [1, 2] } } }, { while: true, do: [{ set: { l: { 'a.concat': ['l', 'l'] } } }] }, 'input'])],
    ['a text of a billion letters', of([{ let: { s: { 's.repeat': [['abc'], 1e9] } } }, 'input'])],
  ]
  for (const [what, document] of runaway) it(`with ${what} is stopped`, async () => {
    const { createScorer } = await readModel(source(document), quietJob)
    await expect((await createScorer!({})).score(tableOf({ input: [1] }), quietJob)).rejects.toMatchObject({ code: 'model.pfa-limit' })
  })

  it('can be cancelled within a row', async () => {
    let asked = 0
    const job = { ...quietJob, checkpoint: (): void => { if (++asked > 3) throw new Error('cancelled') } }
    const { createScorer } = await readModel(source(of([{ while: true, do: [{ let: { x: 1 } }] }, 'input'])), quietJob)
    await expect((await createScorer!({})).score(tableOf({ input: [1] }), job)).rejects.toThrow('cancelled')
  })

  it('that remembers rows, or does what is not known here, is not scored and says so', async () => {
    const counting = of([{ cell: 'n', to: { '+': [{ cell: 'n' }, 1] } }, { cell: 'n' }], { cells: { n: { type: 'double', init: 0 } } })
    for (const [document, words] of [[counting, 'rows before it'], [of({ 'rand.uniform': [0, 1] }), 'rand.uniform'], [of('input', { method: 'fold' }), 'fold']] as const) {
      const { card, createScorer } = await readModel(source(document), quietJob)
      expect(card.unsupported.join()).toContain(words)
      expect(createScorer).toBeNull()
    }
  })
})
