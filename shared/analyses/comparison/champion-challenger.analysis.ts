import { z } from 'zod'
import type { Analysis, AnalysisContext, AnalysisInput, AnalysisResult, NamedValue, Verdict } from '../../contract/analysis'
import type { Json } from '../../contract/json'
import { pairedT } from '../../stats/tests'
import { columnsWithRole, idPart, labelOf } from '../common/datasets'
import { groupFields, schemesFor } from '../common/group-params'
import { confirmatoryFamily, exploratoryFamily } from '../common/ledger'
import { keepOrdered, orderedRows } from '../common/ordered-rows'
import type { OrderedRows } from '../common/ordered-rows'
import { weightsNote } from '../common/weights'
import { fight } from './champion-challenger/measure'
import { figures, findings, headlineOf, section } from './champion-challenger/report'
import type { Detail, JudgedDuel, Ruling, SegmentGain } from './champion-challenger/report'
import { rivalsOf } from './champion-challenger/rivals'

const params = z.strictObject({
  primary: z.enum(['auc', 'loss']).default('auc').meta({ title: 'Deciding measure', description: 'Fixed before the run; a model of numbers is always decided by its squared error.' }),
  margin: z.number().gt(0).lt(0.5).default(0.01).meta({ title: 'Margin of the AUC', description: 'A smaller loss of AUC still counts as non-inferior.' }),
  lossMargin: z.number().gt(0).lt(1).default(0.02).meta({ title: 'Margin of the loss', description: 'As a share of the champion\'s loss.' }),
  costFalsePositive: z.number().min(0).nullable().default(null).meta({ title: 'Cost of a false positive', description: 'Both costs are needed for the cost view.' }),
  costFalseNegative: z.number().min(0).nullable().default(null).meta({ title: 'Cost of a false negative' }),
  ...groupFields,
})
type Params = z.infer<typeof params>

const smallest = 30

function rule(duel: JudgedDuel, alpha: number): Ruling {
  const { difference, decideLow, decideHigh, margin, pAdjusted } = duel
  if (difference === null || decideLow === null || decideHigh === null || margin === null) return 'undecided'
  if (decideLow > -margin && decideHigh < margin) return 'equivalent'
  if (pAdjusted <= alpha) return difference > 0 ? 'superior' : 'inferior'
  return decideLow > -margin ? 'non-inferior' : 'undecided'
}

function segmentGains(input: AnalysisInput, data: OrderedRows, gain: Float64Array, given: Params, dataset: AnalysisInput['datasets'][number]): { readonly segments: readonly Omit<SegmentGain, 'pBh'>[]; readonly notTested: readonly string[] } {
  const { schemes, notTested } = schemesFor(input, columnsWithRole(input, 'segment', 'protected'), [dataset], given)
  const small: string[] = []
  const segments = schemes.flatMap((scheme) => {
    const group = scheme.assign(data.table)
    return scheme.labels.flatMap((label, index): readonly Omit<SegmentGain, 'pBh'>[] => {
      const own = gain.filter((_, row) => group[row] === index)
      if (own.length < smallest) {
        if (own.length > 0) small.push(`${scheme.column} ${label}: ${String(own.length)} rows are fewer than ${String(smallest)}.`)
        return []
      }
      const { estimate, low, high, p } = pairedT(own, new Float64Array(own.length))
      return Number.isNaN(p) ? [] : [{ column: scheme.column, group: label, n: own.length, gain: estimate, low, high, p }]
    })
  })
  return { segments, notTested: [...notTested, ...small] }
}

function compute(input: AnalysisInput, given: Params, context: AnalysisContext): AnalysisResult {
  const rivals = rivalsOf(input)
  if (typeof rivals === 'string') throw new Error(rivals)
  const { dataset } = rivals
  const binary = input.task === 'binary'
  const features = columnsWithRole(input, 'feature', 'segment', 'protected')
  const ordered = orderedRows({ ...dataset, score: rivals.challenger.values, recorded: rivals.champion.values }, features, null, context.rng, () => context.checkpoint())
  const data = keepOrdered(ordered, (row) => {
    const y = ordered.outcome![row]!
    return Number.isFinite(ordered.score![row]!) && Number.isFinite(ordered.recorded![row]!) && (binary ? y === 0 || y === 1 : Number.isFinite(y))
  })
  const costs = given.costFalsePositive === null || given.costFalseNegative === null ? null : { falsePositive: given.costFalsePositive, falseNegative: given.costFalseNegative }
  const fought = fight(data.recorded!, data.score!, data.outcome!, { binary, threshold: input.decision.threshold, margin: given.margin, lossMargin: given.lossMargin, costs, alpha: context.alpha })
  context.checkpoint()
  const valid = fought.duels.filter((duel) => !Number.isNaN(duel.p))
  const tests = confirmatoryFamily('comparison.champion-challenger', valid.map((duel) => ({ id: `duel/${duel.key}`, label: `Champion and challenger do not differ in ${duel.name}`, test: duel.test, p: duel.p, n: duel.n })))
  const duels = valid.map((duel, index): JudgedDuel => ({ ...duel, pAdjusted: tests[index]!.pAdjusted }))
  const wanted = binary ? given.primary : 'loss'
  const primary = duels.some((duel) => duel.key === wanted) ? wanted : 'loss'
  const { segments, notTested } = segmentGains(input, data, fought.gain, given, dataset)
  const explored = exploratoryFamily('comparison.champion-challenger.segments', segments.map((segment) => ({ id: `segment/${idPart(segment.column)}/${idPart(segment.group)}`, label: `Champion and challenger have the same ${fought.lossName} in ${segment.column} ${segment.group}`, test: `paired t of the ${fought.lossName}`, p: segment.p, n: segment.n })))
  const detail: Detail = {
    dataset: labelOf(dataset), champion: rivals.champion.name, challenger: rivals.challenger.name, rows: data.table.rows, differ: rivals.differ,
    primary, ruling: rule(duels.find((duel) => duel.key === primary)!, context.alpha), alpha: context.alpha, lossName: fought.lossName,
    wins: fought.wins, losses: fought.losses, ties: fought.ties, duels, segments: segments.map((segment, index): SegmentGain => ({ ...segment, pBh: explored[index]!.pAdjusted })),
  }
  return {
    headline: headlineOf(detail), verdict: verdictOf(detail.ruling), values: valuesOf(detail), tests: [...tests, ...explored], detail: detail as unknown as Json,
    rowsUsed: data.table.rows, rowsTotal: dataset.table.rows, warnings: [],
    notTested: [...weightsNote(input, 'ranks and decisions of the two models are compared row by row'), ...fought.notTested, ...notTested, ...(costs === null && binary ? ['Cost of decisions: the costs of a false positive and a false negative are not given.'] : []), ...fought.duels.filter((duel) => Number.isNaN(duel.p)).map((duel) => `${duel.name}: the test has no variance to rest on.`)],
  }
}

function verdictOf(ruling: Ruling): Verdict {
  return ruling === 'superior' || ruling === 'inferior' ? 'different' : ruling === 'equivalent' ? 'equivalent' : 'inconclusive'
}

function valuesOf(detail: Detail): readonly NamedValue[] {
  return [
    ...detail.duels.flatMap((duel): readonly NamedValue[] => [
      { id: `champion/${duel.key}`, label: `${duel.name}, champion (${detail.champion})`, value: duel.champion, n: duel.n, tolerance: 1e-9 },
      { id: `challenger/${duel.key}`, label: `${duel.name}, challenger (${detail.challenger})`, value: duel.challenger, n: duel.n, tolerance: 1e-9 },
      { id: `difference/${duel.key}`, label: `Advantage of the challenger, ${duel.name}`, value: duel.difference, low: duel.low, high: duel.high, n: duel.n, tolerance: 1e-9, ...(duel.margin === null ? {} : { limit: duel.margin }) },
    ]),
    ...detail.segments.map((segment): NamedValue => ({ id: `segment/${idPart(segment.column)}/${idPart(segment.group)}`, label: `Reduction of the ${detail.lossName} by the challenger, ${segment.column} ${segment.group}`, value: segment.gain, low: segment.low, high: segment.high, n: segment.n, tolerance: 1e-9 })),
  ]
}

const analysis: Analysis<Params> = {
  id: 'comparison.champion-challenger',
  version: 1,
  group: 'comparison',
  title: 'Champion and challenger',
  answers: 'Is the challenger better than the champion on the same rows, and at least no worse?',
  needs: { tasks: ['binary', 'regression'], datasets: [['test', 'production', 'development']], columns: ['outcome'], scores: 'scores', minimumRows: 30, threshold: false },
  tests: true,
  params,
  inapplicable: (input) => {
    const rivals = rivalsOf(input)
    return typeof rivals === 'string' ? rivals : null
  },
  compute: (input, given, context) => Promise.resolve().then(() => compute(input, given, context)),
  findings,
  figures,
  section,
  method: [
    'The champion is the first prediction column, the challenger the artifact under review; without an artifact, the second prediction column. Rows that hold both and the outcome are used. When the two differ on at most 5 % of the rows by more than rounding they are one model\'s predictions, and nothing is compared.',
    'AUC: paired DeLong test. Loss: paired t-test of the row-wise log loss, or squared error where a score is no probability or the outcome is a number. Wilcoxon\'s signed-rank test of the same row-wise differences; it asks whether they lie evenly about 0, not whether their mean is 0. Decisions at the threshold: McNemar\'s test, mid-p. Holm\'s adjustment over all of them.',
    'The rule is fixed before the run by the deciding measure and its margin: equivalent when the 1 − 2α interval of the advantage lies inside the margin; else superior or inferior when the adjusted p is at most α; else non-inferior when the lower bound lies above minus the margin; else undecided.',
    'Segments show where the challenger gains or loses: mean difference of the row-wise loss with its t interval, groups of fewer than 30 rows left out and listed; Benjamini–Hochberg, exploratory. Costs, where given, are compared per decision by the paired t-test.',
  ],
  references: [
    { text: 'DeLong, E. R. et al. (1988). Comparing the areas under two or more correlated ROC curves. Biometrics 44, 837–845.' },
    { text: 'Fagerland, M. W. et al. (2013). The McNemar test for binary matched-pairs data: mid-p and asymptotic are better than exact conditional. BMC Medical Research Methodology 13, 91.' },
    { text: 'Piaggio, G. et al. (2012). Reporting of noninferiority and equivalence randomized trials. JAMA 308, 2594–2604.' },
  ],
}

export default analysis
