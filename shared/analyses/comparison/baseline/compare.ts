import type { AnalysisContext, AnalysisDataset } from '../../../contract/analysis'
import { delong, delongPaired } from '../../../stats/delong'
import { rocAuc } from '../../../stats/roc'
import { normalQuantile } from '../../../stats/special'
import { mean } from '../../../stats/sums'
import { pairedT } from '../../../stats/tests'
import { scoreOf } from '../../common/datasets'
import { orderedRows, keepOrdered } from '../../common/ordered-rows'
import type { OrderedRows } from '../../common/ordered-rows'
import { areProbabilities, logLossRows, squaredErrorRows } from '../../common/row-loss'
import { designOf } from './design'
import { fitSimple } from './fit'

export type BaselineKind = 'prior' | 'single' | 'simple'

/** The artifact against one baseline; positive differences speak for the artifact. */
export interface Comparison {
  readonly kind: BaselineKind
  readonly name: string
  /** What is compared: AUC, log loss or squared error. */
  readonly measure: 'AUC' | 'log loss' | 'squared error'
  readonly own: number
  readonly other: number
  readonly difference: number
  readonly low: number
  readonly high: number
  /** Bounds of the interval that decides equivalence, at 1 − 2·alpha. */
  readonly decideLow: number
  readonly decideHigh: number
  readonly margin: number
  readonly p: number
  readonly test: string
  /** Difference that would be found with 80 % power. */
  readonly detectable: number
  readonly n: number
}

export interface Compared {
  readonly comparisons: readonly Comparison[]
  /** AUC with interval of every model, where the task is a decision. */
  readonly ladder: readonly { readonly name: string; readonly value: number; readonly low: number; readonly high: number }[]
  readonly single: { readonly feature: string; readonly value: number } | null
  readonly terms: number
  readonly fittedRows: number
  readonly testRows: number
  readonly notTested: readonly string[]
  readonly warnings: readonly string[]
}

export interface CompareSettings {
  readonly binary: boolean
  readonly margin: number
  readonly lossMargin: number
  readonly fitRows: number
}

/** Rows with a finite score (where asked for) and a usable outcome. */
function known(ordered: OrderedRows, binary: boolean, scored: boolean): OrderedRows {
  return keepOrdered(ordered, (row) => {
    const y = ordered.outcome![row]!
    return (binary ? y === 0 || y === 1 : Number.isFinite(y)) && (!scored || Number.isFinite(ordered.score![row]!))
  })
}

/** Fits the baselines on development and compares the score with each on the judged rows. */
export function compareWithBaselines(development: AnalysisDataset, judged: AnalysisDataset, features: readonly string[], settings: CompareSettings, context: AnalysisContext): Compared {
  const { binary } = settings
  const checkpoint = (): void => context.checkpoint()
  const fit = known(orderedRows(development, features, settings.fitRows, context.rng.fork('fit'), checkpoint), binary, false)
  const test = known(orderedRows({ ...judged, score: scoreOf(judged) }, features, null, context.rng.fork('test'), checkpoint), binary, true)
  const score = test.score!
  const outcome = test.outcome!
  const y = fit.outcome!
  const notTested: string[] = []
  const warnings: string[] = []
  const design = designOf(fit.table, features)
  notTested.push(...design.leftOut)
  const rate = mean(y)
  const comparisons: Comparison[] = []
  const prior = new Float64Array(score.length).fill(rate)
  if (!binary) comparisons.push(lossComparison('prior', 'the mean of development', 'squared error', squaredErrorRows(score, outcome), squaredErrorRows(prior, outcome), settings, context.alpha))
  else if (areProbabilities(score)) comparisons.push(lossComparison('prior', 'the event rate of development', 'log loss', logLossRows(score, outcome), logLossRows(prior, outcome), settings, context.alpha))
  else notTested.push('The event rate of development: scores outside 0 to 1 are no probabilities, so they have no log loss.')
  const singles = features.filter((feature) => design.terms.some((term) => term === feature || term.startsWith(`${feature} `))).map((feature) => {
    checkpoint()
    const model = fitSimple(designOf(fit.table, [feature]), fit.table, y, binary, checkpoint)
    const fitted = model.predict(fit.table)
    return { feature, model, worth: binary ? rocAuc(fitted, y).auc : -mean(squaredErrorRows(fitted, y)) }
  })
  const best = singles.reduce<(typeof singles)[number] | null>((most, one) => (most === null || one.worth > most.worth ? one : most), null)
  const others: { readonly kind: BaselineKind; readonly name: string; readonly score: Float64Array }[] = []
  if (best !== null) {
    others.push({ kind: 'single', name: `${best.feature} alone`, score: best.model.predict(test.table) })
    const simple = fitSimple(design, fit.table, y, binary, checkpoint)
    if (!simple.converged) warnings.push('The logistic regression did not converge within 40 steps; its last step is used.')
    others.push({ kind: 'simple', name: binary ? 'logistic regression' : 'linear regression', score: simple.predict(test.table) })
  } else notTested.push('The best single feature and the simple regression: no feature can be used.')
  for (const other of others) {
    comparisons.push(binary
      ? aucComparison(other.kind, other.name, score, other.score, outcome, settings.margin, context.alpha)
      : lossComparison(other.kind, other.name, 'squared error', squaredErrorRows(score, outcome), squaredErrorRows(other.score, outcome), settings, context.alpha))
  }
  const models = [{ name: 'model under review', score }, ...others]
  return {
    comparisons, notTested, warnings,
    ladder: binary ? models.map((model) => {
      const { auc, low, high } = delong(model.score, outcome)
      return { name: model.name, value: auc, low, high }
    }) : [],
    single: best === null ? null : { feature: best.feature, value: binary ? best.worth : Math.sqrt(-best.worth) },
    terms: design.terms.length, fittedRows: fit.table.rows, testRows: test.table.rows,
  }
}

function aucComparison(kind: BaselineKind, name: string, own: Float64Array, other: Float64Array, outcome: Float64Array, margin: number, alpha: number): Comparison {
  const paired = delongPaired(own, other, outcome)
  const decide = delongPaired(own, other, outcome, 1 - 2 * alpha)
  return {
    kind, name, measure: 'AUC', own: paired.aucA, other: paired.aucB, difference: paired.difference, low: paired.low, high: paired.high, decideLow: decide.low, decideHigh: decide.high,
    margin, p: paired.p, test: 'paired DeLong', detectable: detectable(paired.se, alpha), n: paired.n,
  }
}

function lossComparison(kind: BaselineKind, name: string, measure: Comparison['measure'], own: Float64Array, other: Float64Array, { lossMargin }: CompareSettings, alpha: number): Comparison {
  const paired = pairedT(other, own)
  const decide = pairedT(other, own, 1 - 2 * alpha)
  const se = paired.t === 0 ? 0 : paired.estimate / paired.t
  return {
    kind, name, measure, own: mean(own), other: mean(other), difference: paired.estimate, low: paired.low, high: paired.high, decideLow: decide.low, decideHigh: decide.high,
    margin: lossMargin * mean(other), p: paired.p, test: `paired t of the ${measure}`, detectable: detectable(Math.abs(se), alpha), n: paired.n,
  }
}

function detectable(se: number, alpha: number): number {
  return (-normalQuantile(alpha / 2) - normalQuantile(0.2)) * se
}
