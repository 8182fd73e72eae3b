import { z } from 'zod'
import type { Analysis, AnalysisContext, AnalysisDataset, AnalysisInput, AnalysisResult } from '../../contract/analysis'
import { CancelledError, ExpectedError } from '../../contract/errors'
import type { Json } from '../../contract/json'
import type { Column, Table } from '../../contract/table'
import { rocAuc } from '../../stats/roc'
import { rowMean, rowMeanInterval } from '../../stats/row-mean'
import { permutation } from '../../stats/shuffle'
import { mean } from '../../stats/sums'
import { columnsWithRole, datasetsOf, findColumn, labelOf, referenceDataset } from '../common/datasets'
import { formatNumber } from '../common/format'
import { schemesFor } from '../common/group-params'
import { drawnNote, keepOrdered, orderedRows } from '../common/ordered-rows'
import type { OrderedRows } from '../common/ordered-rows'
import { growRegions, leafOf, leafWords } from '../common/region-tree'
import { areProbabilities, logLossRows, squaredErrorRows } from '../common/row-loss'
import { weightsNote } from '../common/weights'
import { figures, headlineOf, section, valuesOf } from './corruption/report'
import type { Detail, Level } from './corruption/report'
import { changeColumn, changesFor, featureReference, withColumns } from './perturbation/changes'

const params = z.strictObject({
  noise: z.array(z.number().gt(0).max(10)).min(1).max(10).default([0.1, 0.25, 0.5, 1]).meta({ title: 'Levels of noise', description: 'In standard deviations of the reference, in every feature at once.' }),
  redraw: z.number().min(0).max(1).default(0.2).meta({ title: 'Redrawn share per SD', description: 'Share of the cells of categories that are drawn anew for each standard deviation of noise.' }),
  rows: z.number().int().min(100).max(1e9).default(50_000).meta({ title: 'Most rows', description: 'Drawn at random from the dataset.' }),
  leaves: z.number().int().min(2).max(64).default(8).meta({ title: 'Regions', description: 'Leaves of the tree that tells where the loss rises.' }),
})
type Params = z.infer<typeof params>

/** The first dataset with the artifact's scores and outcomes that give a loss: test, else production, else development. */
function subject(input: AnalysisInput): AnalysisDataset | undefined {
  return (['test', 'production', 'development'] as const).flatMap((role) => datasetsOf(input, role))
    .find(({ score, outcome }) => score !== null && outcome !== null && (input.task === 'regression' || areProbabilities(score)) && outcome.filter((value) => Number.isFinite(value)).length >= 100)
}

const lossOf = (input: AnalysisInput, score: Float64Array, outcome: Float64Array): Float64Array => (input.task === 'regression' ? squaredErrorRows(score, outcome) : logLossRows(score, outcome))
const auc = (input: AnalysisInput, score: Float64Array, outcome: Float64Array): number | null => {
  const value = input.task === 'binary' ? rocAuc(score, outcome).auc : Number.NaN
  return Number.isFinite(value) ? value : null
}

async function compute(input: AnalysisInput, given: Params, context: AnalysisContext): Promise<AnalysisResult> {
  const checkpoint = (): void => context.checkpoint()
  const dataset = subject(input)!
  const reference = referenceDataset(input) ?? dataset
  const features = columnsWithRole(input, 'feature')
  const segments = columnsWithRole(input, 'feature', 'segment', 'protected')
  const drawn = orderedRows({ ...dataset, recorded: null }, segments, given.rows, context.rng.fork('rows'), checkpoint)
  const data = keepOrdered(drawn, (row) => Number.isFinite(drawn.score![row]!) && Number.isFinite(drawn.outcome![row]!))
  const outcome = data.outcome!
  const clean = lossOf(input, data.score!, outcome)
  const levels: Level[] = []
  const refused: string[] = []
  const changes: { readonly noise: number; readonly rise: Float64Array; readonly after: Float64Array }[] = []
  for (const [index, noise] of [...new Set(given.noise)].sort((a, b) => a - b).entries()) {
    context.progress({ phase: 'Corrupting rows', done: index, total: given.noise.length, unit: 'levels' })
    const after = await scoreCorrupted(data.table, reference.table, features, noise, given.redraw * noise, context)
    if (typeof after === 'string') {
      refused.push(`Noise of ${formatNumber(noise)} SD: ${after}`)
      continue
    }
    const loss = lossOf(input, after, outcome)
    const rise = loss.map((value, row) => value - clean[row]!)
    levels.push(levelOf(input, noise, data, after, loss, rise))
    changes.push({ noise, rise, after: loss })
  }
  const middle = changes[Math.floor(changes.length / 2)]
  const region = middle === undefined ? null : regionOf(input, data, segments, clean, middle, given, context)
  const detail: Detail = {
    dataset: labelOf(dataset), lossName: input.task === 'regression' ? 'squared error' : 'log loss', redrawPerSd: given.redraw,
    clean: { loss: mean(clean), auc: auc(input, data.score!, outcome), rows: data.table.rows }, levels, region,
  }
  return {
    headline: headlineOf(detail), verdict: 'described', values: valuesOf(detail), tests: [], detail: detail as unknown as Json,
    rowsUsed: data.table.rows, rowsTotal: dataset.table.rows,
    warnings: drawnNote(drawn.table.rows, drawn.total),
    notTested: [...weightsNote(input, 'the same draws are made whatever a row weighs'), ...refused, ...features.filter((feature) => findColumn(data.table, feature)?.kind === 'text').map((feature) => `${feature}: free text is not corrupted.`)],
  }
}

/** Scores of the rows with every feature corrupted by the same draws at every level; the artifact's refusal as a sentence. */
async function scoreCorrupted(table: Table, reference: Table, features: readonly string[], noise: number, redraw: number, context: AnalysisContext): Promise<Float64Array | string> {
  const order = Uint32Array.from({ length: table.rows }, (_, row) => row)
  const changed = features.flatMap((feature): readonly Column[] => {
    const column = findColumn(table, feature)
    const basis = findColumn(reference, feature)
    if (column === undefined || basis === undefined || column.kind === 'text' || basis.kind !== column.kind) return []
    const kind = changesFor(column).includes('noise-raw') ? 'noise-raw' : 'redraw'
    return [changeColumn(column, kind, featureReference(basis), { noise, redraw: Math.min(1, redraw) }, order, context.rng.fork(feature), () => context.checkpoint())]
  })
  try {
    return await context.score!(withColumns(table, changed))
  } catch (thrown) {
    if (thrown instanceof ExpectedError && !(thrown instanceof CancelledError)) return `the artifact refuses it: ${thrown.message}`
    throw thrown
  }
}

function levelOf(input: AnalysisInput, noise: number, data: OrderedRows, after: Float64Array, loss: Float64Array, rise: Float64Array): Level {
  const { threshold } = input.decision
  const kept = Int32Array.from(loss.keys()).filter((row) => Number.isFinite(loss[row]!))
  const pick = (values: Float64Array): Float64Array => Float64Array.from(kept, (row) => values[row]!)
  const { estimate, low, high } = rowMeanInterval(rowMean(pick(rise)))
  const flips = threshold === null ? null : kept.reduce((count, row) => count + (after[row]! >= threshold === data.score![row]! >= threshold ? 0 : 1), 0) / Math.max(1, kept.length)
  return { noise, rows: kept.length, lost: loss.length - kept.length, loss: mean(pick(loss)), rise: estimate, low, high, auc: auc(input, pick(after), pick(data.outcome!)), flips }
}

/** Where the loss rises most: a tree on one half of the rows, its worst leaf measured on the other. */
function regionOf(input: AnalysisInput, data: OrderedRows, names: readonly string[], clean: Float64Array, { noise, rise, after }: { readonly noise: number; readonly rise: Float64Array; readonly after: Float64Array }, given: Params, context: AnalysisContext): Detail['region'] {
  const checkpoint = (): void => context.checkpoint()
  const { schemes } = schemesFor(input, names, input.datasets.filter((one) => one === subject(input)), { bands: 5, cuts: {}, maxGroups: 20 })
  const columns = schemes.map((scheme) => ({ codes: Uint8Array.from(scheme.assign(data.table), (group) => (group < 0 ? scheme.labels.length : group)), size: scheme.labels.length + 1, ordered: scheme.kind === 'bands' }))
  const half = new Uint8Array(rise.length)
  permutation(rise.length, context.rng.fork('halves')).forEach((row, place) => (half[row] = place % 2))
  const known = (row: number): boolean => Number.isFinite(rise[row]!)
  const grown = Int32Array.from(rise.keys()).filter((row) => half[row] === 0 && known(row))
  const leaves = growRegions(columns, rise, grown, { maxLeaves: given.leaves, minLeaf: Math.max(25, Math.ceil(0.03 * grown.length)) }, checkpoint)
  if (leaves.length < 2) return null
  const worst = leaves.reduce((most, leaf, index) => (leaf.mean > leaves[most]!.mean ? index : most), 0)
  const leaf = leafOf(leaves, columns, rise.length)
  const inside = Int32Array.from(rise.keys()).filter((row) => half[row] === 1 && leaf[row] === worst && known(row))
  if (inside.length < 30) return null
  const pick = (values: Float64Array): Float64Array => Float64Array.from(inside, (row) => values[row]!)
  const { estimate, low, high } = rowMeanInterval(rowMean(pick(rise)))
  return { noise, words: leafWords(leaves[worst]!, schemes.map((scheme) => ({ name: scheme.column, labels: scheme.labels }))), n: inside.length, before: mean(pick(clean)), after: mean(pick(after)), rise: estimate, low, high }
}

const analysis: Analysis<Params> = {
  id: 'stability.corruption',
  version: 1,
  group: 'stability',
  title: 'Resilience to corrupted inputs',
  answers: 'How fast does the model get worse when all its inputs get noisier, and for whom most?',
  needs: { tasks: ['binary', 'regression'], datasets: [['test', 'production', 'development']], columns: ['feature'], scores: 'scorer', minimumRows: 100, threshold: false },
  tests: false,
  params,
  inapplicable: (input) => (subject(input) === undefined ? 'No dataset has 100 rows with outcomes and scores of the artifact that give a loss (for classes: probabilities).' : null),
  compute: (input, given, context) => {
    if (context.score === null) return Promise.reject(new Error('An analysis that needs a scorer was started without one.'))
    return compute(input, given, context)
  },
  // How much corruption a model must bear depends on its data; the curve is for a person to judge.
  findings: () => [],
  figures,
  section,
  method: [
    'Every feature of the test dataset (else production, else development) is corrupted at once: numbers by Gaussian noise of the stated multiple of the reference standard deviation, categories and truth values by drawing a share of the cells anew from the reference. Missing cells stay missing. The artifact scores the corrupted rows.',
    'Loss: log loss for probabilities, squared error for numbers. The rise is the mean difference over the same rows, with its t interval (single rows get far better as well as far worse, so that no skewness can be told from the rows); rows that lose their score are counted apart. All levels use the same draws, so that the curve is smooth in the level.',
    'Worst region: a regression tree of the rise at the middle level on groups of features, segments and protected columns is grown on one random half; its worst leaf is measured on the other half, with the same interval.',
    'A description: no limit is set and no finding is proposed.',
  ],
  references: [
    { text: 'Hendrycks, D., Dietterich, T. (2019). Benchmarking neural network robustness to common corruptions and perturbations. ICLR.' },
    { text: 'Cox, D. R. (1975). A note on data-splitting for the evaluation of significance levels. Biometrika 62, 441–444.' },
  ],
}

export default analysis
