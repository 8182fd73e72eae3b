import { describe, expect, it } from 'vitest'
import { quietJob } from '../../../shared/contract/job'
import type { ModelCard } from '../../../shared/contract/model'
import { compareCards, readModel } from '../../../shared/model/index'
import { artifactOf } from '../../fixtures/model/cases'

const card = async (name: string, file: string): Promise<ModelCard> => (await readModel(artifactOf(name, file), quietJob)).card

describe('two versions of an artifact', () => {
  it('that are the same differ in nothing', async () => {
    const one = await card('xgboost-binary', 'model.json')
    expect(compareCards(one, one)).toEqual({ differences: [], unlisted: 0, headline: 'Nothing that the two artifacts tell of themselves differs.' })
  })

  it('name inputs added, removed and retyped, changed levels and classes', async () => {
    const was = await card('lightgbm-binary', 'model.txt')
    const [first, second, ...rest] = was.inputs
    const is: ModelCard = { ...was, inputs: [{ ...second!, type: 'category', levels: ['a', 'b'] }, { name: 'postcode', type: 'number', positional: false }, ...rest], classes: ['yes', 'no'] }
    const { differences, headline } = compareCards(was, is)
    expect(differences.filter((difference) => difference.area === 'inputs')).toEqual([
      { area: 'inputs', item: first!.name, kind: 'removed', was: first!.type, is: '' },
      { area: 'inputs', item: second!.name, kind: 'changed', was: second!.type, is: 'category' },
      { area: 'inputs', item: 'postcode', kind: 'added', was: '', is: 'number' },
    ])
    expect(differences).toContainEqual({ area: 'outputs', item: 'Classes, in order', kind: 'changed', was: was.classes.join(', '), is: 'yes, no' })
    expect(headline).toBe('Inputs: 1 added, 1 removed, 1 changed. 1 other difference.')
  })

  it('of real files: trees, objective and use of inputs', async () => {
    const { differences, headline } = compareCards(await card('xgboost-binary', 'model.json'), await card('xgboost-dart', 'model.json'))
    expect(new Set(differences.map((difference) => difference.area))).toEqual(new Set(['size', 'use', 'structure']))
    expect(headline).toMatch(/^Inputs: the same\. \d+ other differences\.$/)
  })

  it('compare environments package by package and trees by position until a split differs', async () => {
    const base = await card('xgboost-binary', 'model.json')
    const environment = (line: string): ModelCard['structure'][number] => ({ label: 'requirements.txt', detail: '', children: [line, 'numpy==2.0'].map((label) => ({ label, detail: '', children: [] })) })
    const leaf = (detail: string): ModelCard['structure'][number] => ({ label: 'Leaf', detail, children: [] })
    const tree = (split: string, ...leaves: readonly string[]): ModelCard['structure'][number] => ({ label: 'Tree 0', detail: '', children: [{ label: split, detail: '', children: leaves.map(leaf) }] })
    const { differences } = compareCards({ ...base, structure: [tree('x < 1', '0.1', '0.2'), environment('scikit-learn==1.4')] }, { ...base, structure: [tree('x < 1', '0.1', '0.3'), environment('scikit-learn==1.5')] })
    expect(differences).toEqual([
      { area: 'structure', item: 'Tree 0 › x < 1 › 2', kind: 'changed', was: 'Leaf: 0.2', is: 'Leaf: 0.3' },
      { area: 'environment', item: 'scikit-learn', kind: 'changed', was: '==1.4', is: '==1.5' },
    ])
    const other = compareCards({ ...base, structure: [tree('x < 1', '0.1', '0.2')] }, { ...base, structure: [tree('z < 1', '7', '8')] })
    expect(other.differences).toHaveLength(2)
  })
})
