import { describe, expect, it } from 'vitest'
import forecast from '../../../../shared/analyses/performance/forecast.analysis'
import { stepOf } from '../../../../shared/analyses/performance/forecast/calendar'
import type { Detail } from '../../../../shared/analyses/performance/forecast/report'
import type { AnalysisDataset, AnalysisInput, AnalysisResult, DatasetRole, FindingProposal } from '../../../../shared/contract/analysis'
import { quietJob } from '../../../../shared/contract/job'
import { createRng } from '../../../../shared/stats/rng'
import { categoryColumn, makeDataset, makeTable, numberColumn } from '../build-input'

const dayMs = 86_400_000
const monthly = (count: number, from = 0): number[] => Array.from({ length: count }, (_, month) => Date.UTC(2015, from + month, 1))
const daily = (count: number, from = 0): number[] => Array.from({ length: count }, (_, day) => dayMs * (19_000 + from + day))

/** Actuals of a weekly pattern with noise, and forecasts made of them by `model`. */
function dataset(role: DatasetRole, dates: readonly number[], model: (pattern: number, actual: number, day: number) => number, stores = ['']): AnalysisDataset {
  const rng = createRng(3, role)
  const rows = stores.flatMap((store, index) => dates.map((date, day) => {
    const pattern = (1 + index) * (100 + 20 * Math.sin((2 * Math.PI * Math.round(date / dayMs)) / 7))
    const actual = pattern + (1 + index) * 4 * rng.normal()
    return { store, date, actual, forecast: model(pattern, actual, day) }
  }))
  const table = makeTable([numberColumn('day', rows.map(({ date }) => date), 'date'), categoryColumn('store', rows.map(({ store }) => store))])
  return makeDataset(role, table, { recorded: Float64Array.from(rows, (row) => row.forecast), outcome: Float64Array.from(rows, (row) => row.actual) })
}

const review = (datasets: readonly AnalysisDataset[], roles: AnalysisInput['roles'] = {}): AnalysisInput => ({ task: 'regression', classes: [], decision: { threshold: null, favourable: 'above' }, model: null, roles: { day: ['date'], ...roles }, datasets })

async function run(input: AnalysisInput, given: Readonly<Record<string, unknown>> = {}): Promise<{ result: AnalysisResult; detail: Detail; found: readonly FindingProposal[] }> {
  const params = forecast.params.parse(given)
  const result = await forecast.compute(input, params, { ...quietJob, rng: createRng(1, 'forecast'), alpha: 0.01, score: null })
  return { result, detail: result.detail as unknown as Detail, found: forecast.findings(result, params) }
}

const value = (result: AnalysisResult, id: string): number | null => result.values.find((each) => each.id === id)!.value

describe('forecasts in time', () => {
  it('says better than the seasonal naive of a good model, with the past as scale', async () => {
    const { result, detail, found } = await run(review([dataset('development', daily(1000), (pattern) => pattern), dataset('test', daily(1200, 1000), (pattern) => pattern)]))
    expect(found).toEqual([])
    expect(detail.judged[0]!.season).toBe(7)
    expect(detail.judged[0]!.scaledByPast).toBe(true)
    expect(detail.judged[0]!.against.map(({ benchmark, verdict, dates }) => [benchmark, verdict, dates])).toEqual([['seasonal', 'better', 1200], ['naive', 'better', 1200]])
    // The seasonal naive error is the difference of two noises, the model's is one: 1/√2.
    expect(value(result, 'mase/seasonal/test')!).toBeCloseTo(0.71, 1)
    expect(result.verdict).toBe('different')
  })

  it('proposes a finding where repeating last week is better', async () => {
    const { found, result } = await run(review([dataset('test', daily(200), (pattern) => pattern + 15)]))
    expect(found.map(({ key }) => key)).toEqual(['worse/test'])
    expect(value(result, 'bias/test')!).toBeCloseTo(15, 0)
    expect(Math.abs(value(result, 'tracking/test')!)).toBeGreaterThan(100)
    expect(result.warnings.join(' ')).toContain('scaled by its own naive errors')
  })

  it('shows nothing where the model itself repeats last week with a noise of its own', async () => {
    const rng = createRng(9, 'noise')
    const { found, detail, result } = await run(review([dataset('test', daily(150), (pattern) => pattern + 4 * rng.normal())]))
    expect(found).toEqual([])
    expect(detail.judged[0]!.against[0]!.verdict).toBe('inconclusive')
    expect(result.verdict).toBe('inconclusive')
    expect(result.headline).toContain('would have been found')
    expect(value(result, 'detectable/seasonal/test')!).toBeGreaterThan(0.05)
  })

  it('calls equivalent what so many dates show to lie within the difference that matters', async () => {
    const rng = createRng(10, 'noise')
    const series = [dataset('test', daily(900), (pattern) => pattern + 4 * rng.normal())]
    const { result, detail, found } = await run(review(series), { margin: 0.2 })
    expect(found).toEqual([])
    expect(result.verdict).toBe('equivalent')
    expect(detail.judged[0]!.against[0]!.equivalence).toBeLessThan(0.01)
    expect(result.headline).toContain('within 20')
    expect((await run(review(series), { margin: 0.01 })).result.verdict).toBe('inconclusive')
  })

  it('says worse, but proposes no finding, where the loss is within the difference that matters', async () => {
    const { result, detail, found } = await run(review([dataset('test', daily(900), (_, actual, day) => actual + (day % 2 === 0 ? 1 : -1) * 5.3)]), { margin: 0.5 })
    expect(detail.judged[0]!.against[0]!.verdict).toBe('worse')
    expect(result.verdict).toBe('different')
    expect(found).toEqual([])
  })

  it('follows each value of an identifying column, each in its own units', async () => {
    const { detail, result } = await run(review([dataset('test', daily(60), (pattern) => pattern, ['a', 'b', 'c'])], { store: ['id'] }))
    expect(detail.judged[0]!.series).toBe(3)
    expect(value(result, 'theil-u/test')).toBeNull()
    expect(value(result, 'mase/seasonal/test')!).toBeLessThan(0.9)
  })

  it('names the date of a jump that did not happen, and a curve rougher than the actuals', async () => {
    const { detail, result } = await run(review([dataset('test', daily(80), (_, __, day) => 100 + 0.1 * day + (day === 40 ? 300 : 0))]))
    expect(detail.judged[0]!.jumps.map(({ date }) => date)).toEqual([dayMs * 19_040, dayMs * 19_041])
    expect(value(result, 'roughness/test')!).toBeGreaterThan(1)
  })

  it('knows no more than the horizon allows', async () => {
    const { detail } = await run(review([dataset('test', daily(60), (pattern) => pattern)]), { horizon: 10 })
    // Ten steps back for the naive, two weeks for the seasonal naive.
    expect(detail.judged[0]!.against.map(({ benchmark, dates }) => [benchmark, dates])).toEqual([['seasonal', 46], ['naive', 50]])
  })

  it('guesses the step of dates', () => {
    const step = (dates: readonly number[]): readonly [string, number | null] => { const { name, season } = stepOf(Float64Array.from(dates)); return [name, season] }
    expect(step(monthly(30))).toEqual(['month', 12])
    expect(step(monthly(30).filter((_, month) => month % 3 === 0))).toEqual(['quarter', 4])
    expect(step(monthly(60).filter((_, month) => month % 12 === 0))).toEqual(['year', null])
    expect(step(daily(30))).toEqual(['day', 7])
    expect(step(daily(60).filter((date) => ![0, 6].includes(new Date(date).getUTCDay())))).toEqual(['day', 7])
    expect(step(daily(60).filter((_, day) => day % 7 === 0))).toEqual(['week', 52])
    expect(step(daily(30).map((_, hour) => hour * 3_600_000))).toEqual(['hour', 24])
    expect(step([0, 1, 5, 20, 22, 61, 90].map((minute) => minute * 61_000 + minute ** 2))).toEqual(['uneven step', null])
  })

  it('does not apply without a dozen dates', () => {
    const few = review([dataset('test', daily(11), (pattern) => pattern)])
    expect(forecast.inapplicable!(few, forecast.params.parse({}))).toContain('12 dates')
  })
})
