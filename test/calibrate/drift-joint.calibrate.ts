import { describe, it } from 'vitest'
import { correlationsOf, pairChanges } from '../../shared/analyses/drift/joint/correlations'
import { kernelDistance } from '../../shared/analyses/drift/joint/fourier'
import type { Rng } from '../../shared/contract/analysis'
import type { Table } from '../../shared/contract/table'
import { createRng } from '../../shared/stats/rng'
import { makeRows, makeTable, numberColumn } from '../unit/analyses/build-input'
import type { Planted } from '../unit/analyses/build-input'
import { calibrated } from './ledger'

const runs = Number(process.env['CALIBRATE_RUNS'] ?? 400)
const columns = ['age', 'debt', 'dependents', 'income', 'purpose', 'region', 'sex']

/** Two columns of correlation r; normal, of heavy tails that come together, or in five steps with missing cells. */
function pair(rows: number, rng: Rng, kind: 'normal' | 'heavy' | 'steps', r: number): Table {
  const x = new Float64Array(rows)
  const y = new Float64Array(rows)
  for (let row = 0; row < rows; row += 1) {
    const a = rng.normal()
    const b = r * a + Math.sqrt(1 - r * r) * rng.normal()
    const scale = kind === 'heavy' ? 1 / Math.sqrt(rng.next() + 0.001) : 1
    x[row] = kind === 'steps' ? Math.round(a) : a * scale
    y[row] = kind === 'steps' && rng.next() < 0.1 ? NaN : b * scale
  }
  return makeTable([numberColumn('x', x), numberColumn('y', y)])
}

function changeOf(first: Table, second: Table): ReturnType<typeof pairChanges>['changes'][number] {
  const quiet = (): void => undefined
  return pairChanges(['x', 'y'], correlationsOf(first, ['x', 'y'], quiet), correlationsOf(second, ['x', 'y'], quiet), 0.95).changes[0]!
}

describe('change of a rank correlation', () => {
  it.each([['normal', 0, 60], ['normal', 0.7, 60], ['normal', 0.6, 500], ['heavy', 0.6, 300], ['steps', 0.5, 300]] as const)('holds its size and covers: %s, r = %d, %d rows', (kind, r, rows) => {
    const many = 5 * runs
    let alarms = 0
    let covered = 0
    for (let run = 0; run < many; run += 1) {
      const rng = createRng(5, `correlation ${kind} ${String(r)} ${String(rows)} ${String(run)}`)
      const { p, low, high } = changeOf(pair(2 * rows, rng.fork('a'), kind, r), pair(rows, rng.fork('b'), kind, r))
      if (p <= 0.05) alarms += 1
      if (low <= 0 && high >= 0) covered += 1
    }
    calibrated(`rank correlation change, ${kind}, r ${String(r)}, ${String(2 * rows)} against ${String(rows)}`, 0.05, alarms / many, [0.035, 0.065], many)
    calibrated(`rank correlation change, interval, ${kind}, r ${String(r)}, ${String(rows)}`, 0.95, covered / many, [0.93, 0.97], many)
  })

  it('finds a change from 0.3 to 0.5', () => {
    let found = 0
    for (let run = 0; run < runs; run += 1) {
      const rng = createRng(6, `power ${String(run)}`)
      if (changeOf(pair(1000, rng.fork('a'), 'normal', 0.3), pair(500, rng.fork('b'), 'normal', 0.5)).p <= 0.05) found += 1
    }
    calibrated('rank correlation change, power from 0.3 to 0.5, 1000 against 500', 0.8, found / runs, [0.8, 1], runs)
  })
})

function distance(run: number, reference: number, rows: number, planted: Planted = {}): NonNullable<ReturnType<typeof kernelDistance>> {
  const rng = createRng(12, `joint ${String(run)} ${String(rows)}`)
  return kernelDistance(makeRows(reference, rng.fork('reference'), {}).table, makeRows(rows, rng.fork('window'), planted).table, columns, rng.fork('frequencies'), 0.9, () => undefined)!
}

describe('maximum mean discrepancy', () => {
  it.each([[1000, 1000], [2000, 200], [80, 80]])('holds its size: %d against %d rows', (reference, rows) => {
    let alarms = 0
    let beyond = 0
    for (let run = 0; run < runs; run += 1) {
      const { p, low } = distance(run, reference, rows)
      if (p <= 0.05) alarms += 1
      if (low > 0) beyond += 1
    }
    calibrated(`MMD, T² of Fourier features, ${String(reference)} against ${String(rows)}`, 0.05, alarms / runs, [0.035, 0.065], runs)
    calibrated(`MMD, lower bound at 90 % above 0, ${String(reference)} against ${String(rows)}`, 0.1, beyond / runs, [0, 0.12], runs)
  })

  it('finds income up by a fifth', () => {
    const found = Array.from({ length: runs }, (_, run) => distance(run, 1000, 1000, { income: 1.2 }))
    calibrated('MMD, power at income × 1.2', 0.8, found.filter(({ p }) => p <= 0.05).length / runs, [0.8, 1], runs)
  })
})
