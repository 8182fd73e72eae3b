import { describe, expect, it } from 'vitest'
import { memorySource } from '../../../shared/contract/bytes'
import { quietJob } from '../../../shared/contract/job'
import { readModel } from '../../../shared/model/index'
import { tableOf } from '../../fixtures/model/cases'
import { pmmlSample } from '../../fixtures/model/pmml-sample'

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x))
const open = (text: string): ReturnType<typeof readModel> => readModel(memorySource('m.pmml', new TextEncoder().encode(text)), quietJob)
const original = new TextDecoder().decode(pmmlSample.bytes)

describe('a PMML document', () => {
  it('is scored by hand-worked numbers: chain, functions, derived fields, replaced missing and invalid values', async () => {
    const { card, createScorer } = await open(original)
    expect(card.unsupported).toEqual([])
    expect(card.task).toBe('binary')
    expect(card.classes).toEqual(['bad', 'good'])
    const scores = await (await createScorer!({})).score(tableOf(pmmlSample.columns), quietJob)
    const expected = [sigmoid(0.1 + 1.5 * -0.5), sigmoid(0.1 + 1.5 * 0.75 + 0.25), sigmoid(0.1 + 1.5 * 0.75 + 0.25), sigmoid(0.1 + 1.5 * 0.75 + 0.25)]
    const bad = scores.outputs.find((output) => output.name === 'probability:bad')!.values
    expected.forEach((value, row) => { expect(bad[row]).toBeCloseTo(value, 14) })
    expect(Array.from(scores.outputs[0]!.values, (code) => scores.labels![code])).toEqual(['bad', 'bad', 'bad', 'bad'].map((label, row) => expected[row]! > 0.5 ? label : 'good'))
  })
  it('with a derived field defined by itself is refused', async () => {
    const { createScorer } = await open(original.replace('<FieldRef field="age"/></Apply></DerivedField>', '<FieldRef field="age2"/></Apply></DerivedField>'))
    await expect((async () => (await createScorer!({})).score(tableOf(pmmlSample.columns), quietJob))()).rejects.toMatchObject({ code: 'model.malformed' })
  })
  it('with functions that double without end is refused quickly', async () => {
    const functions = Array.from({ length: 30 }, (_, i) => `<DefineFunction name="g${i + 1}" optype="continuous"><ParameterField name="x"/><Apply function="+"><Apply function="g${i}"><FieldRef field="x"/></Apply><Apply function="g${i}"><FieldRef field="x"/></Apply></Apply></DefineFunction>`).join('')
    const text = original.replace('<DerivedField name="band"', `<DefineFunction name="g0" optype="continuous"><ParameterField name="x"/><FieldRef field="x"/></DefineFunction>${functions}<DerivedField name="bomb" optype="continuous" dataType="double"><Apply function="g30"><FieldRef field="age"/></Apply></DerivedField><DerivedField name="band"`)
    await expect(open(text)).rejects.toMatchObject({ code: 'model.too-large' })
  })
  it('names what it cannot evaluate and offers no scorer', async () => {
    const { card, createScorer } = await open(original.replace('function="*"', 'function="mystery"'))
    expect(card.unsupported.join()).toContain('mystery')
    expect(createScorer).toBeNull()
  })
})
