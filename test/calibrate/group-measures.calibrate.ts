import { describe, it } from 'vitest'
import { gradeRow, gradesTogether } from '../../shared/analyses/performance/grades/measure'
import { growTree, leafOf } from '../../shared/analyses/subpopulations/error-tree/grow'
import { meanError } from '../../shared/analyses/subpopulations/error-tree/judge'
import { associationsOf } from '../../shared/analyses/subpopulations/proxies/single'
import { boundComparison } from '../../shared/analyses/subpopulations/unknown-groups/measure'
import type { Rng } from '../../shared/contract/analysis'
import { createRng } from '../../shared/stats/rng'
import { stratified } from '../../shared/stats/stratified'
import type { Stratum } from '../../shared/stats/tests'
import { categoryColumn, numberColumn } from '../unit/analyses/build-input'
import { calibrated, percent } from './ledger'

const runs = 5 * Number(process.env['CALIBRATE_RUNS'] ?? 400)
const quiet = (): void => undefined
const draw = (n: number, p: number, rng: Rng): number => Array.from({ length: n }, () => rng.next()).reduce((count, u) => count + (u < p ? 1 : 0), 0)
/** Share of the runs in which something happens. */
const share = (label: string, happens: (rng: Rng) => boolean): number => Array.from({ length: runs }, (_, run) => happens(createRng(31, `${label} ${String(run)}`))).reduce((count, yes) => count + (yes ? 1 : 0), 0) / runs

describe('grades', () => {
  const limits = { amber: 0.05, red: 0.01 }
  it('are called too low as often as promised', () => {
    const one = (n: number, pd: number, rng: Rng): ReturnType<typeof gradeRow> => gradeRow('', n, draw(n, pd, rng), pd, 0, limits)
    calibrated('grades: Jeffreys p under .05, 1000 at 3 %', 0.05, share('jeffreys', (rng) => one(1000, 0.03, rng).jeffreys < 0.05), [0.035, 0.065], runs)
    calibrated('grades: binomial mid-p under .05, 400 at 2 %', 0.05, share('binomial', (rng) => one(400, 0.02, rng).binomialMid < 0.05), [0.035, 0.065], runs, `exact p: ${percent(share('binomial', (rng) => one(400, 0.02, rng).binomial < 0.05))}`)
    calibrated('grades: Hosmer–Lemeshow over five', 0.05, share('hosmer', (rng) => gradesTogether([0.02, 0.04, 0.08, 0.15, 0.3].map((pd) => one(300, pd, rng)))!.p < 0.05), [0.035, 0.065], runs)
    calibrated('grades: Jeffreys interval covers', 0.95, share('interval', (rng) => { const row = one(200, 0.06, rng); return row.low <= 0.06 && row.high >= 0.06 }), [0.93, 0.97], runs)
    calibrated('grades: power, 2 % forecast, 5 % true, 1000', 0.9, share('power', (rng) => gradeRow('', 1000, draw(1000, 0.05, rng), 0.02, 0, limits).binomialMid < 0.001), [0.9, 1], runs)
  })
})

describe('strata', () => {
  const bases = [0.2, 0.4, 0.6, 0.75]
  const strata = (odds: (level: number) => number, rng: Rng): readonly Stratum[] => bases.map((base, level) => {
    const raised = (odds(level) * base) / (1 - base + odds(level) * base)
    const [a, c] = [draw(50, raised, rng), draw(80, base, rng)]
    return [a, 50 - a, c, 80 - c]
  })
  it('keep the size of their tests and the coverage of their common ratios', () => {
    calibrated('conditional: Cochran–Mantel–Haenszel', 0.05, share('cmh', (rng) => stratified(strata(() => 1, rng)).p < 0.05), [0.035, 0.065], runs)
    calibrated('conditional: Breslow–Day–Tarone', 0.05, share('bd', (rng) => stratified(strata(() => 2, rng)).homogeneity.p < 0.05), [0.035, 0.065], runs)
    calibrated('conditional: common odds ratio covers', 0.95, share('or', (rng) => { const { low, high } = stratified(strata(() => 2, rng)).oddsRatio; return low <= 2 && high >= 2 }), [0.93, 0.97], runs)
    calibrated('conditional: common risk ratio covers', 0.95, share('rr', (rng) => {
      const { low, high } = stratified(bases.map((base): Stratum => { const [a, c] = [draw(50, 0.8 * base, rng), draw(80, base, rng)]; return [a, 50 - a, c, 80 - c] })).riskRatio
      return low <= 0.8 && high >= 0.8
    }), [0.93, 0.97], runs)
    calibrated('conditional: power at odds 2', 0.8, share('power', (rng) => stratified(strata(() => 2, rng)).p < 0.05), [0.8, 1], runs)
  })
})

describe('missing codes', () => {
  it('are bounded so that the truth is covered even when they hide the unfavourable', () => {
    // The group's refused go missing one time in four, its accepted one in twenty.
    calibrated('unknown groups: outer ends cover the true ratio', 0.95, share('mnar', (rng) => {
      const count = { group: [0, 0], other: [0, 0], unknown: [0, 0] }
      for (let row = 0; row < 600; row += 1) {
        const own = rng.next() < 0.4
        const success = rng.next() < (own ? 0.42 : 0.6)
        const missing = rng.next() < (own && !success ? 0.25 : 0.05)
        const into = missing ? count.unknown : own ? count.group : count.other
        into[0]! += success ? 1 : 0
        into[1]! += 1
      }
      const of = ([successes, n]: readonly number[]): { successes: number; n: number } => ({ successes: successes!, n: n! })
      const { ratioLow, ratioHigh } = boundComparison(of(count.group), of(count.other), of(count.unknown))
      return ratioLow! <= 0.7 && ratioHigh! >= 0.7
    }), [0.95, 1], runs)
  })
})

describe('single proxies', () => {
  const rows = 300
  const levels = { level: 0.95, decide: 0.999 }
  const groupsOf = (rng: Rng, n: number): Int32Array => Int32Array.from({ length: n }, () => rng.int(3))
  const shifted = (groups: Int32Array, rng: Rng, by: number): ReturnType<typeof numberColumn> => numberColumn('x', Float64Array.from(groups, (g) => by * g + rng.normal()))
  const drawnLevels = (groups: Int32Array, rng: Rng, by: number): ReturnType<typeof categoryColumn> => categoryColumn('c', Array.from(groups, (g) => (rng.next() < by ? 'abc'[g]! : 'abc'[rng.int(3)]!)))
  const measure = (column: Parameters<typeof associationsOf>[0], groups: Int32Array, rng: Rng): ReturnType<typeof associationsOf>[number] => associationsOf(column, groups, 3, levels, rng, quiet)[0]!
  it('have tests of their size where there is nothing', () => {
    calibrated('proxies: Kruskal–Wallis', 0.05, share('kw', (rng) => { const g = groupsOf(rng, rows); return measure(shifted(g, rng, 0), g, rng).p < 0.05 }), [0.035, 0.065], runs)
    calibrated('proxies: χ² of levels', 0.05, share('chi', (rng) => { const g = groupsOf(rng, rows); return measure(drawnLevels(g, rng, 0), g, rng).p < 0.05 }), [0.035, 0.065], runs)
  })
  it('have intervals that cover what a very large sample shows', () => {
    const many = createRng(7, 'truth')
    const g = groupsOf(many, 300_000)
    const eta = measure(shifted(g, many, 0.4), g, many).strength
    const v = measure(drawnLevels(g, many, 0.25), g, many).strength
    calibrated(`proxies: correlation ratio ${eta.toFixed(2)} covered`, 0.95, share('eta', (rng) => { const own = groupsOf(rng, rows); const { low, high } = measure(shifted(own, rng, 0.4), own, rng); return low <= eta && high >= eta }), [0.93, 1], runs)
    calibrated(`proxies: Cramér's V ${v.toFixed(2)} covered`, 0.95, share('v', (rng) => { const own = groupsOf(rng, rows); const { low, high } = measure(drawnLevels(own, rng, 0.25), own, rng); return low <= v && high >= v }), [0.93, 1], runs)
  })
})

describe('the error tree', () => {
  it('has leaves whose intervals cover, on rows it was not grown on', () => {
    let leaves = 0
    let covered = 0
    let grownCovered = 0
    for (let run = 0; run < runs / 4; run += 1) {
      const rng = createRng(41, `tree ${String(run)}`)
      const half = (): { columns: readonly { codes: Uint8Array; size: number; ordered: boolean }[]; errors: Float64Array } => ({ columns: [5, 4, 4, 3].map((size, index) => ({ codes: Uint8Array.from({ length: 600 }, () => rng.int(size)), size: size + 1, ordered: index < 2 })), errors: Float64Array.from({ length: 600 }, () => (rng.next() < 0.2 ? 1 : 0)) })
      const [growing, judging] = [half(), half()]
      const tree = growTree(growing.columns, growing.errors, { depth: 3, minLeaf: 50, minZ: 2 }, quiet)
      const [own, other] = [leafOf(tree.leaves, growing.columns, 600), leafOf(tree.leaves, judging.columns, 600)]
      tree.leaves.forEach((_, index) => {
        const at = (errors: Float64Array, leaf: Int16Array): boolean => { const { low, high } = meanError(errors.filter((__, row) => leaf[row] === index), true); return low! <= 0.2 && high! >= 0.2 }
        leaves += 1
        covered += at(judging.errors, other) ? 1 : 0
        grownCovered += at(growing.errors, own) ? 1 : 0
      })
    }
    calibrated(`error tree: leaf interval covers (${String(leaves)} leaves)`, 0.95, covered / leaves, [0.93, 0.97], leaves)
    // What a tree that is judged on its own rows would promise and not hold.
    calibrated('error tree: the same on the rows it was grown on', 0.95, grownCovered / leaves, [0, 0.9])
  })
})
