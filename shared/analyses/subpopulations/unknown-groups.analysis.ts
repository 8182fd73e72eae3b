import { z } from 'zod'
import type { Analysis, AnalysisContext, AnalysisDataset, AnalysisInput, AnalysisResult } from '../../contract/analysis'
import type { Json } from '../../contract/json'
import { exactSum } from '../../stats/exact-sum'
import { noThresholdReason } from '../applicability'
import { detailOf } from '../common/blocks'
import { classOf, judgedClasses } from '../common/classes'
import { columnsWithRole, datasetKey, findColumn, idPart, judgedDatasets, labelOf, scoreOf } from '../common/datasets'
import { decidedDatasets } from '../common/decisions'
import { formatPercent } from '../common/format'
import { groupFields, schemesFor } from '../common/group-params'
import { weightsNote } from '../common/weights'
import { countGroups, scoredOrder } from './fairness/count'
import type { GroupCounts } from './fairness/count'
import { referenceGroup } from './fairness/measure'
import { rowLosses } from './group-performance/loss-measure'
import { boundMean, isBounded, lossAnswer, lossTotals } from './unknown-groups/losses'
import { lossFigures, lossFindings, lossHeadline, lossSection, lossValues } from './unknown-groups/loss-report'
import type { BoundedLoss, LossBounds } from './unknown-groups/loss-report'
import { boundComparison, boundRate, screenAnswer } from './unknown-groups/measure'
import { figures, findings, fourFifths, headlineOf, section, valuesOf } from './unknown-groups/report'
import type { ColumnBounds, Detail } from './unknown-groups/report'

const params = z.strictObject({
  ...groupFields,
  errorRatio: z.number().gt(1).max(10).default(1.25).meta({ title: 'Error ratio that matters', description: 'Predicted numbers: mean absolute error over that of the other rows.' }),
  biasDelta: z.number().gt(0).max(5).default(0.1).meta({ title: 'Bias difference that matters', description: 'Predicted numbers: in standard deviations of the outcome.' }),
  accuracyDelta: z.number().gt(0).lt(1).default(0.05).meta({ title: 'Accuracy difference that matters', description: 'Several classes: as a share of rows.' }),
})
type Params = z.infer<typeof params>

/** Datasets that are looked at: by their decisions, or by the errors of numbers and classes. */
const looked = (input: AnalysisInput): readonly AnalysisDataset[] => (input.task === 'binary' ? decidedDatasets(input) : input.task === 'multiclass' ? judgedClasses(input) : judgedDatasets(input))

/** Protected columns with a missing code among rows with a decision. */
function incomplete(input: AnalysisInput): readonly string[] {
  return columnsWithRole(input, 'protected').filter((name) => looked(input).some((dataset) => {
    const column = findColumn(dataset.table, name)
    const score = input.task === 'multiclass' ? classOf(dataset)! : scoreOf(dataset)!
    return column !== undefined && column.kind !== 'text' && (column.kind === 'number' ? column.values.some((value, row) => Number.isNaN(value) && Number.isFinite(score[row]!)) : column.codes.some((code, row) => code < 0 && Number.isFinite(score[row]!)))
  }))
}

/** Groups of a column with the unknown as one more, last. */
function withUnknown(groups: Int32Array, count: number): Int32Array {
  return groups.map((group) => (group < 0 ? count : group))
}

function boundsOf(counts: readonly GroupCounts[]): Pick<ColumnBounds, 'rows' | 'n' | 'unknown'> {
  const known = counts.slice(0, -1)
  const unknown = counts.at(-1)!
  const at = referenceGroup(known)
  const n = counts.reduce((total, group) => total + group.n, 0)
  return {
    n, unknown: unknown.n,
    rows: known.flatMap((group, index) => {
      if (group.n === 0) return []
      const comparison = index === at ? null : boundComparison(group.rates.favourable, known[at]!.rates.favourable, unknown.rates.favourable)
      return [{
        group: group.group, n: group.n, reference: index === at,
        favourable: boundRate(group.rates.favourable, unknown.rates.favourable),
        tpr: boundRate(group.rates.tpr, unknown.rates.tpr), fpr: boundRate(group.rates.fpr, unknown.rates.fpr),
        comparison, answer: comparison === null ? null : screenAnswer(comparison, fourFifths),
      }]
    }),
  }
}

/** Predicted numbers and classes: errors of the groups, whatever the unknown rows are. */
function computeLosses(input: AnalysisInput, given: Params, context: AnalysisContext): AnalysisResult {
  const judged = looked(input)
  const { schemes, notes, notTested } = schemesFor(input, incomplete(input), judged, given)
  const rows: BoundedLoss[] = []
  let used = 0
  for (const dataset of judged) {
    const losses = rowLosses({ ...dataset, weight: null })
    for (let row = 0; row < dataset.table.rows; row += 1) used += Number(losses.usable(row))
    for (const scheme of schemes) {
      const groups = scheme.assign(dataset.table)
      for (const { id, values } of losses.figures) {
        if (!isBounded(id)) continue
        context.checkpoint()
        const { groups: totals, unknown } = lossTotals(values, groups, scheme.labels.length, losses.usable)
        if (unknown.length === 0) continue
        const n = totals.reduce((sum, total) => sum + total.n, 0)
        const whole = exactSum(totals.map((total) => total.sum))
        totals.forEach((own, index) => {
          if (own.n === 0 || own.n === n) return
          context.checkpoint()
          const others = { sum: whole - own.sum, n: n - own.n }
          const bounds = boundMean(own, others, unknown)
          const limit = id === 'accuracy' ? given.accuracyDelta : id === 'mae' ? (given.errorRatio - 1) * (bounds.rest ?? 0) : given.biasDelta * losses.scale
          const gap = bounds.gap ?? 0
          rows.push({
            key: `${datasetKey(input, dataset)}/${idPart(scheme.column)}`, dataset: labelOf(dataset), column: scheme.column, group: scheme.labels[index]!, figure: id, n: own.n, others: others.n, unknown: unknown.length,
            ...bounds, limit, weak: id === 'accuracy' ? gap < -limit : id === 'mae' ? gap > limit : Math.abs(gap) > limit, answer: lossAnswer(id, bounds, limit),
          })
        })
      }
    }
  }
  const detail: LossBounds = { kind: 'loss', rows }
  return {
    headline: lossHeadline(detail), verdict: 'described', values: lossValues(detail), tests: [], detail: detail as unknown as Json,
    rowsUsed: used, rowsTotal: judged.reduce((total, dataset) => total + dataset.table.rows, 0), warnings: notes,
    notTested: [...weightsNote(input, 'the bounds hand out rows, not weights'), ...notTested],
  }
}

const ofLosses = (result: AnalysisResult): boolean => 'kind' in (detailOf(result) as object)

function compute(input: AnalysisInput, given: Params, context: AnalysisContext): AnalysisResult {
  const judged = decidedDatasets(input)
  const threshold = input.decision.threshold!
  const { schemes, notes, notTested } = schemesFor(input, incomplete(input), judged, given)
  const columns: ColumnBounds[] = []
  let used = 0
  for (const dataset of judged) {
    const score = scoreOf(dataset)!
    const order = scoredOrder(score, null, () => context.checkpoint())
    used += order.length
    for (const scheme of schemes) {
      context.checkpoint()
      const { counts } = countGroups({ score, outcome: dataset.outcome, weight: null, order }, withUnknown(scheme.assign(dataset.table), scheme.labels.length), [...scheme.labels, 'unknown'], input.decision, threshold)
      if (counts.at(-1)!.n > 0) columns.push({ key: `${datasetKey(input, dataset)}/${idPart(scheme.column)}`, dataset: labelOf(dataset), column: scheme.column, ...boundsOf(counts) })
    }
  }
  const detail: Detail = { threshold, favourable: input.decision.favourable, columns }
  return {
    headline: headlineOf(detail), verdict: 'described', values: valuesOf(detail), tests: [], detail: detail as unknown as Json,
    rowsUsed: used, rowsTotal: judged.reduce((total, dataset) => total + dataset.table.rows, 0),
    warnings: notes,
    notTested: [
      ...weightsNote(input, 'the bounds hand out rows, not weights'), ...notTested,
      ...columns.filter((column) => column.unknown / column.n > 0.2).map((column) => `${column.column} in ${column.dataset}: ${formatPercent(column.unknown / column.n)} of the rows have no group; bounds this wide say little.`),
    ],
  }
}

const analysis: Analysis<Params> = {
  id: 'subpopulations.unknown-groups',
  version: 1,
  group: 'subpopulations',
  title: 'Missing group codes',
  answers: 'Could the rows of unknown group change what the rates of the groups say?',
  needs: { tasks: ['binary', 'multiclass', 'regression'], datasets: [['development', 'test', 'production']], columns: ['protected'], scores: 'scores', minimumRows: 30, threshold: false },
  tests: false,
  params,
  inapplicable: (input) => {
    if (input.task === 'binary' && input.decision.threshold === null) return noThresholdReason
    if (looked(input).length === 0) return input.task === 'binary' ? 'No dataset has scores.' : 'No dataset has both predictions and outcomes.'
    return incomplete(input).length === 0 ? 'No protected column has missing group codes.' : null
  },
  compute: (input, given, context) => Promise.resolve().then(() => (input.task === 'binary' ? compute : computeLosses)(input, given, context)),
  findings: (result) => (ofLosses(result) ? lossFindings : findings)(result),
  figures: (result) => (ofLosses(result) ? lossFigures : figures)(result),
  section: (result) => (ofLosses(result) ? lossSection : section)(result),
  method: [
    'Rows with a score of every test dataset (without one: production, else development), for each protected column with missing codes. Known: the rate over rows whose group is known. "All here": the rate if every row of unknown group belonged to the group.',
    'Bounds of a rate over every way to hand the unknown rows out: smallest s/(n + u₀), largest (s + u₁)/(n + u₁), with s of n successes in the group, and u₁ unknown rows with and u₀ without success. Ratio and gap against the largest group: smallest when all u₀ are the group\'s and all u₁ the largest group\'s, largest the other way round. Both ends can happen, so no narrower bounds hold without assumptions (Manski).',
    'Rates: favourable decisions over all rows; true and false positive rate over rows with a known outcome. Successes of the latter two are scores at or above the threshold.',
    'Outer ends add sampling error: the lower 95 % end at the smallest value and the upper one at the largest (Wilson, Koopman for ratios).',
    'Predicted numbers and classes: mean absolute error, bias (predicted less actual) or accuracy of each group, and its difference from all other rows. For each number of unknown rows that a group could have, the smallest (largest) values are the extreme; over all numbers that gives both ends exactly. The screen stands where performance by group calls a difference one that matters.',
    'A finding is proposed where the screen at four fifths (for numbers and classes that of performance by group) says one thing for the rows of known group and could say the other, and at least 1 % of the rows are unknown. Four fifths is a screening convention of 29 CFR 1607.4 D (United States, as of November 2026), no test of lawfulness.',
  ],
  references: [
    { text: 'Manski, C. F. (2003). Partial identification of probability distributions. Springer.' },
    { text: 'Koopman, P. A. R. (1984). Confidence intervals for the ratio of two binomial proportions. Biometrics 40, 513–517.' },
  ],
}

export default analysis
