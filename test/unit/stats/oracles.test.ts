import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { chiSquareContingency } from '../../../shared/stats/contingency'
import { delong, delongPaired } from '../../../shared/stats/delong'
import { energyDistance, wasserstein1 } from '../../../shared/stats/distance'
import { ksTwoSample } from '../../../shared/stats/ks'
import { binCounts, populationStabilityIndex, quantileEdges } from '../../../shared/stats/psi'
import { sortedFinite } from '../../../shared/stats/sort'

const data = resolve(import.meta.dirname, '../../../../shared/data')
const read = (path: string): string => readFileSync(resolve(data, path), 'utf8')
const columns = (text: string, separator: string): Record<string, string[]> => {
  const [header, ...rows] = text.trim().split(/\r?\n/).map((line) => line.split(separator).map((cell) => cell.replaceAll('"', '')))
  return Object.fromEntries(header!.map((name, j) => [name, rows.map((row) => row[j]!)]))
}

describe.runIf(existsSync(resolve(data, 'oracles/computed/aSAH.csv')))('DeLong against pROC on aSAH', () => {
  const table = columns(existsSync(data) ? read('oracles/computed/aSAH.csv') : '', ',')
  const outcome = Float64Array.from(table['outcome'] ?? [], (cell) => (cell === 'Poor' ? 1 : 0))
  const score = (name: string): Float64Array => Float64Array.from(table[name] ?? [], Number)

  it.each([
    ['s100b', 0.731368563685637, 0.00266868245717244],
    ['ndka', 0.611957994579946, 0.0031908105493913],
    ['wfns', 0.823678861788618, 0.00146991470882363],
  ])('%s', (name, auc, variance) => {
    const r = delong(score(name), outcome)
    expect(r.auc).toBeCloseTo(auc, 12)
    expect(r.se ** 2).toBeCloseTo(variance, 14)
    expect(r.positives + r.negatives).toBe(113)
  })
  it.each([
    ['wfns', 's100b', 2.20898359144091, 0.0271757822291882],
    ['wfns', 'ndka', 2.79777591868904, 0.00514557970691098],
    ['s100b', 'ndka', 1.39077002573558, 0.164295175223054],
  ])('%s against %s', (a, b, z, p) => {
    const r = delongPaired(score(a), score(b), outcome)
    expect(r.z).toBeCloseTo(z, 10)
    expect(r.p).toBeCloseTo(p, 12)
  })
})

interface Oracle {
  n_ref: number
  n_cur: number
  ks: number
  ks_loc: number
  wasserstein: number
  energy: number
  psi_ref_deciles_eps1e4: number
  edges: (number | null)[]
}

describe.runIf(existsSync(resolve(data, 'wine/winequality-white.csv')))("the book's wine case", () => {
  const cases = existsSync(data) ? (JSON.parse(read('oracles/computed/wine_alcohol11.json')) as Record<string, { features: Record<string, Oracle> }>) : {}
  for (const colour of ['white', 'red']) {
    const table = existsSync(data) ? columns(read(`wine/winequality-${colour}.csv`), ';') : {}
    const alcohol = (table['alcohol'] ?? []).map(Number)
    const split = (name: string): [Float64Array, Float64Array] => {
      const values = (table[name] ?? []).map(Number)
      return [Float64Array.from(values.filter((_, i) => alcohol[i]! > 11)), Float64Array.from(values.filter((_, i) => !(alcohol[i]! > 11)))]
    }
    it.each(Object.entries(cases[colour]?.features ?? {}))(`${colour} %s`, (name, oracle) => {
      const [reference, current] = split(name)
      expect([reference.length, current.length]).toEqual([oracle.n_ref, oracle.n_cur])
      const a = sortedFinite(reference)
      const b = sortedFinite(current)
      const ks = ksTwoSample(a, b)
      expect(ks.d).toBeCloseTo(oracle.ks, 12)
      expect(ks.location).toBe(oracle.ks_loc)
      expect(wasserstein1(a, b)).toBeCloseTo(oracle.wasserstein, 10)
      expect(energyDistance(a, b)).toBeCloseTo(oracle.energy, 10)
      const inner = oracle.edges.slice(1, -1) as number[]
      // Our bins end at their edge (lower, upper]; the oracle's begin there. Where no value lies above the last edge we drop it.
      const { edges } = quantileEdges(a, 10)
      expect(edges).toEqual(inner.filter((edge) => edge < a[a.length - 1]!).map((edge) => expect.closeTo(edge, 12)))
      const counts = (values: Float64Array): number[] => {
        const result = Array.from({ length: inner.length + 1 }, () => 0)
        for (const value of values) result[inner.filter((edge) => edge <= value).length]! += 1
        return result
      }
      expect(populationStabilityIndex(counts(reference), counts(current)).psi).toBeCloseTo(oracle.psi_ref_deciles_eps1e4, 10)
      expect(binCounts(reference, edges).reduce((x, y) => x + y, 0)).toBe(oracle.n_ref)
    })
  }

  it('prints the numbers of the book', () => {
    const table = columns(read('wine/winequality-white.csv'), ';')
    const reference = table['alcohol']!.map((cell) => Number(cell) > 11)
    const sorted = (name: string, wanted: boolean): Float64Array => sortedFinite(Float64Array.from(table[name]!.filter((_, i) => reference[i] === wanted), Number))
    expect(reference.filter(Boolean)).toHaveLength(1561)
    const ks = (name: string): number => ksTwoSample(sorted(name, true), sorted(name, false)).d
    expect(['density', 'chlorides', 'residual sugar', 'pH'].map((name) => ks(name).toFixed(4))).toEqual(['0.7130', '0.4839', '0.3778', '0.0720'])
    const count = (level: number, wanted: boolean): number => table['quality']!.filter((cell, i) => Number(cell) === level && reference[i] === wanted).length
    const levels = [3, 4, 5, 6, 7, 8, 9]
    const chi = chiSquareContingency([levels.map((level) => count(level, true)), levels.map((level) => count(level, false))])
    expect(chi.statistic).toBeCloseTo(823.6798, 4)
    expect(chi.df).toBe(6)
  })
})
