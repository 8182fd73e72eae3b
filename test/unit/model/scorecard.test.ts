import { strToU8 } from 'fflate'
import { describe, expect, it } from 'vitest'
import { memorySource } from '../../../shared/contract/bytes'
import { quietJob } from '../../../shared/contract/job'
import { identifyModel, readModel } from '../../../shared/model/index'
import { fuzzBytes } from '../../fixtures/model/fuzz'
import { tableOf } from '../../fixtures/model/cases'

const csv = 'attribute,from,to,category,points\n(intercept),,,,200\n(offset),,,,260\n(factor),,,,-20\nage,,25,,10\nage,25,40,,25\nage,40,,,40\nage,,,-999,5\nhome,,,"own, free",30\nhome,,,rent,12\nhome,,,,7\n'
const json = JSON.stringify({ scorecard: [{ attribute: 'age', to: 25, points: 10 }, { attribute: 'age', from: 25, points: 20 }], intercept: 1 })
const columns = { age: [24.9, 25, 40, -999, null], home: ['own, free', 'rent', 'boat', null, 'rent'] }
const read = (text: string, name: string): ReturnType<typeof readModel> => readModel(memorySource(name, strToU8(text)), quietJob)

describe('scorecards as points tables', () => {
  it('adds the points of ranges, categories and the row for everything else', async () => {
    const { card, createScorer } = await read(csv, 'card.csv')
    expect(card.task).toBe('binary')
    const scores = await (await createScorer!({})).score(tableOf(columns), quietJob)
    // A missing age is taken by no row: there is no score, and none is made up.
    expect(Array.from(scores.outputs[1]!.values)).toEqual([240, 237, 247, 212, NaN])
    expect(scores.outputs[0]!.values[0]).toBeCloseTo(1 / (1 + Math.exp(-1)), 12)
  })

  it('reads JSON', async () => {
    const { createScorer } = await read(json, 'card.json')
    const scores = await (await createScorer!({})).score(tableOf({ age: [3, 30] }), quietJob)
    expect(Array.from(scores.outputs[0]!.values)).toEqual([11, 21])
  })

  const refusals: readonly (readonly [why: string, text: string])[] = [
    ['overlapping ranges', 'attribute,from,to,points\nage,,30,1\nage,25,,2\n'],
    ['the same category twice', 'attribute,category,points\nhome,own,1\nhome,own,2\n'],
    ['points that are no number', 'attribute,category,points\nhome,own,many\n'],
    ['a ragged line', 'attribute,category,points\nhome,own\n'],
    ['a range and a category at once', 'attribute,from,to,category,points\nage,1,2,own,1\n'],
  ]
  for (const [why, text] of refusals) it(`refuses ${why}`, async () => { await expect(read(text, 'card.csv')).rejects.toMatchObject({ code: 'model.malformed' }) })

  it('leaves datasets alone', async () => {
    for (const text of ['attribute,points,outcome\na,1,0\n', 'age,income\n1,2\n', 'points\n1\n']) expect(await identifyModel(memorySource('data.csv', strToU8(text)))).toBeNull()
  })

  it('answers damage with clear errors', async () => {
    expect(await fuzzBytes('card.csv', strToU8(csv), columns, 300, 5)).toEqual([])
    expect(await fuzzBytes('card.json', strToU8(json), columns, 300, 5)).toEqual([])
  })
})
