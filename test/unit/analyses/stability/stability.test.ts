import { describe, expect, it } from 'vitest'
import { analysisById } from '../../../../shared/analyses/registry'
import { leafWords, growRegions, leafOf } from '../../../../shared/analyses/common/region-tree'
import { misspelt, swapDigits } from '../../../../shared/analyses/stability/perturbation/changes'
import { turnsOf } from '../../../../shared/analyses/stability/curves/measure'
import type { AnalysisInput, AnalysisResult, FindingProposal } from '../../../../shared/contract/analysis'
import type { ModelCard } from '../../../../shared/contract/model'
import { quietJob } from '../../../../shared/contract/job'
import type { NumericColumn, Table } from '../../../../shared/contract/table'
import { createRng } from '../../../../shared/stats/rng'
import { categoryColumn, makeDataset, makeInput, makeTable, numberColumn, scoreTable } from '../build-input'

const rng = createRng(3, 'stability')
const numbers = (table: Table, name: string): Float64Array => (table.columns.find((column) => column.name === name) as NumericColumn).values

type Score = (table: Table) => Float64Array

async function run(id: string, input: AnalysisInput, given: Record<string, unknown> = {}, score: Score = scoreTable): Promise<{ readonly result: AnalysisResult; readonly findings: readonly FindingProposal[] }> {
  const analysis = analysisById(id)!
  const params = analysis.params.parse(given)
  const result = await analysis.compute(input, params, { ...quietJob, rng: createRng(1, id), alpha: 0.01, score: (table) => Promise.resolve(score(table)) })
  return { result, findings: analysis.findings(result, params) }
}
const value = (result: AnalysisResult, id: string): number | null => result.values.find((one) => one.id === id)!.value

/** The credit applications with scores of another artifact. */
function scoredBy(score: Score, rows = 600): AnalysisInput {
  const input = makeInput({ rows, windows: 1 })
  return { ...input, datasets: input.datasets.map((dataset) => ({ ...dataset, score: score(dataset.table) })) }
}

describe('direction of each feature', () => {
  it('holds the logistic model to its signs, and finds the witness of a dent', async () => {
    const holds = await run('stability.monotonicity', makeInput({ rows: 600, windows: 0 }), { expected: { debt: 'increasing', income: 'decreasing' } })
    expect(holds.findings).toEqual([])
    expect(holds.result.verdict).toBe('inconclusive')
    const dented: Score = (table) => scoreTable(table).map((p, row) => (numbers(table, 'debt')[row]! > 0.5 && numbers(table, 'age')[row]! < 30 ? p - 0.2 : p))
    const { result, findings } = await run('stability.monotonicity', scoredBy(dented), { expected: { debt: 'increasing' } }, dented)
    expect(result.verdict).toBe('different')
    expect(findings.map((finding) => finding.key)).toEqual(['direction/debt'])
    const { witness, share } = (result.detail as { lines: { feature: string; share: number; witness: { row: number; from: string; to: string; scoreFrom: number; scoreTo: number } }[] }).lines.find((line) => line.feature === 'debt')!
    const ages = numbers(scoredBy(dented).datasets[1]!.table, 'age')
    expect(share).toBeCloseTo(ages.reduce((count, age) => count + (age < 30 ? 1 : 0), 0) / 600, 2)
    expect(ages[witness.row - 1]).toBeLessThan(30)
    expect(Number(witness.from)).toBeLessThanOrEqual(0.5)
    expect(Number(witness.to)).toBeGreaterThan(0.5)
    expect(witness.scoreTo).toBeLessThan(witness.scoreFrom)
  })

  it('takes the direction that the artifact declares', async () => {
    const model = { featureUse: [], inputs: [{ name: 'debt', type: 'number', positional: false, monotone: 'decreasing' }] } as unknown as ModelCard
    const { findings } = await run('stability.monotonicity', { ...makeInput({ rows: 300, windows: 0 }), model })
    expect(findings.map((finding) => finding.key)).toEqual(['direction/debt'])
    expect(findings[0]!.criterion).toContain('declared by the artifact')
  })
})

describe('shape', () => {
  it('counts turns and passes small limbs over', () => {
    expect(turnsOf([0, 1, 2, 3], 0.1)).toBe(0)
    expect(turnsOf([0, 2, 1.95, 3, 0], 0.1)).toBe(1)
    expect(turnsOf([3, 0, 2, 0], 0.5)).toBe(2)
  })

  it('says that a jump is a jump', async () => {
    const jumping: Score = (table) => numbers(table, 'debt').map((debt) => (debt > 0.62 ? 0.9 : 0.1))
    const { result } = await run('stability.shape', scoredBy(jumping), {}, jumping)
    expect(result.headline).toContain('debt, which jumps')
    expect(value(result, 'range/debt')).toBeCloseTo(0.8, 12)
    expect(value(result, 'own/debt')).toBeCloseTo(0, 12)
  })
})

describe('domain of applicability', () => {
  it('is silent on rows of the same law and finds new levels, pairs and far rows', async () => {
    const same = await run('stability.domain', makeInput({ rows: 1500, windows: 2 }))
    expect(same.findings).toEqual([])
    expect(same.result.verdict).toBe('equivalent')
    const boats = await run('stability.domain', makeInput({ rows: 1500, windows: 2, planted: { boats: 200 } }))
    expect(boats.findings.map((finding) => finding.key)).toEqual(['outside'])
    expect(value(boats.result, 'feature/purpose')).toBe(200)
    // Together income and its copy are seen along one line only; each value alone is inside.
    const line = (n: number, flip: boolean): Table => {
      const x = Float64Array.from({ length: n }, () => rng.normal())
      return makeTable([numberColumn('x', x), numberColumn('y', x.map((v) => (flip ? -v : v) + 0.1 * rng.normal()))])
    }
    const pair = await run('stability.domain', { ...makeInput({ rows: 1, windows: 0 }), roles: { x: ['feature'], y: ['feature'] }, datasets: [makeDataset('development', line(2000, false)), makeDataset('production', line(400, true), { period: '1' })] })
    expect(value(pair.result, 'by-pair/1')).toBeGreaterThan(250)
    expect(value(pair.result, 'by-distance/1')).toBeGreaterThan(250)
    expect(value(pair.result, 'by-feature/1')).toBeLessThan(10)
    expect(pair.findings).toHaveLength(1)
  })
})

describe('determinism', () => {
  it('finds a score that depends on the company of the row, and one that changes from call to call', async () => {
    const centred: Score = (table) => {
      const scores = scoreTable(table)
      const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length
      return scores.map((score) => score - mean)
    }
    const company = await run('stability.determinism', scoredBy(centred), {}, centred)
    expect(value(company.result, 'beyond/again')).toBe(0)
    expect(value(company.result, 'beyond/single')).toBeGreaterThan(150)
    expect(company.findings).toHaveLength(1)
    let calls = 0
    const moody: Score = (table) => scoreTable(table).map((score) => score + 1e-9 * (calls += 1))
    const { result, findings } = await run('stability.determinism', scoredBy(scoreTable), { tolerance: 1e-5 }, moody)
    expect(value(result, 'identical/again')).toBe(0)
    expect(findings).toEqual([])
    expect(result.headline).toContain('last bits')
  })
})

describe('conformal coverage', () => {
  it('is silent where rows are alike and finds a window whose outcomes moved', async () => {
    const make = (noise: number) => {
      const x = Float64Array.from({ length: 1000 }, () => rng.normal())
      return { table: makeTable([numberColumn('x', x), categoryColumn('g', Array.from(x, (v) => (v > 0 ? 'up' : 'down')))]), score: x, outcome: x.map((v) => v + noise * rng.normal()) }
    }
    const of = (noise: number): AnalysisInput => {
      const test = make(1)
      const window = make(noise)
      return { ...makeInput({ rows: 1, windows: 0 }), task: 'regression', decision: { threshold: null, favourable: 'above' }, roles: { x: ['feature'], g: ['segment'] }, datasets: [makeDataset('test', test.table, test), makeDataset('production', window.table, { ...window, period: '1' })] }
    }
    const calm = await run('stability.conformal', of(1))
    expect(calm.findings).toEqual([])
    expect(value(calm.result, 'threshold')).toBeCloseTo(1.645, 0)
    const loud = await run('stability.conformal', of(2), { groupLimit: 0.99 })
    expect(loud.findings.map((finding) => finding.key).sort()).toEqual(['coverage/1', 'group/g/down', 'group/g/up'])
  })
})

describe('stability of the figures', () => {
  it('finds the region that was learned by heart, confirmed on other rows', async () => {
    const make = (role: 'development' | 'test', learned: boolean) => {
      const n = 2000
      const region = Array.from({ length: n }, (_, row) => (row % 4 === 0 ? 'east' : 'west'))
      const x = Float64Array.from({ length: n }, () => rng.next())
      const outcome = Float64Array.from(x, () => (rng.next() < 0.4 ? 1 : 0))
      const score = x.map((_, row) => (region[row] === 'east' && learned ? 0.15 + 0.7 * outcome[row]! : region[row] === 'east' ? 0.15 + 0.7 * (rng.next() < 0.4 ? 1 : 0) : 0.4))
      return makeDataset(role, makeTable([numberColumn('x', x), categoryColumn('region', region)]), { score, outcome })
    }
    const input: AnalysisInput = { ...makeInput({ rows: 1, windows: 0 }), roles: { x: ['feature'], region: ['segment'] }, datasets: [make('development', true), make('test', false)] }
    const { result, findings } = await run('stability.metric-stability', input)
    expect(findings.map((finding) => finding.key)).toEqual(expect.arrayContaining(['region/region = east']))
    expect(value(result, 'overfit-gap')).toBeGreaterThan(0.1)
    const clean: AnalysisInput = { ...input, datasets: [make('development', false), make('test', false)] }
    expect((await run('stability.metric-stability', clean)).findings).toEqual([])
  })
})

describe('the region tree', () => {
  it('finds a corner and says it in words', () => {
    const n = 1000
    const a = Uint8Array.from({ length: n }, (_, row) => row % 4)
    const b = Uint8Array.from({ length: n }, (_, row) => Math.floor(row / 4) % 3)
    const columns = [{ codes: a, size: 4, ordered: true }, { codes: b, size: 3, ordered: false }]
    const target = Float64Array.from({ length: n }, (_, row) => (a[row]! >= 2 && b[row] === 1 ? 5 : 1) + 0.01 * rng.normal())
    const leaves = growRegions(columns, target, Int32Array.from(target.keys()), { maxLeaves: 3, minLeaf: 25 }, () => undefined)
    const worst = leaves.reduce((most, leaf) => (leaf.mean > most.mean ? leaf : most))
    expect(leafWords(worst, [{ name: 'a', labels: ['0', '1', '2', '3'] }, { name: 'b', labels: ['x', 'y', 'z'] }])).toBe('a = 2 or 3 and b = y')
    expect(worst.mean).toBeCloseTo(5, 1)
    const leaf = leafOf(leaves, columns, n)
    expect(leaves.map((one, index) => leaf.reduce((count, at) => count + (at === index ? 1 : 0), 0) - one.n)).toEqual(leaves.map(() => 0))
  })
})

describe('mistakes of typing', () => {
  it('swaps two neighbouring digits and nothing else', () => {
    expect(swapDigits(1234, 0)).toBe(2134)
    expect(swapDigits(1234, 0.99)).toBe(1243)
    expect(swapDigits(-17.5, 0)).toBe(-71.5)
    expect(swapDigits(7, 0.5)).toBe(7)
    expect(swapDigits(1e-9, 0.5)).toBe(1e-9)
  })

  it('misspells a word, whatever it is', () => {
    expect(misspelt('broker')).toBe('borker')
    expect(misspelt('aaa')).toBe('aaax')
    expect(misspelt('')).toBe('x')
  })
})

describe('adversarial search', () => {
  it('flips exactly the decisions whose score lies within reach of the threshold', async () => {
    const n = 400
    const x = Float64Array.from({ length: n }, (_, row) => (row + 0.5) / n)
    const table = makeTable([numberColumn('x', x)])
    const score: Score = (rows) => numbers(rows, 'x').slice()
    const input: AnalysisInput = { ...makeInput({ rows: 1, windows: 0 }), roles: { x: ['feature'] }, decision: { threshold: 0.5, favourable: 'below' }, datasets: [makeDataset('test', table, { score: x })] }
    // Robust SD of the uniform: .5/1.349; a quarter of that reaches .0927 to either side.
    const { result, findings } = await run('stability.adversarial', input, { rows: 400, grid: 200, within: 0.25, limit: 0.1 }, score)
    expect(value(result, 'flipped/0.25')).toBeCloseTo(2 * 0.25 * (0.5 / 1.349), 1)
    expect(findings.map((finding) => finding.key)).toEqual(['flippable'])
  })
})

describe('resilience to corruption', () => {
  it('finds no rise for a score that does not look, and one for a score that does', async () => {
    const blind: Score = (rows) => new Float64Array(rows.rows).fill(0.3)
    const none = await run('stability.corruption', scoredBy(blind, 400), {}, blind)
    expect(value(none.result, 'rise/1')).toBe(0)
    const seeing = await run('stability.corruption', makeInput({ rows: 1500, windows: 0 }))
    expect(seeing.result.values.find((one) => one.id === 'rise/1')!.low).toBeGreaterThan(0)
    expect(value(seeing.result, 'rise/1')!).toBeGreaterThan(value(seeing.result, 'rise/0.25')!)
  })
})
