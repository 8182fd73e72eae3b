import { z } from 'zod'
import type { Analysis, AnalysisContext, AnalysisDataset, AnalysisInput, AnalysisResult } from '../../contract/analysis'
import type { Json } from '../../contract/json'
import { wilson } from '../../stats/intervals'
import { permutation } from '../../stats/shuffle'
import { columnsWithRole, compareText, datasetKey, datasetsOf, labelOf } from '../common/datasets'
import { countOf } from '../common/format'
import { groupFields, schemesFor } from '../common/group-params'
import { confirmatoryFamily } from '../common/ledger'
import { orderedRows } from '../common/ordered-rows'
import { weightsNote } from '../common/weights'
import { calibrate, coverageOf, nonconformityOf, setSizes, shortfallP } from './conformal/measure'
import type { Nonconformity } from './conformal/measure'
import { figures, findings, headlineOf, section, valuesOf } from './conformal/report'
import type { Detail, GroupCoverage } from './conformal/report'

const params = z.strictObject({
  ...groupFields,
  level: z.number().min(0.5).max(0.999).default(0.9).meta({ title: 'Level', description: 'Share of rows whose outcome the intervals or sets are to hold.' }),
  delta: z.number().gt(0).lt(0.5).default(0.02).meta({ title: 'Shortfall that matters', description: 'A significant shortfall of coverage by more than this is proposed as a finding.' }),
  groupLimit: z.number().gt(0).lt(1).nullable().default(null).meta({ title: 'Least coverage of a group', description: 'A group whose interval lies wholly below is proposed as a finding; left empty, groups are described only.' }),
  minGroup: z.number().int().min(10).default(50).meta({ title: 'Smallest group', description: 'Smaller groups are listed as not tested.' }),
})
type Params = z.infer<typeof params>

const fewest = 100

/** The dataset that is halved and calibrated on: test before production before development. */
function calibrationDataset(input: AnalysisInput): AnalysisDataset | undefined {
  return (['test', 'production', 'development'] as const).flatMap((role) => datasetsOf(input, role)).find((dataset) => {
    const own = nonconformityOf(input, dataset)
    return typeof own !== 'string' && known(own) >= 2 * fewest
  })
}

const known = ({ own }: Nonconformity): number => own.reduce((count, value) => count + (Number.isNaN(value) ? 0 : 1), 0)

function compute(input: AnalysisInput, given: Params, context: AnalysisContext): AnalysisResult {
  const checkpoint = (): void => context.checkpoint()
  const dataset = calibrationDataset(input)!
  const scores = nonconformityOf(input, dataset) as Nonconformity
  checkpoint()
  const names = columnsWithRole(input, 'segment', 'protected')
  // Halves are dealt by what rows hold, the nonconformity among it, so that the order of the file decides nothing.
  const ordered = orderedRows({ ...dataset, score: scores.own, recorded: null }, [...names, ...columnsWithRole(input, 'feature')], null, context.rng, checkpoint)
  const usable = ordered.rows.filter((row) => !Number.isNaN(scores.own[row]!))
  const other = new Uint8Array(dataset.table.rows)
  permutation(usable.length, context.rng.fork('halves')).forEach((place, index) => (other[usable[place]!] = index % 2))
  checkpoint()
  const calibration = calibrate(Float64Array.from(usable.filter((row) => other[row] === 0), (row) => scores.own[row]!), given.level)!
  const judged = [
    { dataset, scores: { ...scores, own: scores.own.map((value, row) => (other[row] === 1 ? value : Number.NaN)) }, label: `${labelOf(dataset)}, other half` },
    ...input.datasets.filter((one) => one !== dataset && one.role !== 'development').flatMap((one) => {
      checkpoint()
      const own = nonconformityOf(input, one)
      return typeof own === 'string' || known(own) < fewest ? [] : [{ dataset: one, scores: own, label: labelOf(one) }]
    }),
  ]
  const covered = judged.map((one) => coverageOf(one.scores.own, calibration.threshold, () => true))
  const tests = confirmatoryFamily('stability.conformal', judged.map((one, index) => ({ id: `coverage/${datasetKey(input, one.dataset)}`, label: `Coverage as promised, ${one.label}`, test: 'beta-binomial, mid-p, one-sided', p: shortfallP(covered[index]!, calibration), n: covered[index]!.n })))
  const { groups, small, notes, absent } = groupsOf(input, dataset, judged[0]!.scores, calibration.threshold, names, given, checkpoint)
  const decideLevel = 1 - (2 * context.alpha) / Math.max(1, groups.length)
  const detail: Detail = {
    task: input.task, level: given.level, delta: given.delta, groupLimit: given.groupLimit, calibrated: labelOf(dataset), calibration, decideLevel,
    datasets: judged.map((one, index) => {
      const held = covered[index]!
      const { p, pAdjusted } = tests[index]!
      return { ...held, key: datasetKey(input, one.dataset), label: one.label, p, pAdjusted, verdict: pAdjusted < context.alpha ? 'different' : held.low > given.level - given.delta ? 'equivalent' : 'inconclusive', sizes: setSizes(one.scores, calibration.threshold) }
    }),
    groups,
    below: given.groupLimit === null ? [] : groups.filter((group) => wilson(group.covered, group.n, decideLevel).high < given.groupLimit!).map(({ column, group }) => ({ column, group })),
  }
  const verdicts = detail.datasets.map((one) => one.verdict)
  return {
    headline: headlineOf(detail),
    verdict: verdicts.includes('different') || detail.below.length > 0 ? 'different' : verdicts.includes('inconclusive') ? 'inconclusive' : 'equivalent',
    values: valuesOf(detail),
    tests,
    detail: detail as unknown as Json,
    rowsUsed: calibration.n + covered.reduce((sum, one) => sum + one.n, 0),
    rowsTotal: input.datasets.reduce((sum, one) => sum + one.table.rows, 0),
    warnings: [...notes, ...(dataset.role === 'development' ? ['Calibrated on development, which the model has seen: the errors, and so the intervals, may be too small.'] : [])],
    notTested: [
      ...weightsNote(input, 'the promise holds for rows drawn alike'), ...absent, ...small,
      ...input.datasets.filter((one) => !judged.some((held) => held.dataset === one)).map((one) => {
        const own = nonconformityOf(input, one)
        return `${labelOf(one)}: ${typeof own === 'string' ? own : one.role === 'development' ? 'the model has seen its rows' : `under ${countOf(fewest, 'row')} with an outcome`}.`
      }),
    ],
  }
}

function groupsOf(input: AnalysisInput, dataset: AnalysisDataset, scores: Nonconformity, threshold: number, names: readonly string[], given: Params, checkpoint: () => void): { readonly groups: readonly GroupCoverage[]; readonly small: readonly string[]; readonly notes: readonly string[]; readonly absent: readonly string[] } {
  const { schemes, notes, notTested } = schemesFor(input, names, [dataset], given)
  const small: string[] = []
  const all = [
    ...schemes.flatMap((scheme) => {
      checkpoint()
      const assigned = scheme.assign(dataset.table)
      return scheme.labels.map((group, code) => ({ column: scheme.column, group, ...coverageOf(scores.own, threshold, (row) => assigned[row] === code) }))
    }),
    ...(input.task === 'regression' ? [] : (input.task === 'binary' ? ['no event', 'event'] : input.classes).map((group, code) => ({ column: 'outcome', group, ...coverageOf(scores.own, threshold, (row) => dataset.outcome![row] === code) }))),
  ]
  const groups = all.filter((one) => {
    if (one.n >= given.minGroup) return true
    small.push(`${one.column} = ${one.group}: ${countOf(one.n, 'row')} with an outcome.`)
    return false
  }).sort((a, b) => a.share - b.share || compareText(a.column, b.column) || compareText(a.group, b.group))
  return { groups, small, notes, absent: notTested }
}

const analysis: Analysis<Params> = {
  id: 'stability.conformal',
  version: 1,
  group: 'stability',
  title: 'Coverage of conformal intervals and sets',
  answers: 'Do intervals or sets set on known errors hold what happens as often as they promise, on other rows, in use and in every group?',
  needs: { tasks: ['binary', 'regression', 'multiclass'], datasets: [['test', 'production', 'development']], columns: ['outcome'], scores: 'scores', minimumRows: 2 * fewest, threshold: false },
  tests: true,
  params,
  inapplicable: (input) => (calibrationDataset(input) === undefined ? `No dataset has ${countOf(2 * fewest, 'row')} with outcomes and predictions of which errors are known (for classes: probabilities).` : null),
  compute: (input, given, context) => Promise.resolve().then(() => compute(input, given, context)),
  findings,
  figures,
  section,
  method: [
    'The first test dataset with outcomes (without one: production, else development) is dealt at random into two halves. One calibrates; the other, and every other test and production dataset with outcomes, is judged.',
    'Nonconformity of a row: |outcome − prediction| for numbers, 1 − probability of what happened for classes (least ambiguous sets). The threshold is the (n + 1 − l)-th smallest of the n calibration rows, l = (n + 1)(1 − level) rounded down; an interval is prediction ± threshold, a set holds every class whose nonconformity is at most the threshold. Equal to it counts as covered.',
    'Given the calibration rows, the coverage of rows like them follows Beta(n + 1 − l, l); of m such rows the number covered is beta-binomial, which gives the one-sided p of a shortfall (mid-p: half the probability of the count itself, without which a discrete test alarms less often than it says). Tied scores cover more, never less. Holm over the datasets.',
    'Groups of segment and protected columns, and the classes of the outcome, are of the half that was not calibrated on and have Wilson\'s interval. The promise is over all rows: a group with more events is covered less by a model that is right, so groups are described, and a finding needs a limit for groups in the plan.',
    'Finding: adjusted p under the error budget and coverage under the level by more than what matters.',
  ],
  references: [
    { text: 'Vovk, V. (2012). Conditional validity of inductive conformal predictors. ACML, PMLR 25, 475–490.' },
    { text: 'Sadinle, M., Lei, J., Wasserman, L. (2019). Least ambiguous set-valued classifiers with bounded error levels. JASA 114, 223–234.' },
    { text: 'Angelopoulos, A. N., Bates, S. (2023). Conformal prediction: a gentle introduction. Foundations and Trends in Machine Learning 16, 494–591.' },
  ],
}

export default analysis
