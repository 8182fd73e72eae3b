import { z } from 'zod'
import type { Analysis, AnalysisContext, AnalysisInput, AnalysisResult, LedgerEntry } from '../../contract/analysis'
import type { Json } from '../../contract/json'
import { moments, varianceOf } from '../../stats/sums'
import { columnsWithRole, labelOf } from '../common/datasets'
import { countOf } from '../common/format'
import { groupFields, schemesFor } from '../common/group-params'
import { keepOrdered, orderedRows } from '../common/ordered-rows'
import { weightsNote } from '../common/weights'
import { noRows } from '../common/no-rows'
import { cellMeans, crossingOf, gapTests, scoreBlocks } from './intersections/measure'
import type { GapTest } from './intersections/measure'
import { figures, findings, headlineOf, measures, section, testId, valuesOf } from './intersections/report'
import type { Detail, Measure, Pair } from './intersections/report'
import { judgedRows, othersJudged, whyNone } from './intersections/rows'
import { studentisedGapTests } from './intersections/studentised'

const params = z.strictObject({
  ...groupFields,
  minCell: z.number().int().min(10).max(10_000).default(50).meta({ title: 'Smallest cell judged', description: 'Smaller cells are shown and take no part in the gap.' }),
  deals: z.number().int().min(199).max(19_999).default(999).meta({ title: 'Random deals', description: 'The smallest p is one over this number plus one.' }),
  delta: z.number().gt(0).lt(1).default(0.05).meta({ title: 'Gap beyond chance that matters', description: 'On observed less predicted, as a share of rows: 0.05 is five percentage points more than chance gives.' }),
  biasDelta: z.number().gt(0).lt(5).default(0.1).meta({ title: 'Gap beyond chance that matters, predicted numbers', description: 'On outcome less predicted, in standard deviations of the outcome.' }),
})
type Params = z.infer<typeof params>

/** Row visits of all deals above which fewer columns would be wiser: some thirty seconds. */
const workLimit = 1e10

/** Residuals change places only among rows of like score: their spread depends on it. */
const scoreBands = 20

/** Every protected column with every other protected or segment column. */
function pairsOf(input: AnalysisInput): readonly (readonly [string, string])[] {
  const own = columnsWithRole(input, 'protected')
  const all = columnsWithRole(input, 'protected', 'segment')
  return own.flatMap((first) => all.filter((second) => second !== first && (!own.includes(second) || first < second)).map((second) => [first, second] as const))
}

function compute(input: AnalysisInput, given: Params, context: AnalysisContext): AnalysisResult {
  const { dataset, score, outcome, quantity } = judgedRows(input)!
  const checkpoint = (): void => context.checkpoint()
  const { schemes, notes, notTested } = schemesFor(input, columnsWithRole(input, 'protected', 'segment'), [dataset], given)
  checkpoint()
  const all = orderedRows({ ...dataset, score, outcome, recorded: null }, columnsWithRole(input, 'protected', 'segment', 'feature'), null, context.rng, checkpoint)
  const rows = keepOrdered(all, (row) => Number.isFinite(all.score![row]!) && Number.isFinite(all.outcome![row]!))
  if (rows.table.rows < 2) throw noRows(labelOf(dataset), 'both what is predicted and an outcome')
  const groups = new Map(schemes.map((scheme) => [scheme.column, { labels: scheme.labels, of: scheme.assign(rows.table) }]))
  const crossed = pairsOf(input).filter(([first, second]) => groups.has(first) && groups.has(second)).map(([first, second]) => {
    const a = groups.get(first)!
    const b = groups.get(second)!
    return { first, second, a, b, ...crossingOf(a.of, b.of, b.labels.length, a.labels.length * b.labels.length, given.minCell) }
  })
  const tested = crossed.filter(({ crossing }) => crossing.counts.filter((count) => count > 0).length >= 2)
  const heavy = tested.length * rows.table.rows * given.deals > workLimit
  const pairs: Pair[] = []
  const tests: LedgerEntry[] = []
  for (const measure of heavy ? [] : measures(quantity, input.decision)) {
    context.progress({ phase: 'Dealing values at random', done: measure.id === 'residual' ? 0 : 1, total: 2, unit: 'measures' })
    const values = valuesFor(measure, rows.score!, rows.outcome!, input)
    const compare = quantity === 'number' ? studentisedGapTests : gapTests
    const results = compare(tested.map(({ crossing }) => crossing), values, scoreBlocks(rows.score!, measure.id === 'residual' && quantity !== 'hit' ? scoreBands : 1), given.deals, context.rng.fork('deals'), checkpoint)
    tested.forEach(({ first, second, a, b, crossing, all: counts }, index) => {
      const result = results[index]!
      const means = cellMeans(crossing, values)
      const label = (cell: number): string => `${first} = ${a.labels[Math.floor(cell / b.labels.length)]!} and ${second} = ${b.labels[cell % b.labels.length]!}`
      pairs.push({ first, second, measure: measure.id, ...spread(result), lowestLabel: label(result.lowest), highestLabel: label(result.highest), cells: Array.from(counts, (n, cell) => ({ first: a.labels[Math.floor(cell / b.labels.length)]!, second: b.labels[cell % b.labels.length]!, n, mean: crossing.counts[cell]! > 0 ? means[cell]! : null, small: n < given.minCell })) })
      tests.push({ id: testId(measure.id, first, second), family: `subpopulations.intersections.${measure.id}`, label: `${measure.title} no further apart than chance puts the cells of ${first} × ${second}`, test: quantity === 'number' ? 'Welch F of the cells, permutation' : 'max–min gap, permutation', p: result.p, pAdjusted: Math.min(1, result.pAdjusted * measures(quantity, input.decision).length), method: 'max-t', confirmatory: measure.confirmatory, n: rows.table.rows })
    })
  }
  const adjusted = new Map(tests.map((test) => [test.id, test.pAdjusted]))
  const detail: Detail = { dataset: labelOf(dataset), quantity, alpha: context.alpha, delta: quantity === 'number' ? given.biasDelta * Math.sqrt(varianceOf(moments(rows.outcome!))) : given.delta, minCell: given.minCell, deals: given.deals, rows: rows.table.rows, decision: input.decision, pairs: pairs.map((pair) => ({ ...pair, pAdjusted: adjusted.get(testId(pair.measure, pair.first, pair.second))! })) }
  const small = detail.pairs.filter((pair) => pair.measure === 'residual').flatMap((pair) => {
    const few = pair.cells.filter((cell) => cell.small).length
    return few === 0 ? [] : [`${pair.first} × ${pair.second}: ${countOf(few, 'cell')} of ${String(pair.cells.length)} under ${countOf(given.minCell, 'row')}; shown, not judged.`]
  })
  return {
    headline: headlineOf(detail),
    verdict: detail.pairs.length === 0 ? 'described' : detail.pairs.some((pair) => pair.measure === 'residual' && pair.pAdjusted < context.alpha) ? 'different' : 'inconclusive',
    values: valuesOf(detail),
    tests,
    detail: detail as unknown as Json,
    rowsUsed: rows.table.rows,
    rowsTotal: dataset.table.rows,
    warnings: notes,
    notTested: [
      ...weightsNote(input, 'the null deals values to rows at random, which holds only where rows count alike'),
      ...notTested, ...small,
      ...crossed.filter((pair) => !tested.includes(pair)).map(({ first, second }) => `${first} × ${second}: fewer than two cells of ${String(given.minCell)} rows.`),
      ...(heavy ? ['Gaps against chance: too many rows times crossings; lower the number of deals or of columns.'] : []),
      ...othersJudged(input, dataset).map((other) => `${labelOf(other)}: intersections are judged in ${labelOf(dataset)} only.`),
    ],
  }
}

const spread = ({ gap, chance, chanceHigh, p }: GapTest): Pick<Pair, 'gap' | 'chance' | 'chanceHigh' | 'p' | 'pAdjusted'> => ({ gap, chance, chanceHigh, p, pAdjusted: 1 })

function valuesFor(measure: Measure, score: Float64Array, outcome: Float64Array, { decision }: AnalysisInput): Float64Array {
  if (measure.id === 'residual') return score.map((value, row) => outcome[row]! - value)
  return score.map((value) => (value >= decision.threshold! === (decision.favourable === 'above') ? 1 : 0))
}

const analysis: Analysis<Params> = {
  id: 'subpopulations.intersections',
  version: 1,
  group: 'subpopulations',
  title: 'Intersections of groups',
  answers: 'Where two groups meet, are predictions further off or decisions further apart than chance alone puts so many small cells?',
  needs: { tasks: ['binary', 'multiclass', 'regression'], datasets: [['development', 'test', 'production']], columns: ['protected'], scores: 'scores', minimumRows: 200, threshold: false },
  tests: true,
  params,
  inapplicable: (input) => whyNone(input) ?? (pairsOf(input).length === 0 ? 'There is only one protected column and no segment to cross it with.' : null),
  compute: (input, given, context) => Promise.resolve().then(() => compute(input, given, context)),
  findings,
  figures,
  section,
  method: [
    'Each protected column is crossed with every other protected and segment column, on the rows of the first test dataset (without one: production, else development) with a score, an outcome and both groups known. Numeric columns are cut into bands as in performance by group.',
    'Of each cell with enough rows the mean of observed less predicted is taken (zero where the score is right) and, with a decision threshold, the favourable rate. Smaller cells are shown and take no part.',
    'Gap: the largest less the smallest cell mean. It is never negative and grows with the number of cells, so an interval says nothing; it is set against its permutation null: the values are dealt to the rows at random (residuals within twentieths of the score, since their spread depends on it), and p = (b + 1)/(m + 1), where b counts the deals with a gap at least as large, ties within 1e−9 included.',
    'Several classes: right or wrong less the probability of the class that was named (where there are no probabilities, whether the class is right), dealt within twentieths of that probability.',
    'Predicted numbers: outcome less predicted, in the unit of the outcome. Its spread may differ between cells, and the gap would then follow the cell of the largest spread; so the values, less the mean of their twentieth of the prediction, are dealt within it, and Welch\'s F of the cell means, which allows for unequal spreads, is held against that of the deals. What chance gives as a gap has each cell\'s own standard error.',
    'Every deal serves all crossings at once (common random numbers). Adjusted p: the share of deals in which the largest standardised gap (predicted numbers: cube root of F) of any crossing is at least as large (max-T of Westfall and Young), times the number of measures.',
    'A finding is proposed only on observed less predicted (several classes: right less expected), when it is significant and exceeds what chance gives on average by more than δ (a share of rows; for predicted numbers a share of the outcome\'s standard deviation). Differences of favourable rates are exploratory: groups may differ in risk, and the impact ratio has a page of its own.',
  ],
  references: [
    { text: 'Welch, B. L. (1951). On the comparison of several mean values: an alternative approach. Biometrika 38, 330–336.' },
    { text: 'Pauly, M., Brunner, E., Konietschke, F. (2015). Asymptotic permutation tests in general factorial designs. Journal of the Royal Statistical Society B 77, 461–473.' },
    { text: 'Westfall, P. H., Young, S. S. (1993). Resampling-based multiple testing. Wiley.' },
    { text: 'Kearns, M., Neel, S., Roth, A., Wu, Z. S. (2018). Preventing fairness gerrymandering. ICML.' },
  ],
}

export default analysis
