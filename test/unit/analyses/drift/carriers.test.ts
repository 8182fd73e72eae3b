import { describe, expect, it } from 'vitest'
import { carriersOf } from '../../../../shared/analyses/drift/domain-classifier/carriers'
import { gramsByFold, addGrams, leastSquares, varyingTerms, keepTerms } from '../../../../shared/analyses/drift/domain-classifier/gram'
import { separate } from '../../../../shared/analyses/drift/domain-classifier/measure'
import { dealSide, spreadLimit } from '../../../../shared/analyses/drift/domain-classifier/sides'
import { columnsOfTerm, termsOf } from '../../../../shared/analyses/drift/domain-classifier/terms'
import type { Side } from '../../../../shared/analyses/drift/domain-classifier/sides'
import { createRng } from '../../../../shared/stats/rng'
import { categoryColumn, makeTable, numberColumn } from '../build-input'

const columns = ['a', 'b', 'sum', 'twin', 'level', 'same level', 'gaps', 'same gaps', 'alone']

/** Columns that are sums, copies and renamings of one another; `shift` moves the window. */
function side(label: string, rows: number, shift: number): Side {
  const rng = createRng(5, label)
  const a = Float64Array.from({ length: rows }, () => rng.normal() / 4 + shift)
  const b = Float64Array.from({ length: rows }, () => rng.normal() / 4)
  const level = Array.from({ length: rows }, () => ['x', 'y', 'z'][rng.int(3)]!)
  const gaps = a.map(() => (rng.next() < 0.2 ? Number.NaN : rng.normal()))
  const table = makeTable([
    numberColumn('a', a), numberColumn('b', b), numberColumn('sum', a.map((value, row) => value + b[row]!)), numberColumn('twin', a.map((value) => 3 - 2 * value)),
    categoryColumn('level', level), categoryColumn('same level', level.map((each) => `${each}!`)), numberColumn('gaps', gaps), numberColumn('same gaps', gaps.map((value) => (Number.isNaN(value) ? value : rng.normal()))),
    numberColumn('alone', a.map(() => rng.next())),
  ])
  return dealSide([table], [Uint32Array.from({ length: rows }, (_, row) => row)], rng.fork('deal'), columns.length)
}

describe('what carries a difference', () => {
  const sides = [side('reference', 400, 0), side('window', 300, 0.1)] as const
  const all = termsOf(sides, columns, false, () => undefined)
  const gram = addGrams(gramsByFold(all, sides, () => undefined))
  const varying = varyingTerms(gram)
  const terms = { ...all, terms: varying.map((term) => all.terms[term]!) }
  const kept = keepTerms(gram, varying)
  const every = terms.terms.map((_, term) => term)
  const whole = leastSquares(kept, every)

  it('is what fits without the column say, also where others stand in for it', () => {
    expect(whole.rank).toBeLessThan(every.length)
    const asked: { fall: number; df: number }[] = []
    carriersOf(kept, terms, columns, whole, (r2, without, _, df) => { asked.push({ fall: r2 - without, df }); return { f: 0, p: 1 } }, () => undefined)
    columns.forEach((_, index) => {
      const without = leastSquares(kept, every.filter((term) => !columnsOfTerm(terms.terms[term]!, terms.sources).includes(index)))
      expect(asked[index]!.df).toBe(whole.rank - without.rank)
      expect(asked[index]!.fall).toBeCloseTo(whole.r2 - without.r2, 10)
    })
    expect(asked[columns.indexOf('level')]).toEqual({ df: 0, fall: 0 })
    expect(asked[columns.indexOf('gaps')]!.df).toBe(2)
    expect(asked[columns.indexOf('alone')]!.df).toBe(2)
  })
})

describe('hundreds of columns', () => {
  it('are judged within seconds, without squares from 400 on and on fewer rows', () => {
    const names = Array.from({ length: 420 }, (_, index) => `x${String(index)}`)
    const wide = (label: string, rows: number): Side => {
      const rng = createRng(6, label)
      return dealSide([makeTable(names.map((name) => numberColumn(name, Float64Array.from({ length: rows }, () => rng.next()))))], [Uint32Array.from({ length: rows }, (_, row) => row)], rng.fork('deal'), names.length)
    }
    let ticks = 0
    const found = separate(wide('reference', 700), wide('window', 700), names, { pairs: true, level: 0.95 }, () => { ticks += 1 })!
    expect(found.terms).toBe(420)
    expect(found.leftOut.join(' ')).toContain('squares: with 420 numeric columns')
    expect(found.p).toBeGreaterThan(0.001)
    expect(ticks).toBeGreaterThan(100)
    expect([spreadLimit(10), spreadLimit(122), spreadLimit(300), spreadLimit(1000)]).toEqual([50_000, 50_000, 8333, 5000])
  })
})
