import { describe, it } from 'vitest'
import { asErrors } from '../../shared/analyses/common/class-errors'
import { labelledRows } from '../../shared/analyses/common/labelled-rows'
import type { LabelledRows } from '../../shared/analyses/common/labelled-rows'
import { classMeasures, performanceMeasures } from '../../shared/analyses/common/performance-measures'
import { relationOf } from '../../shared/analyses/drift/concept/relation'
import { splitOf } from '../../shared/analyses/drift/concept/split'
import { changeOf } from '../../shared/analyses/drift/performance/measure'
import { densityRatio } from '../../shared/analyses/drift/reweight/density-ratio'
import { drawnRows } from '../../shared/analyses/drift/reweight/drawn-rows'
import { scoreCurve } from '../../shared/analyses/drift/reweight/score-curve'
import { createRng } from '../../shared/stats/rng'
import { makeMulticlassInput } from '../unit/analyses/build-input'
import { calibrated } from './ledger'
import { drawWorld } from './worlds'

const runs = Number(process.env['CALIBRATE_RUNS'] ?? 400)
const quiet = (): void => undefined

describe('performance from reference to window', () => {
  it.each([[2000, 500, true], [300, 100, true], [2000, 500, false], [100, 30, false]])('holds its size: %d against %d rows, decision %s', (n, m, binary) => {
    const { deciding, beside } = performanceMeasures(binary, binary, 0.3)
    for (const measure of [...deciding, ...beside]) {
      let alarms = 0
      let deep = 0
      for (let run = 0; run < runs; run += 1) {
        const rng = createRng(3, `performance ${String(run)} ${String(n)} ${measure.id}`)
        const [a, b] = [labelledRows(drawWorld('test', n, rng.fork('a'), binary), binary, quiet), labelledRows(drawWorld('production', m, rng.fork('b'), binary), binary, quiet)]
        const change = changeOf(measure, a, measure.of(a, a.weight), b, { key: 'w', label: 'w' }, 0.05)
        if (change !== null && change.p <= 0.05) alarms += 1
        if (change !== null && change.p <= 0.005) deep += 1
      }
      calibrated(`performance change, ${measure.name}, ${String(n)} against ${String(m)}`, 0.05, alarms / runs, [0.035, 0.065], runs)
      calibrated(`performance change, ${measure.name}, ${String(n)} against ${String(m)}, at .005`, 0.005, deep / runs, [0, 0.009], runs)
    }
  })
})

describe('performance of several classes from reference to window', () => {
  it('holds its size: 1200 rows against 400', () => {
    for (const measure of classMeasures(true).deciding) {
      let alarms = 0
      for (let run = 0; run < runs; run += 1) {
        const [a, b] = [[run, 1200], [100_000 + run, 400]].map(([seed, rows]) => labelledRows(asErrors(makeMulticlassInput({ rows: rows!, windows: 0, seed: seed! })).datasets.at(-1)!, false, quiet)) as [LabelledRows, LabelledRows]
        const change = changeOf(measure, a, measure.of(a, a.weight), b, { key: 'w', label: 'w' }, 0.05)
        if (change !== null && change.p <= 0.05) alarms += 1
      }
      calibrated(`performance change of several classes, ${measure.name}, 1200 against 400`, 0.05, alarms / runs, [0.035, 0.065], runs)
    }
  })
})

describe('outcomes at the same score', () => {
  it.each([[2000, 500, true, 0], [400, 150, true, 0], [2000, 500, true, 0.7], [2000, 500, false, 0], [200, 60, false, 0], [2000, 500, false, 0.7]])('hold their size: %d against %d rows, decision %s, cases moved by %d', (n, m, binary, cases) => {
    let alarms = 0
    let covered = 0
    let fitted = 0
    for (let run = 0; run < runs; run += 1) {
      const rng = createRng(4, `relation ${String(run)} ${String(n)}`)
      const [a, b] = [labelledRows(drawWorld('test', n, rng.fork('a'), binary), binary, quiet), labelledRows(drawWorld('production', m, rng.fork('b'), binary, { cases }), binary, quiet)]
      const relation = relationOf(a, b, scoreCurve(a.score, binary), binary, 0.05, quiet)
      if (relation === null) continue
      fitted += 1
      if (relation.p <= 0.05) alarms += 1
      if (relation.shifts[0]!.low <= 0 && relation.shifts[0]!.high >= 0) covered += 1
    }
    const name = `relation to the score, ${binary ? 'decision' : 'number'}, ${String(n)} against ${String(m)}, cases moved by ${String(cases)}`
    calibrated(name, 0.05, alarms / fitted, [0.035, 0.065], fitted)
    calibrated(`${name}: shift covered`, 0.95, covered / fitted, [0.93, 0.97], fitted)
  })

  it('finds half a unit of log odds', () => {
    let found = 0
    for (let run = 0; run < runs; run += 1) {
      const rng = createRng(5, `power ${String(run)}`)
      const [a, b] = [labelledRows(drawWorld('test', 2000, rng.fork('a'), true), true, quiet), labelledRows(drawWorld('production', 1000, rng.fork('b'), true, { relation: 0.5 }), true, quiet)]
      if (relationOf(a, b, scoreCurve(a.score, true), true, 0.05, quiet)!.p <= 0.005) found += 1
    }
    calibrated('power: relation moved by 0.5 log odds, 1,000 rows, at .005', 0.9, found / runs, [0.9, 1], runs)
  })
})

describe('split of a change of performance', () => {
  it.each([[2000, 1000, 0, 0], [2000, 1000, 0.5, 0], [2000, 1000, 0.5, 0.4], [800, 400, 0.3, 0]])('covers: %d against %d rows, cases moved by %d, relation by %d', (n, m, cases, relation) => {
    const { deciding } = performanceMeasures(true, true, null)
    // The truth by many rows: a world where only the cases moved, and the whole change.
    const far = 400_000
    const truth = deciding.map((measure) => {
      const [a, b, c] = [drawWorld('test', far, createRng(6, 'a'), true), drawWorld('test', far, createRng(6, 'b'), true, { cases }), drawWorld('test', far, createRng(6, 'c'), true, { cases, relation })].map((dataset) => labelledRows(dataset, true, quiet))
      const [p, w, q] = [a!, b!, c!].map((rows) => measure.of(rows, null).value)
      return { cases: cases === 0 ? 0 : w! - p!, relation: relation === 0 ? 0 : q! - w! }
    })
    const covered = deciding.map(() => ({ cases: 0, relation: 0 }))
    for (let run = 0; run < runs; run += 1) {
      const rng = createRng(7, `split ${String(run)} ${String(cases)} ${String(relation)}`)
      const columns = ['a', 'b', 'c']
      const a = drawnRows(drawWorld('test', n, rng.fork('a'), true), columns, n, 'binary', rng, quiet)
      const b = drawnRows(drawWorld('production', m, rng.fork('b'), true, { cases, relation }), columns, m, 'binary', rng, quiet)
      const ratio = densityRatio(a.rows, b.rows, columns, [null, null], quiet)!
      deciding.forEach((measure, index) => {
        const split = splitOf(measure, a.rows, b.rows, ratio, [null, null], quiet)
        for (const part of ['cases', 'relation'] as const) if (split[part].low <= truth[index]![part] && truth[index]![part] <= split[part].high) covered[index]![part] += 1
      })
    }
    deciding.forEach((measure, index) => {
      for (const part of ['cases', 'relation'] as const) calibrated(`split, ${measure.name}, part of the ${part}, ${String(n)} against ${String(m)}, moved by ${String(cases)} and ${String(relation)}`, 0.95, covered[index]![part] / runs, [0.93, 0.97], runs)
    })
  })
})
