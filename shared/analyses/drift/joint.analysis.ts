import { z } from 'zod'
import type { Analysis, AnalysisContext, AnalysisDataset, AnalysisInput, AnalysisResult } from '../../contract/analysis'
import type { Json } from '../../contract/json'
import { threeWayVerdict } from '../../stats/equivalence'
import { columnsWithRole, datasetKey, findColumn, idPart, labelOf, referenceDataset } from '../common/datasets'
import { formatCount, listWords } from '../common/format'
import { confirmatoryFamily } from '../common/ledger'
import type { RawTest } from '../common/ledger'
import { drawnNote, orderedRows } from '../common/ordered-rows'
import type { OrderedRows } from '../common/ordered-rows'
import { weightsNote } from '../common/weights'
import { comparedWindows } from '../common/windows'
import { correlationsOf, pairChanges } from './joint/correlations'
import type { PairChange } from './joint/correlations'
import { exposures } from './joint/exposure'
import { kernelDistance } from './joint/fourier'
import type { KernelDistance } from './joint/fourier'
import { figures, findings, headlineOf, section, valuesOf } from './joint/report'
import type { Cell, Detail, JudgedPair } from './joint/report'

const params = z.strictObject({
  delta: z.number().gt(0).lt(1).default(0.1).meta({ title: 'Change of a correlation that matters', description: 'Of Spearman\'s rank correlation.' }),
  distance: z.number().gt(0).lt(1).default(0.05).meta({ title: 'Joint distance that matters', description: 'Maximum mean discrepancy; 0.05 is about what one of ten columns gives that moved by a third of its standard deviation.' }),
  rows: z.number().int().min(200).max(200_000).default(10_000).meta({ title: 'Most rows of a side', description: 'More are drawn from at random, with the seed of the review.' }),
})
type Params = z.infer<typeof params>

/** Pairs grow with the square of the columns. */
const mostColumns = 30

interface Compared {
  readonly key: string
  readonly label: string
  readonly rows: OrderedRows
  readonly kernel: KernelDistance | null
  readonly changes: readonly PairChange[]
}

function compute(input: AnalysisInput, given: Params, context: AnalysisContext): AnalysisResult {
  const reference = referenceDataset(input)!
  const windows = comparedWindows(input, reference)
  const checkpoint = (): void => context.checkpoint()
  const level = 1 - 2 * context.alpha
  const columns = columnsWithRole(input, 'feature', 'segment', 'protected').filter((name) => findColumn(reference.table, name) !== undefined && findColumn(reference.table, name)!.kind !== 'text')
  const numeric = columns.filter((name) => findColumn(reference.table, name)!.kind === 'number')
  const correlated = numeric.slice(0, mostColumns)
  const held = (dataset: AnalysisDataset, label: string): OrderedRows => orderedRows({ ...dataset, table: { rows: dataset.table.rows, columns: dataset.table.columns.filter((column) => columns.includes(column.name)) }, score: null, recorded: null, outcome: null }, columns, given.rows, context.rng.fork(label), checkpoint)
  const notTested: string[] = [
    ...weightsNote(input, 'ranks and random features count rows; see drift by column for weighted figures'),
    ...(numeric.length > mostColumns ? [`Correlations of ${listWords(numeric.slice(mostColumns))}: pairs of the first ${String(mostColumns)} numeric columns are compared.`] : []),
    ...(numeric.length < 2 ? ['Correlations: there are fewer than two numeric columns.'] : []),
  ]
  const basis = held(reference, 'reference')
  const before = correlationsOf(basis.table, correlated, checkpoint)
  const compared = windows.map((window, index): Compared => {
    context.progress({ phase: 'Comparing the columns jointly', done: index, total: windows.length, unit: 'windows' })
    const key = datasetKey(input, window)
    const label = labelOf(window)
    const rows = held(window, key)
    const shared = columns.filter((name) => findColumn(window.table, name)?.kind === findColumn(reference.table, name)!.kind)
    if (shared.length < columns.length) notTested.push(`${label}, ${listWords(columns.filter((name) => !shared.includes(name)))}: absent, or of another type than in the reference.`)
    const kernel = kernelDistance(basis.table, rows.table, shared, context.rng.fork('frequencies'), level, checkpoint)
    if (kernel === null) notTested.push(`${label}, all columns jointly: there are too few rows or no columns that vary.`)
    const { changes, open } = pairChanges(correlated, before, correlationsOf(rows.table, correlated, checkpoint), level)
    if (open.length > 0) notTested.push(`${label}, correlation of ${listWords(open)}: fewer than 30 rows hold both on one side, or one column does not vary.`)
    return { key, label, rows, kernel, changes }
  })
  return resultOf(input, { reference, basis, compared, given, context, notTested })
}

interface Gathered {
  readonly reference: AnalysisDataset
  readonly basis: OrderedRows
  readonly compared: readonly Compared[]
  readonly given: Params
  readonly context: AnalysisContext
  readonly notTested: readonly string[]
}

function resultOf(input: AnalysisInput, { reference, basis, compared, given, context, notTested }: Gathered): AnalysisResult {
  const name = labelOf(reference)
  const pairId = (key: string, { first, second }: PairChange): string => `correlation/${key}/${idPart(first)}/${idPart(second)}`
  const tests = confirmatoryFamily('drift.joint', compared.flatMap(({ key, label, kernel, changes, rows }): readonly RawTest[] => [
    ...(kernel === null ? [] : [{ id: `mmd/${key}`, label: `All columns of ${label} jointly as in ${name}`, test: 'Hotelling\'s T² of random Fourier features', p: kernel.p, n: rows.table.rows + basis.table.rows }]),
    ...changes.map((change) => ({ id: pairId(key, change), label: `Rank correlation of ${change.first} and ${change.second} in ${label} as in ${name}`, test: 'Spearman\'s ρ, t on Fisher\'s scale', p: change.p, n: change.n + change.nReference })),
  ]))
  const adjusted = new Map(tests.map((test) => [test.id, test.pAdjusted]))
  const cells = compared.map(({ key, label, kernel, changes, rows }): Cell => {
    const kernelP = adjusted.get(`mmd/${key}`)
    return {
      key, label, n: rows.table.rows, nReference: basis.table.rows,
      kernel: kernel === null || kernelP === undefined ? null : { ...kernel, pAdjusted: kernelP, verdict: threeWayVerdict({ estimate: kernel.mmd, low: kernel.low, high: kernel.high, delta: given.distance, p: kernelP, alpha: context.alpha }) },
      pairs: changes.map((change): JudgedPair => {
        const pAdjusted = adjusted.get(pairId(key, change))!
        return { ...change, pAdjusted, verdict: threeWayVerdict({ estimate: change.change, low: change.low, high: change.high, delta: given.delta, p: pAdjusted, alpha: context.alpha }) }
      }),
    }
  })
  const used = input.model === null ? [] : exposures(input.model, basis.table, compared.map(({ label, rows }) => ({ label, table: rows.table })), () => context.checkpoint())
  const detail: Detail = { reference: name, alpha: context.alpha, delta: given.delta, distance: given.distance, tests: tests.length, cells, exposures: used }
  const verdicts = cells.flatMap((cell) => [...(cell.kernel === null ? [] : [cell.kernel.verdict]), ...cell.pairs.map((pair) => pair.verdict)])
  const sides = [basis, ...compared.map(({ rows }) => rows)]
  const rowsUsed = sides.reduce((total, { table }) => total + table.rows, 0)
  const rowsTotal = sides.reduce((total, { total: rows }) => total + rows, 0)
  return {
    headline: headlineOf(detail),
    verdict: verdicts.length === 0 ? 'described' : verdicts.includes('different') ? 'different' : verdicts.includes('inconclusive') ? 'inconclusive' : 'equivalent',
    values: valuesOf(detail), tests, detail: detail as unknown as Json, rowsUsed, rowsTotal,
    warnings: drawnNote(rowsUsed, rowsTotal),
    notTested: [...notTested, ...(used.length > 0 ? [] : [`Importance against drift: ${input.model === null || input.model.featureUse.length === 0 ? 'there is no artifact that says how much it uses each feature' : `none of the ${formatCount(input.model.featureUse.length)} inputs the artifact uses is a column of that name`}.`])],
  }
}

const analysis: Analysis<Params> = {
  id: 'drift.joint',
  version: 1,
  group: 'drift',
  title: 'Correlations and joint drift',
  answers: 'Are the columns related to each other as they were in development, even where each of them alone looks unchanged?',
  needs: { tasks: ['binary', 'multiclass', 'regression'], datasets: [['development', 'test'], ['production', 'test']], columns: ['feature', 'segment', 'protected'], scores: 'none', minimumRows: 50, threshold: false },
  tests: true,
  seconds: 2,
  params,
  inapplicable: (input) => (comparedWindows(input, referenceDataset(input)).length > 0 ? null : 'There is no production window and no test dataset to compare with the reference.'),
  compute: (input, given, context) => Promise.resolve().then(() => compute(input, given, context)),
  findings,
  figures,
  section,
  method: [
    'Correlation: Spearman\'s ρ (midranks) of every pair of numeric columns, at most the first 30 by name, over the rows that hold both; at least 30 of them. Each window is compared with the reference by Student\'s t of the difference on Fisher\'s scale; the variance of ρ comes from the influence of every row, so neither normality nor independence nor the absence of ties is assumed. Ranks are taken within each side, so a column that merely moves or stretches changes no correlation.',
    'All columns jointly: maximum mean discrepancy with a Gaussian kernel, by cosines and sines of up to 16 random directions (random Fourier features, at most one direction per 15 rows of the smaller side). Numbers are standardised on both samples pooled and held at ±3, a level and a missing cell are coordinates of their own; the kernel\'s width is the root mean squared distance of two pooled rows. p is that of Hotelling\'s T² on the means of the features: exact as the rows grow, so it is not bounded below by a number of permutations. The distance has what chance adds taken off; its interval takes the squared length of the error as a multiple of χ² (Box).',
    'At most 10,000 rows a side unless told otherwise, drawn at random with the seed of the review and said. Both kinds of test over all windows are one family, adjusted by Holm. Intervals are at 1 − 2α.',
    'A finding is proposed when the adjusted p is at most the error budget and the whole interval lies beyond what matters.',
    'Importance against drift: the share of the artifact\'s own use of a feature (gain where it says so, else splits or coefficients) times its largest drift over the windows (distance of distribution functions, or half the summed differences of shares of levels). A description, not a test.',
  ],
  references: [
    { text: 'Borkowf, C. B. (2002). Computing the nonnull asymptotic variance and the asymptotic relative efficiency of Spearman\'s rank correlation. Computational Statistics & Data Analysis 39, 271–286.' },
    { text: 'Gretton, A. et al. (2012). A kernel two-sample test. Journal of Machine Learning Research 13, 723–773.' },
    { text: 'Chwialkowski, K. et al. (2015). Fast two-sample testing with analytic representations of probability measures. Advances in Neural Information Processing Systems 28.' },
    { text: 'Rahimi, A. and Recht, B. (2007). Random features for large-scale kernel machines. Advances in Neural Information Processing Systems 20.' },
  ],
}

export default analysis
