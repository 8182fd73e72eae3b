import { describe, expect, it } from 'vitest'
import { analysisById } from '../../../../shared/analyses/registry'
import { namedRows, pickRows } from '../../../../shared/analyses/explanation/decisions/pick-rows'
import type { Detail } from '../../../../shared/analyses/explanation/decisions/types'
import { unitOf } from '../../../../shared/analyses/explanation/shap/unit'
import type { AnalysisInput, AnalysisResult, Explainer } from '../../../../shared/contract/analysis'
import { quietJob } from '../../../../shared/contract/job'
import type { Table } from '../../../../shared/contract/table'
import { createRng } from '../../../../shared/stats/rng'
import { withColumn } from '../../../../shared/table/with-column'
import { categoryColumn, makeInput, makeRegressionInput, scoreTable } from '../build-input'

const analysis = analysisById('explanation.decisions')!
const base = makeInput({ rows: 800, seed: 3 })
/** The same review with customers called c0, c1 and so on. */
const input: AnalysisInput = {
  ...base, roles: { ...base.roles, customer: ['id'] },
  datasets: base.datasets.map((dataset) => ({ ...dataset, table: withColumn(dataset.table, categoryColumn('customer', Array.from({ length: dataset.table.rows }, (_, row) => `c${String(row)}`))) })),
}
const test = input.datasets.find((dataset) => dataset.role === 'test')!

async function run(on: AnalysisInput, given: Record<string, unknown> = {}, explain: Explainer | null = null, score: (table: Table) => Float64Array = scoreTable): Promise<{ readonly result: AnalysisResult; readonly detail: Detail }> {
  const result = await analysis.compute(on, analysis.params.parse(given), { ...quietJob, rng: createRng(1, analysis.id), alpha: 0.05, score: (table) => Promise.resolve(score(table)), explain })
  return { result, detail: result.detail as unknown as Detail }
}

const numbers = (table: Table, name: string): Float64Array => {
  const column = table.columns.find((each) => each.name === name)!
  return column.kind === 'number' ? column.values : new Float64Array()
}

describe('the rows that are picked', () => {
  const score = Float64Array.from([0.9, 0.31, 0.29, 0.1, Number.NaN, 0.5, 0.3, 0.28])
  const order = Uint32Array.from(score.keys())
  const rules = { order, score, threshold: 0.3, named: [] as readonly number[], near: 2, extreme: 1, random: 0, rng: createRng(1, 'pick') }

  it('are those nearest the threshold on both sides, a score equal to it above, and the extremes', () => {
    expect(pickRows(rules)).toEqual([
      { why: 'nearest above the threshold', row: 6 }, { why: 'nearest above the threshold', row: 1 },
      { why: 'nearest below the threshold', row: 2 }, { why: 'nearest below the threshold', row: 7 },
      { why: 'highest score', row: 0 }, { why: 'lowest score', row: 3 },
    ])
  })

  it('come under the first rule only, and never without a score', () => {
    const picks = pickRows({ ...rules, named: [0], random: 20 })
    expect(picks[0]).toEqual({ why: 'named', row: 0 })
    expect(picks.filter((pick) => pick.row === 0)).toHaveLength(1)
    expect(picks.map((pick) => pick.row).sort()).toEqual([0, 1, 2, 3, 5, 6, 7])
  })

  it('are named by identifier before row number; what cannot be found is said', () => {
    const identity = categoryColumn('id', ['x', 'y', '3', 'z', 'u', 'v', 'w', 'y'])
    expect(namedRows(['y', '3', '1', '5', 'nobody', '99'], score, identity)).toEqual({
      rows: [1, 2, 0], problems: ['5: the row has no score.', 'nobody: no row is called that in id; rows are numbered from 1.', 'Row 99: the dataset has no such row.'],
    })
    expect(namedRows(['y'], score, null).problems).toEqual(['y: no row is called that and there is no identifying column; rows are numbered from 1.'])
  })
})

describe('explanation.decisions', () => {
  it('gives each decision its values, which add up to the output with base and rest', async () => {
    const { detail, result } = await run(input)
    expect(result.verdict).toBe('described')
    expect(detail.unit).toBe('log odds')
    expect(detail.decisions).toHaveLength(8)
    for (const { reasons, row, score, recorded, identity } of detail.decisions) {
      const driven = [...reasons!.up, ...reasons!.down]
      expect(detail.base + driven.reduce((sum, driver) => sum + driver.contribution, reasons!.rest)).toBeCloseTo(reasons!.output, 10)
      expect(1 / (1 + Math.exp(-reasons!.output))).toBeCloseTo(score, 10)
      expect(score).toBe(test.score![row - 1])
      expect(recorded).toBe(test.recorded![row - 1])
      expect(identity).toBe(`c${String(row - 1)}`)
      for (const driver of driven) {
        const held = numbers(test.table, driver.feature)
        if (held.length > 0) expect(driver.value).toBe(Number.isNaN(held[row - 1]!) ? 'missing' : String(held[row - 1]))
        expect(['age', 'dependents', 'region']).not.toContain(driver.feature)
      }
    }
    expect(detail.recordedDiffer).toBe(0)
  })

  it('changes a decision by the one value it says, and by no protected one', async () => {
    const { detail } = await run(input)
    expect(detail.fixed).toEqual(['age'])
    const flipped = detail.decisions.filter((decision) => decision.flip !== null)
    expect(flipped.length).toBeGreaterThan(3)
    for (const { flip, favourable } of flipped) {
      expect(flip!.score < 0.3).toBe(!favourable)
      expect(flip!.feature).not.toBe('age')
    }
  })

  it('names no feature that the plan fixes', async () => {
    const { detail } = await run(input, { fixed: ['debt', 'income', 'purpose'] })
    expect(detail.fixed).toEqual(['age', 'debt', 'income', 'purpose'])
    expect(detail.decisions.every((decision) => decision.flip === null)).toBe(true)
  })

  it('shows the first row named as what-if, with the scores the artifact gives', async () => {
    const { detail, result } = await run(input, { named: ['c17', '5'] })
    expect(detail.decisions.slice(0, 2).map((decision) => [decision.why, decision.row])).toEqual([['named', 18], ['named', 5]])
    expect(detail.whatIf.decision).toBe(0)
    const debt = detail.whatIf.reaches.find((reach) => reach.feature === 'debt')!
    expect(debt.points.length).toBe(21)
    const { score } = detail.decisions[0]!
    const logit = (p: number): number => Math.log(p / (1 - p))
    for (const point of debt.points) expect(logit(point.score) - logit(score)).toBeCloseTo(1.1 * (Number(point.label) - numbers(test.table, 'debt')[17]!), 4)
    expect(analysis.figures(result).map((figure) => figure.id)).toEqual(['drivers', 'what-if'])
  })

  it('prints no reason where contributions do not add up, but still the decisions and the what-if', async () => {
    const off: Explainer = (table) => Promise.resolve({ method: 'linear', link: 'identity', base: 0, output: scoreTable(table), contributions: [{ feature: 'income', values: new Float64Array(table.rows) }] })
    const { detail, result } = await run(input, {}, off)
    expect(result.verdict).toBe('inconclusive')
    expect(result.headline).toContain('Reasons for single decisions are refused')
    expect(detail.decisions.every((decision) => decision.reasons === null)).toBe(true)
    expect(result.values.filter((value) => value.id.startsWith('contribution/'))).toEqual([])
    expect(analysis.figures(result).map((figure) => figure.id)).toEqual(['what-if'])
    expect(result.notTested.join(' ')).toContain('Reasons of decisions')
  })

  it('counts recorded predictions that are another number', async () => {
    const other = { ...input, datasets: input.datasets.map((dataset) => ({ ...dataset, recorded: dataset.score!.map((score) => score + 0.01) })) }
    expect((await run(other)).detail.recordedDiffer).toBe(8)
  })

  it('does without a threshold', async () => {
    const { detail, result } = await run(makeRegressionInput({ rows: 300 }))
    expect(detail.decisions.map((decision) => decision.why)).toEqual(['highest score', 'lowest score', 'at random', 'at random'])
    expect(detail.unit).toBe('score units')
    expect(result.headline).not.toContain('would change')
  })

  it('says so when no row has a score', async () => {
    const { result } = await run({ ...input, datasets: input.datasets.map((dataset) => ({ ...dataset, score: dataset.score!.map(() => Number.NaN) })) })
    expect(result.headline).toBe('No row has a score, so no decision can be explained.')
    expect(analysis.figures(result)).toEqual([])
    expect(analysis.section(result, analysis.params.parse({}))).toHaveLength(1)
  })
})

describe('the unit of contributions', () => {
  it('is a probability only where every score could be one', () => {
    expect(unitOf('identity', true, Float64Array.of(0, 0.4, 1))).toBe('probability')
    expect(unitOf('identity', true, Float64Array.of(0.4, 612))).toBe('score units')
    expect(unitOf('identity', false, Float64Array.of(0.4))).toBe('score units')
    expect(unitOf('logit', true, Float64Array.of(0.4))).toBe('log odds')
  })
})
