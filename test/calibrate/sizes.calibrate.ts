import { describe, expect, it } from 'vitest'
import { analyses } from '../../shared/analyses/registry'
import { calibrated } from './ledger'
import { elsewhere, kindOf, nullWorlds, reviewed } from './null-worlds'

const usualRuns = 0.75 * Number(process.env['CALIBRATE_RUNS'] ?? 400)
const alpha = 0.05
const usual = [0.035, 0.065] as const

/** A model of several classes is truly better than naming the most frequent one, or than their shares. */
const trueDifference = (analysis: string, test: string): boolean => analysis === 'performance.multiclass' && !test.startsWith('gap/')

/** Kinds of test that may stay below their level, and why. */
const careful: Readonly<Record<string, string>> = {
  'drift.univariate, binary: new': 'frequent levels: none is new by chance (rare ones have a row of their own)',
  'drift.univariate, multiclass: new': 'frequent levels: none is new by chance (rare ones have a row of their own)',
  'drift.univariate, binary: missing': 'mid-p of three missing cells a side: four in all can never alarm',
  'drift.univariate, multiclass: missing': 'mid-p of three missing cells a side: four in all can never alarm',
}

describe('every analysis that tests, where nothing is wrong', () => {
  it('has a world', () => {
    const seen = new Set([...nullWorlds.map(({ analysis }) => analysis.id), ...Object.keys(elsewhere)])
    expect(analyses.filter(({ id, tests }) => tests && !seen.has(id)).map(({ id }) => id)).toEqual([])
  })

  for (const { analysis, name, effort, kinds: wanted, make } of nullWorlds) {
    const runs = Math.max(10, Math.round(usualRuns * effort))
    it(name, async () => {
      const given = analysis.params.parse({})
      let family = 0
      let proposed = 0
      const kinds = new Map<string, { tests: number; alarms: number; runs: number }>()
      for (let run = 0; run < runs; run += 1) {
        const result = await reviewed(analysis, make(run + 1), run, alpha)
        const honest = result.tests.filter(({ id }) => !trueDifference(analysis.id, id))
        if (honest.some((test) => test.confirmatory && test.pAdjusted <= alpha)) family += 1
        if (analysis.findings(result, given).length > 0) proposed += 1
        for (const kind of new Set(honest.map(kindOf))) {
          const tests = honest.filter((test) => kindOf(test) === kind)
          const held = kinds.get(kind) ?? { tests: 0, alarms: 0, runs: 0 }
          kinds.set(kind, { tests: held.tests + tests.length, alarms: held.alarms + tests.filter(({ p }) => p <= alpha).length, runs: held.runs + 1 })
        }
      }
      expect([...kinds.keys()].some((kind) => !kind.endsWith('explored')), 'a test that decides').toBe(true)
      calibrated(`${name}: any adjusted test`, alpha, family / runs, [0, alpha], runs, null, 'at most')
      calibrated(`${name}: any finding`, alpha, proposed / runs, [0, alpha], runs, null, 'at most')
      for (const [kind, { tests, alarms, runs: held }] of kinds) {
        if (wanted !== undefined && !wanted.includes(kind)) continue
        const reason = careful[`${name}: ${kind}`] ?? null
        // Tests of one review lean on the same rows, so the Monte Carlo error is that of the reviews.
        calibrated(`${name}: ${kind} (${String(tests)} tests)`, alpha, alarms / tests, reason === null ? usual : [0, usual[1]], held, null, reason)
      }
    })
  }
})
