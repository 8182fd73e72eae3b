import { describe, it } from 'vitest'
import { separate } from '../../shared/analyses/drift/domain-classifier/measure'
import { contentOrder, dealSide } from '../../shared/analyses/drift/domain-classifier/sides'
import type { Side } from '../../shared/analyses/drift/domain-classifier/sides'
import { createRng } from '../../shared/stats/rng'
import { makeRows } from '../unit/analyses/build-input'
import type { Planted } from '../unit/analyses/build-input'
import { calibrated } from './ledger'

const runs = Number(process.env['CALIBRATE_RUNS'] ?? 400)
const columns = ['age', 'debt', 'dependents', 'income', 'purpose', 'region', 'sex']

function separated(run: number, reference: number, rows: number, planted: Planted = {}): ReturnType<typeof separate> {
  const rng = createRng(11, `domain ${String(run)} ${String(rows)}`)
  const side = (size: number, label: string, changes: Planted): Side => {
    const { table: made } = makeRows(size, rng.fork(label), changes)
    return dealSide([made], [contentOrder(made, columns, () => undefined)], rng.fork(`folds ${label}`), columns.length)
  }
  return separate(side(reference, 'reference', {}), side(rows, 'window', planted), columns, { pairs: true, level: 0.95 }, () => undefined)
}

describe('telling windows from the reference', () => {
  it.each([[1000, 1000], [3000, 300], [150, 150]])('holds its size and covers chance: %d against %d rows', (reference, rows) => {
    let alarms = 0
    let covered = 0
    for (let run = 0; run < runs; run += 1) {
      const { p, low, high } = separated(run, reference, rows)!
      if (p <= 0.05) alarms += 1
      if (low <= 0.5 && high >= 0.5) covered += 1
    }
    calibrated(`domain classifier, F test, ${String(reference)} against ${String(rows)}`, 0.05, alarms / runs, [0.035, 0.065], runs)
    calibrated(`domain classifier, interval covers 0.5, ${String(reference)} against ${String(rows)}`, 0.95, covered / runs, [0.93, 0.99], runs)
  })

  it('covers the mean of its estimates, and finds, when income is up by a tenth or a fifth', () => {
    for (const income of [1.1, 1.2]) {
      const found = Array.from({ length: runs }, (_, run) => separated(run, 1000, 1000, { income })!)
      const expected = found.reduce((total, { auc }) => total + auc, 0) / runs
      calibrated(`domain classifier, interval at income × ${String(income)}`, 0.95, found.filter(({ low, high }) => low <= expected && expected <= high).length / runs, [0.93, 0.995], runs)
      calibrated(`domain classifier, power at income × ${String(income)}`, 0.8, found.filter(({ p }) => p <= 0.05).length / runs, [0.8, 1], runs)
    }
  })
})
