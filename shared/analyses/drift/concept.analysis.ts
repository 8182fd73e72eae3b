import { z } from 'zod'
import type { Analysis, AnalysisContext, AnalysisDataset, AnalysisInput, AnalysisResult, Verdict } from '../../contract/analysis'
import type { Json } from '../../contract/json'
import { columnsWithRole, datasetKey, labelOf } from '../common/datasets'
import { countOf } from '../common/format'
import { comparableWindows, isJudged, judgedReference, labelledRows } from '../common/labelled-rows'
import { confirmatoryFamily } from '../common/ledger'
import { omit } from '../common/omit'
import { drawnNote } from '../common/ordered-rows'
import { performanceMeasures } from '../common/performance-measures'
import { areProbabilities } from '../common/row-loss'
import { weightsApplied, weightsMethod } from '../common/weights'
import { relationOf } from './concept/relation'
import type { Relation } from './concept/relation'
import { figures, findings, headlineOf, section, valuesOf } from './concept/report'
import type { Detail, WindowSplit } from './concept/report'
import { splitOf } from './concept/split'
import { densityRatio } from './reweight/density-ratio'
import { affordableRows, drawnRows } from './reweight/drawn-rows'
import { tooLittleOverlap } from './reweight/overlap'
import { scoreCurve } from './reweight/score-curve'

const params = z.strictObject({
  rateDelta: z.number().gt(0).lt(1).default(0.03).meta({ title: 'Shift of the event rate that matters', description: 'At the same score; 0.03 is three percentage points.' }),
  outcomeDelta: z.number().gt(0).max(5).default(0.2).meta({ title: 'Shift of a predicted number that matters', description: 'At the same score, in standard deviations of the outcome about its curve.' }),
  minEffective: z.number().int().min(20).default(200).meta({ title: 'Least effective rows', description: 'The change is split only when the reweighted reference is worth so many rows.' }),
  maxUnsupported: z.number().min(0).max(1).default(0.05).meta({ title: 'Most rows beyond the reference', description: 'The change is split only when at most this share of a window holds values that the reference never has.' }),
  maxRows: z.number().int().min(1000).default(20_000).meta({ title: 'Most rows for the split', description: 'Of each side, drawn at random; the test uses all rows.' }),
})
type Params = z.infer<typeof params>

/** A window is tested with so many events and so many rows without one; a number with so many rows. */
const fewestOfAClass = 10
const fewestRows = 50

interface Window {
  readonly dataset: AnalysisDataset
  readonly key: string
  readonly label: string
}

function compute(input: AnalysisInput, given: Params, context: AnalysisContext): AnalysisResult {
  const reference = judgedReference(input)!
  const binary = input.task === 'binary'
  const checkpoint = (): void => context.checkpoint()
  const { windows, notTested } = comparableWindows(input, reference)
  const lacking = [...notTested]
  const basis = labelledRows(reference, binary, checkpoint)
  const probabilities = binary && areProbabilities(basis.score)
  const curve = scoreCurve(basis.score, probabilities, checkpoint)
  const tested: (Window & Relation & { readonly n: number; readonly events: number })[] = []
  const judged: Window[] = []
  for (const [index, dataset] of windows.entries()) {
    context.progress({ phase: 'Comparing outcomes at the same score', done: index, total: windows.length, unit: 'windows' })
    const label = labelOf(dataset)
    const rows = labelledRows(dataset, binary, checkpoint)
    const n = rows.score.length
    if (n < fewestRows || (binary && Math.min(rows.events, n - rows.events) < fewestOfAClass)) {
      lacking.push(`${label}: ${n === 0 ? 'it has no outcomes yet' : `it has ${countOf(n, 'row')} with an outcome${binary ? ` and ${countOf(rows.events, 'event')}` : ''}, too few`}.`)
      continue
    }
    const window = { dataset, key: datasetKey(input, dataset), label }
    judged.push(window)
    const relation = relationOf(basis, rows, curve, binary, context.alpha, checkpoint)
    if (relation === null) lacking.push(`${label}: outcomes do not follow the score in a way that can be fitted (one side is separated, or the score is constant).`)
    else tested.push({ ...window, ...relation, n, events: rows.events })
  }
  const tests = confirmatoryFamily('drift.concept', tested.map((window) => ({ id: `relation/${window.key}`, label: `Outcomes follow the score in ${window.label} as in ${labelOf(reference)}`, test: window.test, p: window.p, n: window.n + basis.score.length })))
  const relations = tested.map((each, index) => {
    const window = omit(each, 'dataset')
    const delta = binary ? given.rateDelta : given.outcomeDelta * window.unit
    const pAdjusted = tests[index]!.pAdjusted
    const verdict: Verdict = window.shifts.every((shift) => shift.decideLow > -delta && shift.decideHigh < delta) ? 'equivalent' : pAdjusted <= context.alpha ? 'different' : 'inconclusive'
    return { ...window, delta, pAdjusted, verdict }
  })
  const { splits, refused, drawn } = splitAll(input, reference, judged, given, context)
  const detail: Detail = { reference: labelOf(reference), n: basis.score.length, binary, alpha: context.alpha, relations, splits }
  const verdicts = relations.map((relation) => relation.verdict)
  return {
    headline: headlineOf(detail),
    verdict: verdicts.length === 0 ? 'described' : verdicts.includes('different') ? 'different' : verdicts.includes('inconclusive') ? 'inconclusive' : 'equivalent',
    values: valuesOf(detail),
    tests,
    detail: detail as unknown as Json,
    rowsUsed: basis.score.length + tested.reduce((total, window) => total + window.n, 0),
    rowsTotal: reference.table.rows + windows.reduce((total, window) => total + window.table.rows, 0),
    warnings: [...weightsApplied(input, [reference, ...windows]), ...drawn],
    notTested: [...lacking, ...refused],
  }
}

/** Splits the change of performance of every window that overlaps enough with the reference. */
function splitAll(input: AnalysisInput, reference: AnalysisDataset, windows: readonly Window[], given: Params, context: AnalysisContext): { readonly splits: readonly WindowSplit[]; readonly refused: readonly string[]; readonly drawn: readonly string[] } {
  const columns = columnsWithRole(input, 'feature', 'segment', 'protected')
  if (windows.length === 0) return { splits: [], refused: [], drawn: [] }
  if (columns.length === 0) return { splits: [], refused: ['Split of the change: no column describes the cases.'], drawn: [] }
  const checkpoint = (): void => context.checkpoint()
  const labelled = input.task === 'binary' ? 'binary' : 'number'
  const most = affordableRows(columns.length, given.maxRows)
  const held = drawnRows(reference, columns, most, labelled, context.rng.fork('reference'), checkpoint)
  const refused: string[] = []
  let largestTotal = 0
  const splits = windows.flatMap(({ dataset, key, label }, index): readonly WindowSplit[] => {
    context.progress({ phase: 'Splitting the change of performance', done: index, total: windows.length, unit: 'windows' })
    const window = drawnRows(dataset, columns, most, labelled, context.rng.fork(key), checkpoint)
    largestTotal = Math.max(largestTotal, dataset.table.rows)
    const ratio = densityRatio(held.rows, window.rows, columns, [held.weight, window.weight], checkpoint)
    const why = ratio === null ? 'no column can be compared' : tooLittleOverlap(ratio, held.rows.table.rows, given)
    if (ratio === null || why !== null) {
      refused.push(`Split of the change, ${label}: refused, ${why ?? ''}.`)
      return []
    }
    const { deciding } = performanceMeasures(labelled === 'binary', areProbabilities(held.rows.score!) && areProbabilities(window.rows.score!), null)
    return [{
      key, label, effective: ratio.effective, rowsReference: held.rows.table.rows, rowsWindow: window.rows.table.rows,
      measures: deciding.filter(({ id }) => id !== 'bias').map((measure) => ({ id: measure.id, name: measure.name, split: splitOf(measure, held.rows, window.rows, ratio, [held.weight, window.weight], checkpoint) })),
    }]
  })
  const total = Math.max(largestTotal, reference.table.rows)
  return { splits, refused, drawn: drawnNote(Math.min(most, total), total, 'row').map((text) => `Split of the change, per dataset at most: ${text}`) }
}

const analysis: Analysis<Params> = {
  id: 'drift.concept',
  version: 1,
  group: 'drift',
  title: 'Drift of the relation to the outcome',
  answers: 'Do outcomes follow the score in production as they did when the model was tested, and does a change of performance come from other cases or from another relation?',
  needs: { tasks: ['binary', 'regression'], datasets: [['development', 'test'], ['production']], columns: ['outcome'], scores: 'scores', minimumRows: fewestRows, threshold: false },
  tests: true,
  seconds: 5,
  params,
  inapplicable: (input) => {
    const reference = judgedReference(input)
    if (reference === null) return 'Neither a test nor a development dataset has scores and outcomes.'
    return comparableWindows(input, reference).windows.some(isJudged) ? null : 'No production window has outcomes and scores of the same origin as the reference.'
  },
  compute: (input, given, context) => Promise.resolve().then(() => compute(input, given, context)),
  findings,
  figures,
  section,
  method: [
    'Reference: the first test dataset with outcomes, or development where no test has any. Every production window with outcomes is put beside it; all rows with a score and a known outcome are used.',
    'Test of P(Y | score): the outcome on a natural cubic spline of the score (log odds of a probability; knots at the 5, 35, 65 and 95 % quantiles of the reference), against the same with a level and a slope of the window. Binary outcome: likelihood ratio, two degrees of freedom. A number: Wald\'s F with HC3 covariance. A miscalibrated score and another mix of scores do not alarm: only what happens at the same score is compared. Holm over the windows.',
    'Shift: outcome at the same score, window less reference, from that fit with delta-method intervals, on average over the window\'s rows and at the 10 % and 90 % quantiles of its scores.',
    'Split of a change of performance: the reference is reweighted to look like the window. Reweighted less reference is what other cases bring, P(X); window less reweighted what another relation brings, P(Y|X). The weights come from a logistic regression of membership on every feature, segment and protected column (numbers, their squares, levels, missing cells) and the score, with a ridge of 1. Intervals hold the rows of both sides and the fit of the weights (influence functions); for other cases, less what the scatter of the fitted weights adds to squared influences but not to the estimate.',
    'Effective rows: (Σw)²/Σw² of the reweighted reference. The split is refused when they are fewer than what is asked for, or when too many rows of the window hold values that the reference never has: no weight can stand for cases that were never seen. What no column records is counted to the relation.',
    'Verdict: "equivalent" when the 1 − 2α intervals of all three shifts lie within what matters, "different" when the adjusted p is under the error budget, else "inconclusive". A finding is proposed when the test is significant and a shift is larger than what matters. The split proposes none.',
    weightsMethod,
  ],
  references: [
    { text: 'Cox, D. R. (1958). Two further applications of a model for binary regression. Biometrika 45, 562–565.' },
    { text: 'Harrell, F. E. (2015). Regression Modeling Strategies. Springer.' },
    { text: 'Cai, T. T., Namkoong, H., Yadlowsky, S. (2023). Diagnosing model performance under distribution shift. arXiv:2303.02011.' },
    { text: 'Shimodaira, H. (2000). Improving predictive inference under covariate shift. Journal of Statistical Planning and Inference 90, 227–244.' },
    { text: 'Kish, L. (1965). Survey Sampling. Wiley.' },
  ],
}

export default analysis
