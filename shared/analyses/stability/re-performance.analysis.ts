import { z } from 'zod'
import type { Analysis, AnalysisInput, AnalysisResult, FindingProposal, NamedValue } from '../../contract/analysis'
import type { Block, FigureSpec } from '../../contract/figure'
import type { Json } from '../../contract/json'
import { cellTable, closing, detailOf, figureBlocks, heading, opening, tableBlock } from '../common/blocks'
import { datasetKey, labelOf } from '../common/datasets'
import { countOf, formatCount, formatFixed, formatNumber, listWords } from '../common/format'
import { comparePredictions, ulpClasses } from './re-performance/compare'
import type { Comparison } from './re-performance/compare'

const params = z.strictObject({
  tolerance: z.number().min(0).default(1e-6).meta({ title: 'Tolerance', description: 'Largest absolute difference between a recorded and a recomputed prediction that still counts as reproduced.' }),
})
type Params = z.infer<typeof params>

interface Compared extends Comparison {
  readonly key: string
  readonly label: string
}

interface Detail {
  readonly tolerance: number
  readonly datasets: readonly Compared[]
}

const both = (input: AnalysisInput): AnalysisInput['datasets'] => input.datasets.filter((dataset) => dataset.score !== null && dataset.recorded !== null)

function headlineOf(detail: Detail): string {
  const compared = sum(detail, (entry) => entry.compared)
  const mismatches = sum(detail, (entry) => entry.mismatches)
  const largest = Math.max(...detail.datasets.map((entry) => entry.largest))
  return mismatches === 0
    ? `All ${formatCount(compared)} recorded predictions are reproduced within ${formatNumber(detail.tolerance)}; the largest difference is ${formatNumber(largest)}.`
    : `${formatCount(mismatches)} of ${countOf(compared, 'recorded prediction')} ${mismatches === 1 ? 'is' : 'are'} not reproduced within ${formatNumber(detail.tolerance)}; the largest difference is ${formatNumber(largest)}.`
}

function sum(detail: Detail, of: (entry: Compared) => number): number {
  return detail.datasets.reduce((total, entry) => total + of(entry), 0)
}

function valuesOf(entry: Compared, tolerance: number): readonly NamedValue[] {
  const n = entry.compared
  return [
    { id: `mismatches/${entry.key}`, label: `Recorded predictions not reproduced, ${entry.label}`, value: entry.mismatches, n, limit: 0, unit: 'rows', verdict: entry.mismatches > 0 ? 'different' : 'equivalent' },
    { id: `largest/${entry.key}`, label: `Largest absolute difference, ${entry.label}`, value: entry.largest, n, limit: tolerance, tolerance: 1e-6 },
    { id: `identical/${entry.key}`, label: `Predictions identical to the last bit, ${entry.label}`, value: entry.identical, n, unit: 'rows' },
    { id: `ranks/${entry.key}`, label: `Rows whose rank changes, ${entry.label}`, value: entry.rankChanges, n, unit: 'rows' },
    ...(entry.decisionChanges === null ? [] : [{ id: `decisions/${entry.key}`, label: `Decisions that change, ${entry.label}`, value: entry.decisionChanges, n, unit: 'rows' }]),
  ]
}

function compute(input: AnalysisInput, { tolerance }: Params, checkpoint: () => void): AnalysisResult {
  const datasets = both(input).map((dataset): Compared => ({
    key: datasetKey(input, dataset),
    label: labelOf(dataset),
    ...comparePredictions(dataset.recorded!, dataset.score!, tolerance, input.decision.threshold, checkpoint),
  }))
  const detail: Detail = { tolerance, datasets }
  const mismatches = sum(detail, (entry) => entry.mismatches)
  const without = input.datasets.filter((dataset) => dataset.score === null || dataset.recorded === null)
  return {
    headline: headlineOf(detail),
    verdict: mismatches === 0 ? 'equivalent' : 'different',
    values: [
      { id: 'mismatches', label: 'Recorded predictions not reproduced', value: mismatches, n: sum(detail, (entry) => entry.compared), limit: 0, unit: 'rows', verdict: mismatches === 0 ? 'equivalent' : 'different' },
      ...datasets.flatMap((entry) => valuesOf(entry, tolerance)),
    ],
    tests: [],
    detail: detail as unknown as Json,
    rowsUsed: sum(detail, (entry) => entry.compared),
    rowsTotal: input.datasets.reduce((total, dataset) => total + dataset.table.rows, 0),
    warnings: datasets.filter((entry) => entry.absent > 0).map((entry) => `${entry.label}: ${countOf(entry.absent, 'row')} without a recorded prediction.`),
    notTested: without.map((dataset) => `${labelOf(dataset)}: ${dataset.score === null ? 'it was not scored' : 'it holds no recorded predictions'}.`),
  }
}

function findings(result: AnalysisResult): readonly FindingProposal[] {
  const detail = detailOf(result) as Detail
  const affected = detail.datasets.filter((entry) => entry.mismatches > 0)
  if (affected.length === 0) return []
  const mismatches = sum(detail, (entry) => entry.mismatches)
  const compared = sum(detail, (entry) => entry.compared)
  const flips = affected.reduce((total, entry) => total + (entry.decisionChanges ?? 0), 0)
  const where = listWords(affected.map((entry) => `${entry.label} (${formatCount(entry.mismatches)} of ${formatCount(entry.compared)})`))
  const first = affected[0]!.listed[0]
  return [{
    key: 'not-reproduced',
    title: `${formatCount(mismatches)} of ${countOf(compared, 'recorded prediction')} ${mismatches === 1 ? 'is' : 'are'} not reproduced by the artifact`,
    severity: 'high',
    condition: `Differences beyond ${formatNumber(detail.tolerance)} in ${where}.${first === undefined ? '' : ` The first: row ${formatCount(first.row)} of ${affected[0]!.label}, recorded ${formatNumber(first.recorded, 8)}, recomputed ${first.recomputed === null ? 'no number' : formatNumber(first.recomputed, 8)}.`}`,
    criterion: `The artifact under review gives every recorded prediction again within ${formatNumber(detail.tolerance)}.`,
    consequence: flips > 0
      ? `The artifact is not, or not alone, what made these predictions; ${countOf(flips, 'decision')} at the threshold would change.`
      : 'The artifact is not, or not alone, what made these predictions; results shown by the developer may not be those of the model that will be used.',
    recommendation: 'Have the developer explain each listed row: another version of the model, manual overrides, or data changed after scoring.',
    evidence: ['mismatches', ...affected.flatMap((entry) => [`mismatches/${entry.key}`, `largest/${entry.key}`])],
  }]
}

function figures(result: AnalysisResult): readonly FigureSpec[] {
  const detail = detailOf(result) as Detail
  const labels = ulpClasses.map((entry) => entry.label)
  const counts = labels.map((_, index) => sum(detail, (entry) => entry.ulp[index]!))
  const exact = counts[0]!
  const total = counts.reduce((all, count) => all + count, 0)
  return [{
    id: 'ulp',
    title: `${formatCount(exact)} of ${countOf(total, 'prediction')} agree to the last digit of single precision`,
    alt: `Bar chart of the number of rows by distance between recorded and recomputed prediction, in float32 steps: ${labels.map((label, index) => `${label}: ${formatCount(counts[index])}`).join(', ')}.`,
    plot: {
      x: { title: 'Distance [float32 steps]', scale: 'category', categories: labels },
      y: { title: 'Rows' },
      marks: [{ mark: 'bars', name: 'Rows', x: labels, y: counts, tone: 'current' }],
      aspect: 0.4,
    },
    table: cellTable(['Distance in float32 steps', '>Rows'], labels.map((label, index) => [label, formatCount(counts[index])])),
  }]
}

function section(result: AnalysisResult): readonly Block[] {
  const detail = detailOf(result) as Detail
  const listed = detail.datasets.filter((entry) => entry.listed.length > 0)
  return [
    ...opening(result),
    ...figureBlocks(figures(result)),
    tableBlock('Recorded against recomputed predictions', cellTable(
      ['Dataset', '>Compared', '>Not reproduced', '>Largest difference', '>Identical', '>Rank changes', '>Decision changes'],
      detail.datasets.map((entry) => [entry.label, formatCount(entry.compared), formatCount(entry.mismatches), formatNumber(entry.largest), formatCount(entry.identical), formatCount(entry.rankChanges), formatCount(entry.decisionChanges)]),
    )),
    ...(listed.length === 0 ? [] : [heading('First mismatches')]),
    ...listed.map((entry) => tableBlock(`${entry.label}: first ${String(entry.listed.length)} of ${formatCount(entry.mismatches)}; rows counted without the header`, cellTable(
      ['>Row', '>Recorded', '>Recomputed', '>Difference'],
      entry.listed.map((row) => [formatCount(row.row), formatFixed(row.recorded, 8), formatFixed(row.recomputed, 8), formatNumber(row.difference)]),
    ))),
    ...closing(result),
  ]
}

const analysis: Analysis<Params> = {
  id: 'stability.re-performance',
  version: 1,
  group: 'stability',
  title: 'Re-performance of recorded predictions',
  answers: 'Does the artifact under review give the predictions that the developer recorded?',
  needs: { tasks: ['binary', 'multiclass', 'regression'], datasets: [], columns: [], scores: 'scorer', minimumRows: 1, threshold: false },
  tests: false,
  params,
  inapplicable: (input) => (both(input).length > 0 ? null : 'No dataset has both scores of the artifact and recorded predictions.'),
  compute: (input, given, context) => Promise.resolve().then(() => compute(input, given, () => context.checkpoint())),
  findings,
  figures,
  section,
  method: [
    'Every row of every dataset that holds a recorded prediction is scored again with the artifact, and the two numbers are compared.',
    'A row is not reproduced when the absolute difference exceeds the tolerance, or when the artifact gives no number for it. Rows without a recorded prediction are not compared and are counted apart.',
    'Distance in float32 steps is the number of single-precision numbers between the two after rounding to single precision, plus one; 0 means the same single-precision number.',
    'Ranks are average ranks within the dataset (ties share their mean rank); a rank changes when the two differ at all.',
    'A decision changes when the two numbers lie on different sides of the threshold; a value equal to the threshold counts as above.',
  ],
  references: [
    { text: 'IEEE 754-2019, Standard for Floating-Point Arithmetic.' },
    { text: 'PRA SS1/23, Principle 4.3: process verification.' },
  ],
}

export default analysis
