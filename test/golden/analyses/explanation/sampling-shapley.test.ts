import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { samplingShapley } from '../../../../shared/analyses/explanation/shap/sampling'
import type { Contributions } from '../../../../shared/analyses/explanation/shap/types'
import type { Table } from '../../../../shared/contract/table'
import { createRng } from '../../../../shared/stats/rng'
import { makeTable, numberColumn } from '../../../unit/analyses/build-input'

type Matrix = readonly (readonly number[])[]
interface Golden { readonly background: Matrix; readonly rows: Matrix; readonly models: Readonly<Record<'pairwise' | 'tangled', { readonly base: number; readonly brute: Matrix; readonly exactExplainer: Matrix; readonly permutationExplainer: Matrix }>> }
const golden = JSON.parse(readFileSync(resolve(import.meta.dirname, 'goldens.json'), 'utf8')) as Golden

const names = ['a', 'b', 'c', 'd']
const tableOf = (rows: Matrix): Table => makeTable(names.map((name, place) => numberColumn(name, rows.map((row) => row[place]!))))
const models = {
  pairwise: (a: number, b: number, c: number, d: number) => 2 * a - 3 * b + a * b + 0.5 * c * d + d * d,
  tangled: (a: number, b: number, c: number, d: number) => a * b * c + Math.max(a, 0) * d * Math.abs(c) - Math.exp(-d * d),
}

function sampled(model: keyof typeof models, repeats: number, seed: number): Promise<Contributions> {
  return samplingShapley({
    table: tableOf(golden.rows), background: tableOf(Array.from({ length: repeats }, () => golden.background).flat()), features: names, logOdds: false,
    score: (table) => {
      const [a, b, c, d] = names.map((name) => table.columns.find((column) => column.name === name)!).map((column) => (column.kind === 'number' ? column.values : new Float64Array()))
      return Promise.resolve(Float64Array.from({ length: table.rows }, (_, row) => models[model](a![row]!, b![row]!, c![row]!, d![row]!)))
    },
    rng: createRng(seed, 'orders'), checkpoint: () => undefined, progress: () => undefined,
  })
}

const each = (found: Contributions, check: (value: number, error: number, row: number, feature: number) => void): void => found.columns.forEach((column, feature) => column.values.forEach((value, row) => check(value, column.errors![row]!, row, feature)))

describe('sampled contributions against brute force over all subsets', () => {
  it('are exact where no more than two features act together: an order and its reverse share every pair equally', async () => {
    const { base, brute, exactExplainer, permutationExplainer } = golden.models.pairwise
    const found = await sampled('pairwise', 1, 3)
    expect(found.base).toBeCloseTo(base, 12)
    each(found, (value, _, row, feature) => {
      expect(value).toBeCloseTo(brute[row]![feature]!, 10)
      expect(value).toBeCloseTo(exactExplainer[row]![feature]!, 8)
      expect(value).toBeCloseTo(permutationExplainer[row]![feature]!, 8)
    })
  })

  it('close in on three features acting together, within the error they state', async () => {
    const { brute } = golden.models.tangled
    let beyond = 0
    let worst = 0
    for (const seed of [1, 2, 3, 4]) each(await sampled('tangled', 20, seed), (value, error, row, feature) => {
      worst = Math.max(worst, Math.abs(value - brute[row]![feature]!) / error)
      expect(error).toBeLessThan(0.2)
      if (Math.abs(value - brute[row]![feature]!) > 1.96 * error + 1e-12) beyond += 1
    })
    // The background is walked through whole, so the stated error, which counts its rows as draws, is on the safe side.
    expect(beyond).toBeLessThanOrEqual(4)
    expect(worst).toBeLessThan(4)
  })

  it('add up to f(x) − E on every row, to rounding', async () => {
    const found = await sampled('tangled', 1, 5)
    found.output.forEach((output, row) => expect(found.columns.reduce((sum, column) => sum + column.values[row]!, found.base)).toBeCloseTo(output, 12))
  })
})
