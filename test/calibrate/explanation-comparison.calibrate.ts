import { describe, it } from 'vitest'
import { fight } from '../../shared/analyses/comparison/champion-challenger/measure'
import { aucAccuracy, lossOf, rmseAccuracy } from '../../shared/analyses/explanation/permutation/measure'
import { analysisById } from '../../shared/analyses/registry'
import type { AnalysisInput, Rng } from '../../shared/contract/analysis'
import { quietJob } from '../../shared/contract/job'
import type { Table } from '../../shared/contract/table'
import { holm } from '../../shared/stats/adjust'
import { createRng } from '../../shared/stats/rng'
import { permutation } from '../../shared/stats/shuffle'
import { makeDataset, makeTable, numberColumn } from '../unit/analyses/build-input'
import { calibrated } from './ledger'

const draw = (n: number, next: () => number): Float64Array => Float64Array.from({ length: n }, next)
const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z))

function rate(label: string, runs: number, happens: (rng: Rng) => boolean): number {
  const root = createRng(20_261_123, label)
  let count = 0
  for (let run = 0; run < runs; run += 1) if (happens(root.fork(String(run)))) count += 1
  return count / runs
}

describe('permutation importance: coverage of its 95 % interval over rows and shuffles', () => {
  const auc = (rng: Rng, n: number, repeats: number) => {
    const a = draw(n, () => rng.normal())
    const b = draw(n, () => rng.normal())
    const outcome = a.map((value, row) => (rng.next() < sigmoid(value + 0.5 * b[row]! - 0.5) ? 1 : 0))
    const before = aucAccuracy(a.map((value, row) => value + 0.5 * b[row]!), outcome)
    const shuffles = Array.from({ length: repeats }, () => Int32Array.from(permutation(n, rng)))
    const after = shuffles.map((shuffle) => aucAccuracy(a.map((_, row) => a[shuffle[row]!]! + 0.5 * b[row]!), outcome))
    const events = outcome.reduce((sum, y) => sum + y, 0)
    return lossOf(before, after, shuffles, Math.min(events, n - events) - 1)
  }
  const truth = auc(createRng(1, 'truth'), 400_000, 2).value
  for (const [n, repeats, runs] of [[60, 5, 3000], [300, 5, 2000], [300, 2, 2000], [1000, 5, 600]] as const) {
    const label = `Fall of the AUC, n ${n}, ${repeats} shuffles`
    it(label, () => calibrated(label, 0.95, rate(label, runs, (rng) => {
      const { low, high } = auc(rng, n, repeats)
      return low <= truth && truth <= high
    }), [0.93, 0.97], runs))
  }
  const rmse = (rng: Rng, n: number, repeats: number) => {
    const a = draw(n, () => rng.normal())
    const outcome = a.map((value) => value + rng.normal())
    const shuffles = Array.from({ length: repeats }, () => Int32Array.from(permutation(n, rng)))
    return lossOf(rmseAccuracy(a, outcome), shuffles.map((shuffle) => rmseAccuracy(a.map((_, row) => a[shuffle[row]!]!), outcome)), shuffles, n - 1)
  }
  for (const n of [60, 300]) {
    const label = `Rise of the RMSE, n ${n}, 5 shuffles`
    // RMSE of (X' − X − e) is √3, of e it is 1.
    it(label, () => calibrated(label, 0.95, rate(label, 3000, (rng) => {
      const { low, high } = rmse(rng, n, 5)
      return low <= Math.sqrt(3) - 1 && Math.sqrt(3) - 1 <= high
    }), [0.925, 0.97], 3000))
  }
})

/** The score and the only feature see the same truth through noise of the same size, so that their AUCs are equal. */
function world(rng: Rng, n: number): { readonly rows: Table; readonly outcome: Float64Array; readonly score: Float64Array } {
  const truth = draw(n, () => rng.normal())
  return {
    rows: makeTable([numberColumn('a', truth.map((z) => z + rng.normal()))]),
    outcome: truth.map((z) => (rng.next() < sigmoid(z - 0.5) ? 1 : 0)),
    score: truth.map((z) => sigmoid(z + rng.normal())),
  }
}

describe('baselines and rivals', () => {
  it('a score as good as the logistic regression: how often it is called better or worse', async () => {
    const analysis = analysisById('comparison.baseline')!
    const root = createRng(7, 'baseline')
    const runs = 2000
    let alarms = 0
    let judged = 0
    for (let run = 0; run < runs; run += 1) {
      const rng = root.fork(String(run))
      const [development, test] = [world(rng, 400), world(rng, 400)]
      const input: AnalysisInput = {
        task: 'binary', classes: ['0', '1'], decision: { threshold: null, favourable: 'above' }, model: null, roles: { a: ['feature'] },
        datasets: [makeDataset('development', development.rows, { outcome: development.outcome }), makeDataset('test', test.rows, { outcome: test.outcome, score: test.score })],
      }
      const result = await analysis.compute(input, analysis.params.parse({}), { ...quietJob, rng, alpha: 0.05, score: null })
      if (result.tests.find((one) => one.id === 'baseline/simple')!.p <= 0.05) alarms += 1
      // Its spread is not fitted to the outcome, so against the event rate it may rightly lose.
      if (analysis.findings(result, analysis.params.parse({})).some((finding) => finding.key !== 'baseline/prior')) judged += 1
    }
    calibrated('Score exactly as good as the logistic regression, paired DeLong', 0.05, alarms / runs, [0.035, 0.065], runs)
    calibrated('… and a finding that it is worse or no better (nominal: at most)', 0.05, judged / runs, [0, 0.05], runs)
  })

  const settings = { binary: true, threshold: 0.5, margin: 0.02, lossMargin: 0.02, costs: null, alpha: 0.05, weight: null }
  const rivals = (rng: Rng, n: number, noise: number) => {
    const z = draw(n, () => rng.normal())
    const outcome = z.map((value) => (rng.next() < sigmoid(value) ? 1 : 0))
    return { outcome, champion: z.map((value) => sigmoid(value + rng.normal())), challenger: z.map((value) => sigmoid(value + noise * rng.normal())) }
  }
  it('champion and challenger equally good: family-wise alarms after Holm', () => {
    const seen = rate('family', 3000, (rng) => {
      const { champion, challenger, outcome } = rivals(rng, 200, 1)
      return holm(fight(champion, challenger, outcome, settings).duels.map((duel) => duel.p)).some((p) => p <= 0.05)
    })
    // Holm is conservative where the tests agree with each other.
    calibrated('Champion and challenger, 4 tests, family-wise', 0.05, seen, [0.01, 0.06], 3000)
  })
  it('a challenger worse by exactly the margin: how often it is called non-inferior', () => {
    const big = rivals(createRng(3, 'big'), 400_000, 1.3)
    const margin = -fight(big.champion, big.challenger, big.outcome, settings).duels[0]!.difference!
    const seen = rate('non-inferior', 3000, (rng) => {
      const { champion, challenger, outcome } = rivals(rng, 400, 1.3)
      return fight(champion, challenger, outcome, settings).duels[0]!.decideLow! > -margin
    })
    calibrated('Non-inferiority at the margin (AUC)', 0.05, seen, [0.035, 0.065], 3000)
  })
  // Errors of three sizes by segment; the challenger loses exactly the margin in one of four and gains in the others.
  const lossMargin = 0.1
  const segmented = (rng: Rng, n: number, skewed: boolean, lost: number): AnalysisInput => {
    const segment = Array.from({ length: n }, (_, row) => row % 4)
    const outcome = draw(n, () => rng.normal())
    const error = (): number => (skewed ? Math.exp(rng.normal()) - Math.exp(0.5) : rng.normal())
    const champion = outcome.map((y, row) => y + (1 + (segment[row]! % 3)) * error())
    const challenger = outcome.map((y, row) => y + (1 + (segment[row]! % 3)) * Math.sqrt(segment[row] === 0 ? lost : 0.7) * error())
    return {
      task: 'regression', classes: [], decision: { threshold: null, favourable: 'above' }, model: null, roles: { part: ['segment'] },
      datasets: [makeDataset('test', makeTable([numberColumn('part', segment, 'integer')]), { outcome, score: challenger, recorded: champion })],
    }
  }
  const rivalry = analysisById('comparison.champion-challenger')!
  const lostShare = async (label: string, runs: number, n: number, skewed: boolean, lost: number): Promise<number> => {
    const root = createRng(20_261_124, label)
    let count = 0
    for (let run = 0; run < runs; run += 1) {
      const rng = root.fork(String(run))
      const result = await rivalry.compute(segmented(rng, n, skewed, lost), rivalry.params.parse({ lossMargin }), { ...quietJob, rng, alpha: 0.05, score: null })
      if (rivalry.findings(result, {}).some(({ key }) => key === 'segments-lost')) count += 1
    }
    return count / runs
  }
  it.each([[200, false], [1000, false], [1000, true]] as const)('a segment lost by exactly the margin, n %i, skewed errors %s: findings', async (n, skewed) => {
    const label = `Segment lost by exactly the margin, n ${String(n)}${skewed ? ', lognormal errors' : ''}: finding (nominal: at most half)`
    calibrated(label, 0.05, await lostShare(label, 1500, n, skewed, 1 + lossMargin), [0, 0.025], 1500)
  })
  it('power: a segment lost by far', async () => calibrated('Power: segment with twice the squared error, n 2000', 1, await lostShare('lost', 200, 2000, false, 2), [0.8, 1]))
  it('power: a clearly worse challenger is called so', () => {
    const seen = rate('power', 500, (rng) => {
      const { champion, challenger, outcome } = rivals(rng, 1000, 2.5)
      return fight(champion, challenger, outcome, settings).duels[0]!.p <= 0.05
    })
    calibrated('Power: challenger with 2.5 times the noise, n 1000', 1, seen, [0.8, 1])
  })
})
