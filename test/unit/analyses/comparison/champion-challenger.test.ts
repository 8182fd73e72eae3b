import { describe, expect, it } from 'vitest'
import analysis from '../../../../shared/analyses/comparison/champion-challenger.analysis'
import type { AnalysisInput, AnalysisResult } from '../../../../shared/contract/analysis'
import { quietJob } from '../../../../shared/contract/job'
import { delongPaired } from '../../../../shared/stats/delong'
import { createRng } from '../../../../shared/stats/rng'
import { weightedDelongPaired } from '../../../../shared/stats/weighted-delong'
import { categoryColumn, makeDataset, makeRegressionInput, makeTable, numberColumn, shuffleRows } from '../build-input'

const run = (input: AnalysisInput, given: Record<string, unknown> = {}): Promise<AnalysisResult> => analysis.compute(input, analysis.params.parse(given), { ...quietJob, rng: createRng(1, 'rivals'), alpha: 0.05, score: null })
const findings = (result: AnalysisResult) => analysis.findings(result, analysis.params.parse({}))

/** Two predictions of a number; the challenger is better but for one region, where its error is larger. */
function world(seed: number, sd: { readonly champion: number; readonly challenger: number; readonly challengerNorth: number }, n = 1200): AnalysisInput {
  const rng = createRng(seed, 'world')
  const region = Array.from({ length: n }, (_, row) => (row < 20 ? 'tiny' : row % 4 === 0 ? 'north' : row % 4 === 1 ? 'south' : 'east'))
  const y = Float64Array.from({ length: n }, () => 10 + 3 * rng.normal())
  const noisy = (spread: (row: number) => number): Float64Array => y.map((value, row) => value + spread(row) * rng.normal())
  const first = noisy(() => sd.champion)
  const second = noisy((row) => (region[row] === 'north' ? sd.challengerNorth : sd.challenger))
  return {
    task: 'regression', classes: [], decision: { threshold: null, favourable: 'above' }, model: null, roles: { region: ['segment'], a: ['prediction'], b: ['prediction'], other: ['prediction'] },
    datasets: [makeDataset('test', makeTable([categoryColumn('region', region), numberColumn('a', first), numberColumn('b', second), numberColumn('other', noisy(() => 3))]), { outcome: y, recorded: first })],
  }
}

describe('win and loss segments', () => {
  const lost = world(3, { champion: 1, challenger: 0.6, challengerNorth: 1.6 })

  it('names the segment that a better challenger loses, and those it wins', async () => {
    const result = await run(lost)
    expect(result.verdict).toBe('different')
    expect(result.headline).toContain('It loses where region = north and wins where region = ')
    const [finding, ...others] = findings(result)
    expect(others).toEqual([])
    expect(finding!.key).toBe('segments-lost')
    expect(finding!.title).toBe('The b loses to the champion (a) where region = north')
    expect(result.notTested).toContain('region = tiny: 20 rows; too few to judge.')
    const figure = analysis.figures(result).find(({ id }) => id === 'segments')!
    expect(figure.plot.marks.map((mark) => mark.name)).toEqual(['Challenger loses, 95 %', 'Challenger wins, 95 %', 'No difference'])
    const again = await run(shuffleRows(lost, 4))
    expect([again.values, again.tests]).toEqual([result.values, result.tests])
  })

  it('is silent where the loss is significant and within the margin', async () => {
    const result = await run(lost, { lossMargin: 0.99 })
    const north = result.tests.find(({ id }) => id === 'segment/region/north')!
    expect(north.pAdjusted).toBeLessThan(1e-4)
    // 1.6² is 2.56 times the champion's squared error; 4 is beyond it.
    expect(findings(await run(world(3, { champion: 1, challenger: 0.6, challengerNorth: 1.3 }), { lossMargin: 0.99 }))).toEqual([])
  })

  it('says nothing beside the overall loss where the challenger is worse over all', async () => {
    const result = await run(world(5, { champion: 0.6, challenger: 1, challengerNorth: 1.6 }))
    expect(findings(result).map(({ key }) => key)).toEqual(['inferior'])
  })

  it('does not judge segments by the loss of scores that are no probabilities', async () => {
    const binary = { ...lost, task: 'binary' as const, classes: ['0', '1'], datasets: lost.datasets.map((dataset) => ({ ...dataset, outcome: dataset.outcome!.map((y) => Number(y > 10)) })) }
    const result = await run(binary)
    expect(result.values.filter(({ id }) => id.startsWith('segment/'))).toEqual([])
    expect(result.notTested).toContain('Win and loss segments: scores that are no probabilities have no loss row by row.')
  })

  it('leaves the whole budget to the duels where there are no segments', async () => {
    const close = world(6, { champion: 1, challenger: 0.93, challengerNorth: 0.93 })
    const bare = await run({ ...close, roles: { a: ['prediction'], b: ['prediction'] } })
    const loss = bare.tests.find(({ id }) => id === 'duel/loss')!
    const shared = (await run(close)).tests.find(({ id }) => id === 'duel/loss')!
    expect(shared.pAdjusted).toBeCloseTo(2 * loss.pAdjusted, 12)
  })
})

describe('who is champion and who challenger', () => {
  const input = world(9, { champion: 1, challenger: 0.8, challengerNorth: 0.8 }, 400)
  const names = async (given: Record<string, unknown>, on = input): Promise<string> => /The challenger \((.*?)\).*the champion \((.*?)\)/.exec((await run(on, given)).headline)!.slice(1).join(' against ')

  it('is said by the plan, else by the names', async () => {
    expect(await names({})).toBe('b against a')
    expect(await names({ champion: 'b' })).toBe('a against b')
    expect(await names({ challenger: 'other' })).toBe('other against a')
    expect(await names({ champion: 'other', challenger: 'b' })).toBe('b against other')
    expect(await names({ challenger: 'a' })).toBe('a against b')
  })

  it('takes the artifact as the challenger, or as the champion when its name is given', async () => {
    const scored = { ...input, datasets: input.datasets.map((dataset) => ({ ...dataset, score: dataset.outcome!.map((y, row) => y + (row % 3) - 1) })) }
    expect(await names({}, scored)).toBe('model under review against a')
    expect(await names({ champion: 'b' }, scored)).toBe('model under review against b')
    expect(await names({ champion: 'model under review' }, scored)).toBe('a against model under review')
  })

  it('names what there is when the plan names what there is not', () => {
    const why = (given: Record<string, unknown>): string | null => analysis.inapplicable!(input, analysis.params.parse(given))
    expect(why({ champion: 'c' })).toBe('The plan names c as champion or challenger; the predictions are a, b and other.')
    expect(why({ champion: 'a', challenger: 'a' })).toBe('Champion and challenger are both a.')
    expect(analysis.inapplicable!(makeRegressionInput({ rows: 100, windows: 0 }), analysis.params.parse({}))).toContain('the artifact\'s own')
  })
})

describe('the weighted paired DeLong test', () => {
  const rng = createRng(8, 'delong')
  const outcome = Float64Array.from({ length: 120 }, () => rng.int(2))
  const [a, b] = [1, 2].map((spread) => outcome.map((y) => Math.round(10 * (y + spread * rng.normal())) / 10)) as [Float64Array, Float64Array]

  it('is the unweighted one with equal weights, whatever the order of the rows', () => {
    const plain = delongPaired(a, b, outcome)
    const weighted = weightedDelongPaired(a, b, outcome, new Float64Array(120).fill(3))
    for (const key of ['aucA', 'aucB', 'difference', 'se', 'p', 'low', 'high', 'n'] as const) expect(weighted[key]).toBeCloseTo(plain[key], 12)
    const weights = Float64Array.from({ length: 120 }, () => 0.1 + rng.next())
    const turned = [a, b, outcome, weights].map((values) => values.toReversed()) as [Float64Array, Float64Array, Float64Array, Float64Array]
    expect(weightedDelongPaired(...turned)).toEqual(weightedDelongPaired(a, b, outcome, weights))
  })
})
