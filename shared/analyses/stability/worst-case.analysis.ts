import { z } from 'zod'
import type { Analysis, AnalysisContext, AnalysisInput, AnalysisResult } from '../../contract/analysis'
import type { Json } from '../../contract/json'
import { permutation } from '../../stats/shuffle'
import { breachingShare, lossSummary, smallestChiSquare, smallestKl, worstMean } from '../../stats/smallest-shift'
import type { WeightedLoss } from '../../stats/smallest-shift'
import { weightedMeanInterval } from '../../stats/weighted'
import { argsort } from '../common/argsort'
import { columnsWithRole, labelOf } from '../common/datasets'
import { schemesFor } from '../common/group-params'
import { judgedLoss } from '../common/judged-loss'
import { orderedRows } from '../common/ordered-rows'
import { leafWords } from '../common/region-tree'
import type { TreeColumn } from '../common/region-tree'
import { pickWeights, weightOf, weightsApplied, weightsMethod } from '../common/weights'
import { noRows } from '../common/no-rows'
import { expectedLoss, knownWorst } from './worst-case/measure'
import { figures, findings, headlineOf, section, valuesOf } from './worst-case/report'
import type { Detail } from './worst-case/report'

const params = z.strictObject({
  lossRise: z.number().gt(0).max(100).default(0.25).meta({ title: 'Rise of the loss that breaches policy', description: 'Relative to today: 0.25 is a quarter more. Used where no limit is given.' }),
  lossLimit: z.number().gt(0).nullable().default(null).meta({ title: 'Limit of the mean loss', description: 'Log loss for classes, mean squared error for numbers; left empty, it is today\'s and the rise.' }),
  worstShare: z.number().gt(0).lt(1).default(0.1).meta({ title: 'Worst share', description: 'Share of the rows that a limit is held against.' }),
  worstLimit: z.number().gt(0).nullable().default(null).meta({ title: 'Limit for the worst share', description: 'A finding is proposed when the mean loss of the worst share that features can tell lies above; left empty, it is described only.' }),
  leaves: z.number().int().min(2).max(64).default(12).meta({ title: 'Regions', description: 'Leaves of the tree that tells bad rows by their features.' }),
  minShare: z.number().gt(0).max(0.5).default(0.03).meta({ title: 'Smallest region', description: 'As a share of the rows of a half.' }),
})
type Params = z.infer<typeof params>

const shares = [0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1] as const

function compute(input: AnalysisInput, given: Params, context: AnalysisContext): AnalysisResult {
  const checkpoint = (): void => context.checkpoint()
  const { dataset, loss: all, name } = judgedLoss(input)!
  const names = columnsWithRole(input, 'feature', 'segment', 'protected')
  const ordered = orderedRows({ ...dataset, score: all, recorded: null, outcome: null }, names, null, context.rng, checkpoint)
  const weights = weightOf(dataset)
  const kept = Int32Array.from(ordered.rows.keys()).filter((row) => Number.isFinite(ordered.score![row]!) && (weights === null || weights[ordered.rows[row]!]! > 0))
  const loss = Float64Array.from(kept, (row) => ordered.score![row]!)
  if (loss.length === 0) throw noRows(labelOf(dataset), 'a score and an outcome')
  const weight = pickWeights(weights, Array.from(kept, (row) => ordered.rows[row]!))
  const rows: WeightedLoss = { loss, weight }
  const { schemes, notes, notTested } = schemesFor(input, names, [dataset], { bands: 6, cuts: {}, maxGroups: 20 })
  const columns = schemes.map((scheme): TreeColumn => {
    checkpoint()
    const assigned = scheme.assign(ordered.table)
    return { codes: Uint8Array.from(kept, (row) => (assigned[row]! < 0 ? scheme.labels.length : assigned[row]!)), size: scheme.labels.length + 1, ordered: scheme.kind === 'bands' }
  })
  const half = new Uint8Array(loss.length)
  permutation(loss.length, context.rng.fork('halves')).forEach((row, place) => (half[row] = place % 2))
  const { expected, leaves, leaf } = expectedLoss(columns, loss, half, { maxLeaves: given.leaves, minShare: given.minShare }, checkpoint)
  const today = lossSummary(rows).mean
  const limit = given.lossLimit ?? today * (1 + given.lossRise)
  const falling = argsort(Uint32Array.from(loss.keys()), loss.map((value) => -value), null, checkpoint)
  const sorted: WeightedLoss = { loss: Float64Array.from(falling, (row) => loss[row]!), weight: pickWeights(weight, falling) }
  const known = knownShift(expected, rows, checkpoint)
  const worst = knownWorst(expected, loss, weight, given.worstShare)
  const region = leaves.reduce((most, held, index) => (held.mean > leaves[most]!.mean ? index : most), 0)
  const inside = Int32Array.from(loss.keys()).filter((row) => half[row] === 1 && leaf[row] === region)
  const measured = weightedMeanInterval(inside.length === 0 ? [] : Array.from(inside, (row) => loss[row]!), Array.from(inside, (row) => weight?.[row] ?? 1))
  const detail: Detail = {
    dataset: labelOf(dataset), lossName: name, rows: loss.length, today, limit,
    any: { kl: smallestKl(rows, limit, checkpoint), chi2: smallestChiSquare(rows, limit, checkpoint), share: breachingShare(sorted, limit) },
    known: { kl: smallestKl(known.rows, limit, checkpoint), chi2: smallestChiSquare(known.rows, limit, checkpoint), share: breachingShare(known.falling, limit) },
    curve: shares.map((share) => ({ ...knownWorst(expected, loss, weight, share), bound: worstMean(sorted, share) })),
    region: leaves.length < 2 || inside.length < 30 ? null : { words: leafWords(leaves[region]!, schemes.map((scheme) => ({ name: scheme.column, labels: scheme.labels }))), n: inside.length, share: inside.length / half.reduce((sum, side) => sum + side, 0), loss: measured.estimate, low: measured.low, high: measured.high },
    worstShare: given.worstShare, worstLimit: given.worstLimit, worst,
    exceeded: given.worstLimit !== null && knownWorst(expected, loss, weight, given.worstShare, 1 - 2 * context.alpha).low > given.worstLimit,
  }
  return {
    headline: headlineOf(detail),
    verdict: detail.exceeded ? 'different' : 'described',
    values: valuesOf(detail),
    tests: [],
    detail: detail as unknown as Json,
    rowsUsed: loss.length,
    rowsTotal: dataset.table.rows,
    // Where numbers are cut is told by the region's own words.
    warnings: [...weightsApplied(input, [dataset]), ...notes.filter((note) => note.includes('pooled'))],
    notTested,
  }
}

/**
 * Rows pooled by the loss that features let expect, each pool with the mean of its own losses: a mix of pools is
 * what another population can be as far as features tell.
 */
function knownShift(expected: Float64Array, { loss, weight }: WeightedLoss, checkpoint: () => void): { readonly rows: WeightedLoss; readonly falling: WeightedLoss } {
  checkpoint()
  const pools = new Map<number, { held: number; total: number }>()
  expected.forEach((value, row) => {
    const pool = pools.get(value) ?? { held: 0, total: 0 }
    const w = weight?.[row] ?? 1
    pool.held += w
    pool.total += w * loss[row]!
    pools.set(value, pool)
  })
  const ranked = [...pools].sort((a, b) => b[0] - a[0]).map(([, pool]) => pool)
  const made = (list: typeof ranked): WeightedLoss => ({ loss: Float64Array.from(list, (pool) => pool.total / pool.held), weight: Float64Array.from(list, (pool) => pool.held) })
  return { rows: made(ranked), falling: made([...ranked].sort((a, b) => b.total / b.held - a.total / a.held)) }
}

const analysis: Analysis<Params> = {
  id: 'stability.worst-case',
  version: 1,
  group: 'stability',
  title: 'Worst case and smallest harmful shift',
  answers: 'How bad is the model for the worst part of the population, and how small a shift of the population breaches policy?',
  needs: { tasks: ['binary', 'regression', 'multiclass'], datasets: [['test', 'production', 'development']], columns: ['outcome'], scores: 'scores', minimumRows: 200, threshold: false },
  tests: false,
  params,
  inapplicable: (input) => (judgedLoss(input) === undefined ? 'No dataset has 200 rows with outcomes and predictions that give a loss (for classes: probabilities).' : null),
  compute: (input, given, context) => Promise.resolve().then(() => compute(input, given, context)),
  findings,
  figures,
  section,
  method: [
    'Loss of a row of the first test dataset (else production, else development): log loss for classes, squared error for numbers.',
    'Bound: the mean of the worst share of the rows (CVaR of the loss); no subpopulation of that share is worse. It looks at outcomes, so much of it is chance.',
    'As features tell them: a regression tree on groups of features, segments and protected columns, grown on one random half, says which rows of the other are expected to be worst; the mean of their own losses is printed, over both halves. Its interval is Hall\'s of a skewed mean over the influence 1{h ≥ q}(loss − q)/share.',
    'Smallest shift to a limit of the mean: smallest Kullback–Leibler divergence by exponential tilting, dQ/dP proportional to exp(t·loss); smallest χ² divergence with weights (loss − τ)₊, which is (limit − mean)²/variance while no weight is 0; largest share whose worst rows have the limit as their mean. Once with every row free, once with rows pooled by the loss that features let expect. Effective rows left: 1/(1 + χ²).',
    'The worst region is the leaf with the largest mean of the tree of one half, and its figures are of the other half.',
    'A description unless a limit for the worst share is set: then a finding is proposed when the one-sided interval at the error budget lies above it.',
    weightsMethod,
  ],
  references: [
    { text: 'Hall, P. (1992). On the removal of skewness by transformation. Journal of the Royal Statistical Society B 54, 221–228.' },
    { text: 'Rockafellar, R. T., Uryasev, S. (2000). Optimization of conditional value-at-risk. Journal of Risk 2, 21–41.' },
    { text: 'Li, M., Namkoong, H., Xia, S. (2021). Evaluating model performance under worst-case subpopulations. NeurIPS.' },
    { text: 'Duchi, J., Namkoong, H. (2019). Variance-based regularization with convex objectives. JMLR 20(68).' },
    { text: 'Gupta, S., Rothenhäusler, D. (2023). The s-value: evaluating stability with respect to distributional shifts. NeurIPS.' },
  ],
}

export default analysis
