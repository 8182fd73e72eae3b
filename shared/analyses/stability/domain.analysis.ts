import { z } from 'zod'
import type { Analysis, AnalysisContext, AnalysisInput, AnalysisResult, Verdict } from '../../contract/analysis'
import type { Json } from '../../contract/json'
import { newcombe, wilson } from '../../stats/intervals'
import { columnsWithRole, datasetKey, findColumn, labelOf, referenceDataset } from '../common/datasets'
import { countOf, formatCount, formatNumber } from '../common/format'
import { orderedRows } from '../common/ordered-rows'
import { weightsNote } from '../common/weights'
import { comparedWindows } from '../common/windows'
import { domainOf, outsideDomain } from './domain/measure'
import type { FeatureOutside, Outside } from './domain/measure'
import { figures, findings, headlineOf, section, valuesOf } from './domain/report'
import type { Detail, Window } from './domain/report'

const params = z.strictObject({
  shareLimit: z.number().gt(0).lt(1).default(0.05).meta({ title: 'Limit on rows outside', description: 'Share of the rows of a dataset that may lie outside what development shows.' }),
  tail: z.number().gt(0).max(0.2).default(0.01).meta({ title: 'Tail of the distance', description: 'Share of rows like those of development that may be called too far out.' }),
  bands: z.number().int().min(2).max(20).default(5).meta({ title: 'Bands', description: 'Quantile bands a number is cut into for pairs of features.' }),
})
type Params = z.infer<typeof params>

/** Steps over pairs and rows above which fewer features are paired: some three seconds. */
const workLimit = 1e9
const mostJoint = 60

/** Features for pairs and distances: those the model uses most, as many as the work allows. */
function jointFeatures(input: AnalysisInput, features: readonly string[], rows: number): readonly string[] {
  const use = new Map((input.model?.featureUse ?? []).map(({ name, uses }) => [name, uses]))
  let most = Math.min(mostJoint, features.length)
  while (most > 2 && most * most * rows > 2 * workLimit) most -= 1
  const kept = new Set([...features].sort((a, b) => (use.get(b) ?? 0) - (use.get(a) ?? 0)).slice(0, most))
  return features.filter((feature) => kept.has(feature))
}

function compute(input: AnalysisInput, given: Params, context: AnalysisContext): AnalysisResult {
  const checkpoint = (): void => context.checkpoint()
  const reference = referenceDataset(input)!
  const windows = comparedWindows(input, reference)
  const features = columnsWithRole(input, 'feature')
  const known = features.filter((feature) => (findColumn(reference.table, feature)?.kind ?? 'text') !== 'text')
  const total = windows.reduce((sum, window) => sum + window.table.rows, reference.table.rows)
  const joint = jointFeatures(input, known, total)
  const ordered = orderedRows({ ...reference, score: null, recorded: null, outcome: null }, known, null, context.rng, checkpoint)
  const domain = domainOf(ordered.table, known, { bands: given.bands, tail: given.tail, joint }, context.rng.fork('halves'), checkpoint)
  const outside: Outside[] = []
  for (const [index, window] of windows.entries()) {
    context.progress({ phase: 'Looking outside the domain', done: index, total: windows.length, unit: 'datasets' })
    outside.push(outsideDomain(domain, window, checkpoint))
  }
  const level = 1 - (2 * context.alpha) / Math.max(1, windows.length)
  const benchmark = { rows: domain.benchmark.rows, share: domain.benchmark.outside / domain.benchmark.rows, ...bounds(domain.benchmark.outside, domain.benchmark.rows) }
  const detail: Detail = {
    reference: labelOf(reference), referenceRows: reference.table.rows, limit: given.shareLimit, tail: given.tail, benchmark,
    windows: windows.map((window, index): Window => {
      const { rows, byFeature, byPair, byDistance, any, farthest } = outside[index]!
      return { key: datasetKey(input, window), label: labelOf(window), rows, byFeature, byPair, byDistance, any, farthest, share: any / rows, ...bounds(any, rows), verdict: verdictOf(any, rows, level, given.shareLimit, domain.benchmark) }
    }),
    features: known.flatMap((feature) => together(outside, feature)),
    pairs: pairsTogether(outside),
  }
  const verdicts = detail.windows.map((window) => window.verdict)
  return {
    headline: headlineOf(detail),
    verdict: verdicts.includes('different') ? 'different' : verdicts.includes('inconclusive') ? 'inconclusive' : 'equivalent',
    values: valuesOf(detail),
    tests: [],
    detail: detail as unknown as Json,
    rowsUsed: total,
    rowsTotal: input.datasets.reduce((sum, dataset) => sum + dataset.table.rows, 0),
    warnings: [],
    notTested: [
      ...weightsNote(input),
      ...features.filter((feature) => !known.includes(feature)).map((feature) => `${feature}: it is absent from ${labelOf(reference)} or free text.`),
      ...known.flatMap((feature) => windows.filter((window) => findColumn(window.table, feature)?.kind !== findColumn(reference.table, feature)?.kind).slice(0, 1).map((window) => `${feature}: in ${labelOf(window)} it is absent or of another kind.`)),
      ...(joint.length < known.length ? [`Pairs and distances of ${countOf(known.length - joint.length, 'feature')} that the model uses least: ${formatCount(total)} rows of all pairs are more than the limit of this analysis (${formatNumber(workLimit)} steps).`] : []),
      ...(domain.distance === null ? ['Distance from development: fewer than two numeric features, or too few rows for the tail asked for.'] : []),
    ],
  }
}

function bounds(count: number, n: number): { readonly low: number; readonly high: number } {
  const { low, high } = wilson(count, n)
  return { low, high }
}

/** Different: above the limit, and above what development itself shows, whose share is an estimate too. */
function verdictOf(count: number, n: number, level: number, shareLimit: number, benchmark: { readonly rows: number; readonly outside: number }): Verdict {
  const { low, high } = wilson(count, n, level)
  const limit = Math.max(shareLimit, benchmark.outside / benchmark.rows)
  const beyond = newcombe(count, n, benchmark.outside, benchmark.rows, level).low > 0
  return low > limit && beyond ? 'different' : high < limit ? 'equivalent' : 'inconclusive'
}

function together(outside: readonly Outside[], feature: string): readonly FeatureOutside[] {
  const lines = outside.flatMap((one) => one.features.filter((line) => line.feature === feature))
  if (lines.length === 0) return []
  const sum = (of: (line: FeatureOutside) => number): number => lines.reduce((total, line) => total + of(line), 0)
  const extremes = lines.flatMap((line) => (line.extreme === null ? [] : [line.extreme]))
  return [{
    feature, below: sum((line) => line.below), above: sum((line) => line.above), unseen: sum((line) => line.unseen), missing: sum((line) => line.missing),
    extreme: extremes.length === 0 ? null : extremes.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most)),
    levels: [...new Set(lines.flatMap((line) => line.levels))].slice(0, 5),
  }]
}

function pairsTogether(outside: readonly Outside[]): Detail['pairs'] {
  const counts = new Map<string, { readonly first: string; readonly second: string; rows: number }>()
  for (const { pairs } of outside) {
    for (const pair of pairs) {
      const key = JSON.stringify([pair.first, pair.second])
      const held = counts.get(key)
      if (held === undefined) counts.set(key, { ...pair })
      else held.rows += pair.rows
    }
  }
  return [...counts].sort((a, b) => b[1].rows - a[1].rows || (a[0] < b[0] ? -1 : 1)).slice(0, 50).map(([, pair]) => pair)
}

const analysis: Analysis<Params> = {
  id: 'stability.domain',
  version: 1,
  group: 'stability',
  title: 'Domain of applicability',
  answers: 'How much of what the model is used on lies outside what it was developed on?',
  needs: { tasks: ['binary', 'regression', 'multiclass'], datasets: [['development', 'test']], columns: ['feature'], scores: 'none', minimumRows: 50, threshold: false },
  tests: false,
  params,
  inapplicable: (input) => (comparedWindows(input, referenceDataset(input)).length === 0 ? 'There is no dataset beside development to compare.' : null),
  compute: (input, given, context) => Promise.resolve().then(() => compute(input, given, context)),
  findings,
  figures,
  section,
  method: [
    'Each production window (without one: each test dataset) is held against development (without one: the first test dataset), features only. A row lies outside when at least one of three things holds.',
    'A cell never seen: a number under the smallest or over the largest value of development, a level it does not hold, a missing cell where it has none missing.',
    'A pair never seen together: numbers are cut into quantile bands, categories into levels (the rarest beyond 30 pooled); a row lies in a cell of two features, both of whose groups were seen, that no row of development holds.',
    'Too far out: each number becomes the normal score of its rank in development (a missing one the middle), and the squared Mahalanobis distance zᵀ(R + 0.001·I)⁻¹z is taken with the correlations R of one random half of development. Its limit is the k-th smallest distance of the other half, k = (1 − tail)(n + 1) rounded up, which a new row of the same population exceeds with at most the stated probability.',
    'The benchmark is the share of that other half that would lie outside had each row alone been left out: the only smallest or largest value, the only row of a level or of a cell, or too far out.',
    'Shares have Wilson\'s interval. A dataset is "different" when its interval at the error budget, shared out over the datasets, lies wholly above both the limit and the benchmark and so does Newcombe\'s interval of its difference from the benchmark above zero, "equivalent" when it lies wholly below.',
  ],
  references: [
    { text: 'Jaworska, J., Nikolova-Jeliazkova, N., Aldenberg, T. (2005). QSAR applicability domain estimation by projection of the training set in descriptor space. ATLA 33, 445–459.' },
    { text: 'Vovk, V., Gammerman, A., Shafer, G. (2005). Algorithmic Learning in a Random World. Springer.' },
    { text: 'Mahalanobis, P. C. (1936). On the generalised distance in statistics. Proceedings of the National Institute of Sciences of India 2, 49–55.' },
  ],
}

export default analysis
