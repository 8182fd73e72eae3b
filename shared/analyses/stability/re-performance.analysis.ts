import { z } from 'zod'
import type { Analysis, AnalysisInput, AnalysisResult, FindingProposal, NamedValue } from '../../contract/analysis'
import type { Block, FigureSpec } from '../../contract/figure'
import type { Json } from '../../contract/json'
import { cellTable, closing, detailOf, figureBlocks, heading, opening, paragraph, tableBlock } from '../common/blocks'
import { datasetKey, idPart, labelOf } from '../common/datasets'
import { absent, countOf, formatCount, formatFixed, formatNumber, listWords } from '../common/format'
import { weightsNote } from '../common/weights'
import { compareClasses, comparePredictions, ulpClasses } from './re-performance/compare'
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

interface Pair {
  readonly key: string
  readonly label: string
  readonly compare: (tolerance: number, threshold: number | null, checkpoint: () => void) => Comparison
}

/** What can be compared in a dataset: the score, or of several classes the class and each probability. */
function pairsOf(input: AnalysisInput, dataset: AnalysisInput['datasets'][number]): readonly Pair[] {
  const { score, recorded, predictedClass, recordedClass, classProbabilities, recordedProbabilities } = dataset
  const key = datasetKey(input, dataset)
  const label = labelOf(dataset)
  const numbers = (part: string, words: string, said: Float64Array, got: Float64Array): Pair => ({ key: `${key}${part}`, label: `${label}${words}`, compare: (tolerance, threshold, checkpoint) => comparePredictions(said, got, tolerance, threshold, checkpoint) })
  if (input.task !== 'multiclass' || (recordedClass === null && recordedProbabilities === null)) return score === null || recorded === null ? [] : [numbers('', '', recorded, score)]
  return [
    ...(predictedClass === null || recordedClass === null ? [] : [{ key: `${key}/class`, label: `${label}, class`, compare: (_: number, __: number | null, checkpoint: () => void) => compareClasses(recordedClass, predictedClass, input.classes, checkpoint) }]),
    ...(classProbabilities === null || recordedProbabilities === null ? [] : input.classes.map((name, index) => numbers(`/probability-${idPart(name)}`, `, probability of ${name}`, recordedProbabilities[index]!, classProbabilities[index]!))),
  ]
}

/** Most lines that the pack prints; the others are in the evidence. */
const mostListed = 12

function headlineOf(detail: Detail): string {
  const compared = sum(detail, (entry) => entry.compared)
  const mismatches = sum(detail, (entry) => entry.mismatches)
  const numbers = detail.datasets.filter((entry) => entry.words === undefined)
  const within = numbers.length === 0 ? '' : ` within ${formatNumber(detail.tolerance)}; the largest difference is ${formatNumber(Math.max(...numbers.map((entry) => entry.largest)))}`
  return mismatches === 0
    ? `All ${formatCount(compared)} recorded predictions are reproduced${within}.`
    : `${formatCount(mismatches)} of ${countOf(compared, 'recorded prediction')} ${mismatches === 1 ? 'is' : 'are'} not reproduced${within}.`
}

function sum(detail: Detail, of: (entry: Compared) => number): number {
  return detail.datasets.reduce((total, entry) => total + of(entry), 0)
}

function valuesOf(entry: Compared, tolerance: number): readonly NamedValue[] {
  const n = entry.compared
  return [
    { id: `mismatches/${entry.key}`, label: `Recorded predictions not reproduced, ${entry.label}`, value: entry.mismatches, n, limit: 0, unit: 'rows', verdict: entry.mismatches > 0 ? 'different' : 'equivalent' },
    ...(entry.words === undefined ? [{ id: `largest/${entry.key}`, label: `Largest absolute difference, ${entry.label}`, value: entry.largest, n, limit: tolerance, tolerance: 1e-6 }] : []),
    { id: `identical/${entry.key}`, label: entry.words === undefined ? `Predictions identical to the last bit, ${entry.label}` : `Same class, ${entry.label}`, value: entry.identical, n, unit: 'rows' },
    ...(entry.words !== undefined ? [] : [{ id: `ranks/${entry.key}`, label: `Rows whose rank changes, ${entry.label}`, value: entry.rankChanges, n, unit: 'rows' }]),
    ...(entry.decisionChanges === null ? [] : [{ id: `decisions/${entry.key}`, label: `Decisions that change, ${entry.label}`, value: entry.decisionChanges, n, unit: 'rows' }]),
  ]
}

function compute(input: AnalysisInput, { tolerance }: Params, checkpoint: () => void): AnalysisResult {
  const pairs = input.datasets.map((dataset) => pairsOf(input, dataset))
  const datasets = pairs.flat().map(({ key, label, compare }): Compared => ({ key, label, ...compare(tolerance, input.decision.threshold, checkpoint) }))
  const detail: Detail = { tolerance, datasets }
  const mismatches = sum(detail, (entry) => entry.mismatches)
  const without = input.datasets.filter((_, index) => pairs[index]!.length === 0)
  return {
    headline: headlineOf(detail),
    verdict: mismatches === 0 ? 'equivalent' : 'different',
    values: [
      { id: 'mismatches', label: 'Recorded predictions not reproduced', value: mismatches, n: sum(detail, (entry) => entry.compared), limit: 0, unit: 'rows', verdict: mismatches === 0 ? 'equivalent' : 'different' },
      ...datasets.flatMap((entry) => valuesOf(entry, tolerance)),
    ],
    tests: [],
    detail: detail as unknown as Json,
    // Several columns of one dataset are the same rows.
    rowsUsed: pairs.reduce((total, own) => total + Math.max(0, ...datasets.filter((entry) => own.some((pair) => pair.key === entry.key)).map((entry) => entry.compared)), 0),
    rowsTotal: input.datasets.reduce((total, dataset) => total + dataset.table.rows, 0),
    warnings: datasets.filter((entry) => entry.absent > 0).map((entry) => `${entry.label}: ${countOf(entry.absent, 'row')} without a recorded prediction.`),
    notTested: [...weightsNote(input, 'every recorded prediction is compared, whatever it weighs'), ...without.map((dataset) => `${labelOf(dataset)}: ${dataset.score === null && dataset.predictedClass === null ? 'it was not scored' : 'it holds no recorded predictions'}.`)],
  }
}

function findings(result: AnalysisResult): readonly FindingProposal[] {
  const detail = detailOf(result) as Detail
  const affected = detail.datasets.filter((entry) => entry.mismatches > 0)
  if (affected.length === 0) return []
  const mismatches = sum(detail, (entry) => entry.mismatches)
  const compared = sum(detail, (entry) => entry.compared)
  const flips = affected.reduce((total, entry) => total + (entry.words !== undefined ? entry.mismatches : (entry.decisionChanges ?? 0)), 0)
  const where = listWords(affected.map((entry) => `${entry.label} (${formatCount(entry.mismatches)} of ${formatCount(entry.compared)})`))
  const first = affected[0]!.listed[0]
  const said = affected[0]!.words?.[0]
  return [{
    key: 'not-reproduced',
    title: `${formatCount(mismatches)} of ${countOf(compared, 'recorded prediction')} ${mismatches === 1 ? 'is' : 'are'} not reproduced by the artifact`,
    severity: 'high',
    condition: `Differences beyond ${formatNumber(detail.tolerance)} in ${where}.${first === undefined ? '' : ` The first: row ${formatCount(first.row)} of ${affected[0]!.label}, recorded ${said?.recorded ?? formatNumber(first.recorded, 8)}, recomputed ${said?.recomputed ?? (first.recomputed === null ? 'no number' : formatNumber(first.recomputed, 8))}.`}`,
    criterion: `The artifact under review gives every recorded prediction again within ${formatNumber(detail.tolerance)}.`,
    consequence: flips > 0
      ? `The artifact is not, or not alone, what made these predictions; ${countOf(flips, 'decision')} would be another.`
      : 'The artifact is not, or not alone, what made these predictions; results shown by the developer may not be those of the model that will be used.',
    recommendation: 'Have the developer explain each listed row: another version of the model, manual overrides, or data changed after scoring.',
    evidence: ['mismatches', ...affected.flatMap((entry) => [`mismatches/${entry.key}`, ...(entry.words === undefined ? [`largest/${entry.key}`] : [])])],
  }]
}

function figures(result: AnalysisResult): readonly FigureSpec[] {
  const detail = detailOf(result) as Detail
  const numbers: Detail = { ...detail, datasets: detail.datasets.filter((entry) => entry.words === undefined) }
  if (numbers.datasets.length === 0) return []
  const labels = ulpClasses.map((entry) => entry.label)
  const counts = labels.map((_, index) => sum(numbers, (entry) => entry.ulp[index]!))
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
  const listed = detail.datasets.filter((entry) => entry.listed.length > 0).slice(0, mostListed)
  const shown = [...detail.datasets].sort((a, b) => Number(b.words !== undefined) - Number(a.words !== undefined) || b.mismatches - a.mismatches).slice(0, detail.datasets.some((entry) => entry.words !== undefined) ? mostListed : undefined)
  const inOrder = detail.datasets.filter((entry) => shown.includes(entry))
  return [
    ...opening(result),
    ...figureBlocks(figures(result)),
    tableBlock('Recorded against recomputed predictions', cellTable(
      ['Dataset', '>Compared', '>Not reproduced', '>Largest difference', '>Identical', '>Rank changes', '>Decision changes'],
      inOrder.map((entry) => [entry.label, formatCount(entry.compared), formatCount(entry.mismatches), ...(entry.words === undefined ? [formatNumber(entry.largest), formatCount(entry.identical), formatCount(entry.rankChanges), formatCount(entry.decisionChanges)] : [absent, formatCount(entry.identical), absent, formatCount(entry.mismatches)])]),
    )),
    ...(inOrder.length < detail.datasets.length ? [paragraph(`${String(detail.datasets.length - inOrder.length)} further columns, with no more mismatches than these, are in the evidence.`)] : []),
    ...(listed.length === 0 ? [] : [heading('First mismatches')]),
    ...listed.map((entry) => tableBlock(`${entry.label}: first ${String(entry.listed.length)} of ${formatCount(entry.mismatches)}; rows counted without the header`, cellTable(
      ['>Row', '>Recorded', '>Recomputed', '>Difference'],
      entry.listed.map((row, index) => entry.words !== undefined ? [formatCount(row.row), entry.words[index]!.recorded, entry.words[index]!.recomputed ?? absent, absent] : [formatCount(row.row), formatFixed(row.recorded, 8), formatFixed(row.recomputed, 8), formatNumber(row.difference)]),
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
  inapplicable: (input) => (input.datasets.some((dataset) => pairsOf(input, dataset).length > 0) ? null : 'No dataset has both scores of the artifact and recorded predictions.'),
  compute: (input, given, context) => Promise.resolve().then(() => compute(input, given, () => context.checkpoint())),
  findings,
  figures,
  section,
  method: [
    'Every row of every dataset that holds a recorded prediction is scored again with the artifact, and the two numbers are compared.',
    'A row is not reproduced when the absolute difference exceeds the tolerance, or when the artifact gives no number for it. Rows without a recorded prediction are not compared and are counted apart.',
    'Of several classes, the class is compared as it is (another class is not reproduced), and the probability of each class as a number.',
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
