import { describe, expect, it } from 'vitest'
import analysis from '../../shared/analyses/subpopulations/slice-discovery.analysis'
import { searchSlices } from '../../shared/analyses/subpopulations/slice-discovery/search'
import type { AnalysisResult } from '../../shared/contract/analysis'
import { quietJob } from '../../shared/contract/job'
import { createRng } from '../../shared/stats/rng'
import { makeDataset, makeInput, makeMulticlassInput, makeRows } from '../unit/analyses/build-input'
import type { Planted } from '../unit/analyses/build-input'
import { calibrated } from './ledger'

const runs = Number(process.env['CALIBRATE_RUNS'] ?? 400)
const alpha = 0.05

async function sought(run: number, rows: number, planted: Planted = {}): Promise<AnalysisResult> {
  const rng = createRng(17, `slices ${String(run)} ${String(rows)}`)
  const make = (role: 'development' | 'test') => {
    const made = makeRows(rows, rng.fork(role), planted)
    return makeDataset(role, made.table, { score: made.score, outcome: made.outcome })
  }
  return analysis.compute({ ...makeInput({ rows: 1, windows: 0 }), datasets: [make('development'), make('test')] }, analysis.params.parse({}), { ...quietJob, rng: rng.fork('run'), alpha, score: null })
}

describe('slices nobody thought of', () => {
  it.each([600, 2000])('confirms one in at most five of a hundred reviews where nothing is wrong: %d rows', async (rows) => {
    let confirmed = 0
    let found = 0
    for (let run = 0; run < runs; run += 1) {
      const { tests, verdict } = await sought(run, rows)
      if (verdict === 'different') confirmed += 1
      if (tests.length > 0) found += 1
    }
    calibrated(`slice discovery, any slice confirmed, ${String(rows)} rows`, alpha, confirmed / runs, [0, 0.05], runs)
    calibrated(`slice discovery, any slice found on the searched half, ${String(rows)} rows`, 1, found / runs, [0, 1], runs)
  })

  it('finds a region in which the score says nothing', async () => {
    const tries = Math.max(20, Math.round(runs / 4))
    let found = 0
    for (let run = 0; run < tries; run += 1) {
      const result = await sought(50_000 + run, 3000, { weakRegion: 'east' })
      if (analysis.findings(result, analysis.params.parse({})).some((proposal) => proposal.key.includes('region = east'))) found += 1
    }
    calibrated('slice discovery, power: a region without skill, 3000 rows', 0.8, found / tries, [0.8, 1], tries)
  })

  it('confirms no more often with several classes, whose error is the log loss above its expectation', async () => {
    let confirmed = 0
    for (let run = 0; run < runs; run += 1) {
      const input = makeMulticlassInput({ rows: 800, windows: 0, seed: 70_000 + run })
      const { verdict } = await analysis.compute(input, analysis.params.parse({}), { ...quietJob, rng: createRng(run, 'classes'), alpha, score: null })
      if (verdict === 'different') confirmed += 1
    }
    calibrated('slice discovery of several classes, any slice confirmed, 800 rows', alpha, confirmed / runs, [0, 0.05], runs)
  })

  it('searches 50,000 rows × 30 columns to three conditions in under five seconds', () => {
    const rng = createRng(3, 'speed')
    const rows = 25_000
    const columns = Array.from({ length: 30 }, () => ({ codes: Uint8Array.from({ length: rows }, () => rng.int(5)), size: 5 }))
    const error = Float64Array.from({ length: rows }, () => rng.normal())
    const before = process.cpuUsage()
    searchSlices(columns, error, { minSize: 500, maxConditions: 3, minZ: 2.5, keep: 500 }, () => undefined)
    const elapsed = process.cpuUsage(before).user / 1000
    console.log(`slice search, half of 50,000 rows × 30 columns, all slices of up to three conditions: ${elapsed.toFixed(0)} ms of processor time`)
    expect(elapsed).toBeLessThan(5000)
  })
})
