import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { quietJob } from '../../../../shared/contract/job'
import { categoryHash, cityHash64 } from '../../../../shared/model/catboost/city-hash'
import { readModel } from '../../../../shared/model/index'
import { artifactOf, modelCases, tableOf } from '../../../fixtures/model/cases'

interface Hashes { readonly features_info: { readonly cat_features_hash: readonly { readonly hash: number; readonly value: string }[] } }

describe('category hashes', () => {
  it('are those CatBoost writes beside the texts', () => {
    const document = JSON.parse(readFileSync(new URL('../../../fixtures/model/catboost-ctr/model.json', import.meta.url), 'utf8')) as Hashes
    const list = document.features_info.cat_features_hash
    expect(list.length).toBeGreaterThan(40)
    expect(new Set(list.map(({ value }) => new TextEncoder().encode(value).length > 32)).size).toBe(2)
    for (const { hash, value } of list) expect(categoryHash(value), value).toBe(hash)
  })
  it('of long texts are those of CityHash 1.0', () => {
    // clickhouse-cityhash (CityHash64 of version 1.0.2) over the letters a to z in turn.
    const letters = (count: number): Uint8Array => Uint8Array.from({ length: count }, (_, i) => 97 + (i % 26))
    for (const [length, hash] of longHashes) expect(cityHash64(letters(length)), String(length)).toBe(hash)
  })
})

const longHashes: readonly (readonly [number, bigint])[] = [
  [0, 11160318154034397263n], [3, 4220206313085259313n], [7, 9365486912795408122n], [12, 1182065058778577012n],
  [16, 13242281798114038465n], [17, 237482408704357350n], [32, 4401604186254454218n], [33, 6149775935917593809n],
  [64, 10870159159245104547n], [65, 13407693885279354766n], [128, 13102153355302731846n],
  [200, 10258548877153202531n], [1000, 10005932599788055761n],
]

describe('the card', () => {
  it('names loss, classes, inputs, version and target statistics', async () => {
    for (const file of ['model.cbm', 'model.json']) {
      const { card } = await readModel(artifactOf('catboost-ctr', file), quietJob)
      expect(card).toMatchObject({ producer: 'CatBoost 1.2.10', task: 'binary', classes: ['0', '1'], unsupported: [] })
      expect(card.inputs.map((input) => input.name)).toEqual(['income', 'age', 'ratio', 'months', 'balance', 'region', 'grade', 'code'])
      expect(card.inputs[5]!.type).toBe('category')
      const fact = (label: string): string | undefined => card.facts.find((known) => known.label === label)?.value
      expect(fact('Loss function')).toBe('Logloss')
      expect(Number(fact('Target statistics'))).toBeGreaterThan(0)
      expect(fact('Parameters')).toContain('depth=4')
      expect(card.featureUse.some((use) => use.name === 'grade')).toBe(true)
    }
  })
  it('gives levels where the file holds their texts', async () => {
    const { card } = await readModel(artifactOf('catboost-one-hot', 'model.json'), quietJob)
    expect(card.inputs[5]!.levels).toContain('Île-de-France')
  })
})

describe('categories', () => {
  const test = modelCases('catboost-ctr').find((known) => known.name === 'catboost-ctr')!
  it('that are missing leave the row without a number', async () => {
    const { createScorer } = await readModel(artifactOf('catboost-ctr', 'model.cbm'), quietJob)
    const region = test.columns['region']!.map((value, row) => row === 2 ? null : value)
    const scores = await (await createScorer!({})).score(tableOf({ ...test.columns, region }), quietJob)
    for (const output of scores.outputs) expect(Array.from(output.values, Number.isNaN)).toEqual(region.map((value) => value === null))
  })
  it('written as truth values are hashed the way the model knows them', async () => {
    const own = modelCases('catboost-booleans')[0]!
    const { createScorer } = await readModel(artifactOf('catboost-booleans', 'model.cbm'), quietJob)
    const truth = own.columns['own']!.map((value) => value === 'True')
    const scores = await (await createScorer!({})).score(tableOf({ ...own.columns, own: truth }), quietJob)
    expect(Array.from(scores.outputs[2]!.values)).toEqual(own.expected['probability:1'])
  })
})
