import { z } from 'zod'
import type { Analysis, AnalysisContext, AnalysisInput, AnalysisResult, LedgerEntry, NamedValue, Verdict } from '../../contract/analysis'
import type { Json } from '../../contract/json'
import { columnsWithRole, idPart, labelOf } from '../common/datasets'
import { groupFields } from '../common/group-params'
import { confirmatoryFamily } from '../common/ledger'
import { keepOrdered, orderedRows } from '../common/ordered-rows'
import { pickWeights, weightOf, weightsApplied, weightsMethod } from '../common/weights'
import { noRows } from '../common/no-rows'
import { fight } from './champion-challenger/measure'
import { figures, findings, headlineOf, section } from './champion-challenger/report'
import type { Detail, JudgedDuel, Ruling } from './champion-challenger/report'
import { rivalsOf } from './champion-challenger/rivals'
import { segmentDuels } from './champion-challenger/segments'
import { edgeOf, segmentValues } from './champion-challenger/segment-report'
import type { JudgedSegment } from './champion-challenger/segment-report'

const params = z.strictObject({
  champion: z.string().default('').meta({ title: 'Champion', description: 'Name of a prediction column; the first by name where empty.' }),
  challenger: z.string().default('').meta({ title: 'Challenger', description: 'Name of a prediction column; where empty the model under review, without an artifact the next prediction column by name.' }),
  primary: z.enum(['auc', 'loss']).default('auc').meta({ title: 'Deciding measure', description: 'Fixed before the run; a model of numbers is always decided by its squared error.' }),
  margin: z.number().gt(0).lt(0.5).default(0.01).meta({ title: 'Margin of the AUC', description: 'A smaller loss of AUC still counts as non-inferior.' }),
  lossMargin: z.number().gt(0).lt(1).default(0.02).meta({ title: 'Margin of the loss', description: 'As a share of the champion\'s loss, over all rows and within a segment.' }),
  costFalsePositive: z.number().min(0).nullable().default(null).meta({ title: 'Cost of a false positive', description: 'Both costs are needed for the cost view.' }),
  costFalseNegative: z.number().min(0).nullable().default(null).meta({ title: 'Cost of a false negative' }),
  ...groupFields,
})
type Params = z.infer<typeof params>

/** Undecided where the deciding duel could not be fought. */
function rule(duel: JudgedDuel | undefined, alpha: number): Ruling {
  if (duel === undefined) return 'undecided'
  const { difference, decideLow, decideHigh, margin, pAdjusted } = duel
  if (difference === null || decideLow === null || decideHigh === null || margin === null) return 'undecided'
  if (decideLow > -margin && decideHigh < margin) return 'equivalent'
  if (pAdjusted <= alpha) return difference > 0 ? 'superior' : 'inferior'
  return decideLow > -margin ? 'non-inferior' : 'undecided'
}

/** Duels and segments take half of the error budget each; without segments the duels take all of it. */
function shared(entries: readonly LedgerEntry[], segments: number): readonly LedgerEntry[] {
  return segments === 0 ? entries : entries.map((entry) => ({ ...entry, pAdjusted: Math.min(1, 2 * entry.pAdjusted) }))
}

function compute(input: AnalysisInput, given: Params, context: AnalysisContext): AnalysisResult {
  const rivals = rivalsOf(input, given)
  if (typeof rivals === 'string') throw new Error(rivals)
  const { dataset } = rivals
  const binary = input.task === 'binary'
  const features = columnsWithRole(input, 'feature', 'segment', 'protected')
  const checkpoint = (): void => context.checkpoint()
  const weights = weightOf(dataset)
  const ordered = orderedRows({ ...dataset, score: rivals.challenger.values, recorded: rivals.champion.values }, features, null, context.rng, checkpoint)
  const data = keepOrdered(ordered, (row) => {
    const y = ordered.outcome![row]!
    return Number.isFinite(ordered.score![row]!) && Number.isFinite(ordered.recorded![row]!) && (binary ? y === 0 || y === 1 : Number.isFinite(y)) && (weights === null || weights[ordered.rows[row]!]! > 0)
  })
  if (data.table.rows < 2) throw noRows(labelOf(dataset), 'both predictions and an outcome')
  const weight = pickWeights(weights, data.rows)
  const costs = given.costFalsePositive === null || given.costFalseNegative === null ? null : { falsePositive: given.costFalsePositive, falseNegative: given.costFalseNegative }
  const fought = fight(data.recorded!, data.score!, data.outcome!, { binary, threshold: input.decision.threshold, margin: given.margin, lossMargin: given.lossMargin, costs, alpha: context.alpha, weight })
  context.checkpoint()
  const { segments, notes, notTested } = segmentDuels(input, dataset, data, fought, { ...given, alpha: context.alpha / 2, weight }, checkpoint)
  const valid = fought.duels.filter((duel) => !Number.isNaN(duel.p))
  const tests = shared(confirmatoryFamily('comparison.champion-challenger', valid.map((duel) => ({ id: `duel/${duel.key}`, label: `Champion and challenger do not differ in ${duel.name}`, test: duel.test, p: duel.p, n: duel.n }))), segments.length)
  const duels = valid.map((duel, index): JudgedDuel => ({ ...duel, pAdjusted: tests[index]!.pAdjusted }))
  const wanted = binary ? given.primary : 'loss'
  const primary = duels.some((duel) => duel.key === wanted) ? wanted : 'loss'
  const within = shared(confirmatoryFamily('comparison.champion-challenger.segments', segments.map((segment) => ({ id: `segment/${idPart(segment.column)}/${idPart(segment.group)}`, label: `Champion and challenger have the same ${fought.lossName} in ${segment.column} = ${segment.group}`, test: `paired t of the ${fought.lossName}${weight === null ? '' : ', weighted'}`, p: segment.p, n: segment.n }))), segments.length)
  const detail: Detail = {
    dataset: labelOf(dataset), champion: rivals.champion.name, challenger: rivals.challenger.name, named: given.champion !== '' || given.challenger !== '', rows: data.table.rows, differ: rivals.differ,
    primary, ruling: rule(duels.find((duel) => duel.key === primary), context.alpha), alpha: context.alpha, lossMargin: given.lossMargin, lossName: fought.lossName,
    wins: fought.wins, losses: fought.losses, ties: fought.ties, duels, segments: segments.map((segment, index): JudgedSegment => ({ ...segment, pAdjusted: within[index]!.pAdjusted })),
  }
  return {
    headline: headlineOf(detail), verdict: verdictOf(detail), values: valuesOf(detail), tests: [...tests, ...within], detail: detail as unknown as Json,
    rowsUsed: data.table.rows, rowsTotal: dataset.table.rows, warnings: [...notes, ...weightsApplied(input, [dataset])],
    notTested: [...fought.notTested, ...notTested, ...(costs === null && binary ? ['Cost of decisions: the costs of a false positive and a false negative are not given.'] : []), ...fought.duels.filter((duel) => Number.isNaN(duel.p)).map((duel) => `${duel.name}: the test has no variance to rest on.`)],
  }
}

/** A segment that the challenger loses is a difference, whatever the rule says of all rows. */
function verdictOf(detail: Detail): Verdict {
  if (detail.ruling === 'superior' || detail.ruling === 'inferior' || detail.segments.some((segment) => edgeOf(segment, detail.alpha) === 'loses')) return 'different'
  return detail.ruling === 'equivalent' ? 'equivalent' : 'inconclusive'
}

function valuesOf(detail: Detail): readonly NamedValue[] {
  return [
    ...detail.duels.flatMap((duel): readonly NamedValue[] => [
      { id: `champion/${duel.key}`, label: `${duel.name}, champion (${detail.champion})`, value: duel.champion, n: duel.n, tolerance: 1e-9 },
      { id: `challenger/${duel.key}`, label: `${duel.name}, challenger (${detail.challenger})`, value: duel.challenger, n: duel.n, tolerance: 1e-9 },
      { id: `difference/${duel.key}`, label: `Advantage of the challenger, ${duel.name}`, value: duel.difference, low: duel.low, high: duel.high, n: duel.n, tolerance: 1e-9, ...(duel.margin === null ? {} : { limit: duel.margin }) },
    ]),
    ...segmentValues(detail),
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
  inapplicable: (input, given) => {
    const rivals = rivalsOf(input, given)
    return typeof rivals === 'string' ? rivals : null
  },
  compute: (input, given, context) => Promise.resolve().then(() => compute(input, given, context)),
  findings,
  figures,
  section,
  method: [
    'The plan may name champion and challenger. Else the champion is the first prediction column by name, the challenger the artifact under review; without an artifact, the second prediction column. Rows that hold both and the outcome are used. When the two differ on at most 5 % of the rows by more than rounding they are one model\'s predictions, and nothing is compared.',
    'AUC: paired DeLong test. Loss: paired t-test of the row-wise log loss, or squared error where a score is no probability or the outcome is a number. Wilcoxon\'s signed-rank test of the same row-wise differences; it asks whether they lie evenly about 0, not whether their mean is 0. Decisions at the threshold: McNemar\'s test, mid-p. Holm\'s adjustment over all of them.',
    'The rule is fixed before the run by the deciding measure and its margin: equivalent when the 1 − 2α interval of the advantage lies inside the margin; else superior or inferior when the adjusted p is at most α; else non-inferior when the lower bound lies above minus the margin; else undecided.',
    'Win and loss segments: for each group of each segment and protected column, cut as in performance by group, the mean difference of the row-wise loss with its t interval and paired t-test, Holm\'s adjustment over all groups. Tests over all rows and tests within groups take half of the error budget each: adjusted p are doubled. Groups worth fewer than 30 rows are listed and never judged; scores of an event that are no probabilities have no loss row by row, so their segments are not judged.',
    'The challenger loses (or wins) a segment when the adjusted p is at most α and the difference is larger than the margin, a share of the champion\'s own loss there: the mean of the row-wise challenger\'s loss less (1 + margin) times the champion\'s has a lower bound above 0, with Hall\'s interval for skewed means at the level shared out over all groups (Bonferroni). A finding is proposed for segments that are lost although the challenger is not worse over all rows.',
    'Costs, where given, are compared per decision by the paired t-test.',
    `${weightsMethod} The paired differences of AUC, loss, cost and of the share of right decisions (in place of McNemar\'s counts) are weighted; Wilcoxon\'s ranks have no agreed weighting and are left out.`,
  ],
  references: [
    { text: 'DeLong, E. R. et al. (1988). Comparing the areas under two or more correlated ROC curves. Biometrics 44, 837–845.' },
    { text: 'Fagerland, M. W. et al. (2013). The McNemar test for binary matched-pairs data: mid-p and asymptotic are better than exact conditional. BMC Medical Research Methodology 13, 91.' },
    { text: 'Hall, P. (1992). On the removal of skewness by transformation. Journal of the Royal Statistical Society B 54, 221–228.' },
    { text: 'Piaggio, G. et al. (2012). Reporting of noninferiority and equivalence randomized trials. JAMA 308, 2594–2604.' },
  ],
}

export default analysis
