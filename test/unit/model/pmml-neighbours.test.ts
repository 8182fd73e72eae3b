import { describe, expect, it } from 'vitest'
import { memorySource } from '../../../shared/contract/bytes'
import { quietJob } from '../../../shared/contract/job'
import { readModel } from '../../../shared/model/index'
import { tableOf } from '../../fixtures/model/cases'

/** Three instances at x = 0, 10, 20 with y = 1, 2, 6 and group a, b, b; x is halved before it is compared. */
function neighbours(attributes: string, target: 'y' | 'group'): Uint8Array {
  const rows = [[0, 1, 'a'], [10, 2, 'b'], [20, 6, 'b']].map(([x, y, g]) => `<row><x>${x!}</x><y>${y!}</y><g>${g!}</g></row>`).join('')
  return new TextEncoder().encode(`<PMML xmlns="http://www.dmg.org/PMML-4_4" version="4.4"><DataDictionary>
    <DataField name="x" optype="continuous" dataType="double"/><DataField name="y" optype="continuous" dataType="double"/><DataField name="group" optype="categorical" dataType="string"/></DataDictionary>
    <NearestNeighborModel functionName="${target === 'y' ? 'regression' : 'classification'}" ${attributes}><MiningSchema><MiningField name="x"/><MiningField name="${target}" usageType="target"/></MiningSchema>
    <LocalTransformations><DerivedField name="half" optype="continuous" dataType="double"><Apply function="/"><FieldRef field="x"/><Constant>2</Constant></Apply></DerivedField></LocalTransformations>
    <TrainingInstances isTransformed="false"><InstanceFields><InstanceField field="x" column="x"/><InstanceField field="y" column="y"/><InstanceField field="group" column="g"/></InstanceFields><InlineTable>${rows}</InlineTable></TrainingInstances>
    <ComparisonMeasure kind="distance"><euclidean/></ComparisonMeasure><KNNInputs><KNNInput field="half"/></KNNInputs></NearestNeighborModel></PMML>`)
}

async function outputs(bytes: Uint8Array, x: readonly (number | null)[]): Promise<{ readonly labels: readonly string[] | undefined; readonly of: (name: string) => readonly number[] }> {
  const { card, createScorer } = await readModel(memorySource('knn.pmml', bytes), quietJob)
  expect(card.unsupported).toEqual([])
  const scores = await (await createScorer!({})).score(tableOf({ x }), quietJob)
  return { labels: scores.labels, of: (name) => Array.from(scores.outputs.find((output) => output.name === name)!.values) }
}

describe('nearest neighbours', () => {
  it('average the two closest; a missing input gives nothing', async () => {
    const scores = await outputs(neighbours('numberOfNeighbors="2"', 'y'), [1, 18, null])
    expect(scores.of('score')).toEqual([1.5, 4, NaN])
  })
  it('weigh by 1 / (distance + threshold) when asked', async () => {
    const scores = await outputs(neighbours('numberOfNeighbors="2" continuousScoringMethod="weightedAverage" threshold="0.5"', 'y'), [4])
    // Halved: 2 against 0 and 5.
    const [a, b] = [1 / 2.5, 1 / 3.5]
    expect(scores.of('score')[0]).toBeCloseTo((a * 1 + b * 2) / (a + b), 14)
  })
  it('vote, the commoner class winning a tie', async () => {
    const scores = await outputs(neighbours('numberOfNeighbors="2"', 'group'), [1, 18])
    expect(scores.of('label').map((code) => scores.labels![code])).toEqual(['b', 'b'])
  })
  it('compare with a derived field that the instances bring along, as Nyoka writes them', async () => {
    const given = new TextDecoder().decode(neighbours('numberOfNeighbors="1"', 'y'))
      .replace('<InstanceField field="x" column="x"/>', '<InstanceField field="half" column="x"/>')
    const scores = await outputs(new TextEncoder().encode(given), [19, 32])
    // The stored values 0, 10, 20 are halves already: 9.5 is next to 10, 16 to 20.
    expect(scores.of('score')).toEqual([2, 6])
  })
})
