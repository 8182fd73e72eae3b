import { z } from 'zod'
import type { Analysis, AnalysisContext, AnalysisInput, AnalysisResult, Verdict } from '../../contract/analysis'
import type { Json } from '../../contract/json'
import { binomialTest } from '../../stats/binomial'
import { minimumDetectableMeanDifference, minimumDetectableProportionDifference, threeWayVerdict } from '../../stats/equivalence'
import { meanInfluence, unpairedDifference } from '../../stats/influence'
import { newcombe } from '../../stats/intervals'
import { errorOfPeeking, sampleSizeForMeans, sampleSizeForProportions } from '../../stats/power'
import { moments, varianceOf } from '../../stats/sums'
import { labelOf, scoreOf } from '../common/datasets'
import { formatCount, formatPercent } from '../common/format'
import { labelledRows } from '../common/labelled-rows'
import type { LabelledRows } from '../common/labelled-rows'
import { confirmatoryFamily, exploratoryFamily } from '../common/ledger'
import { performanceMeasures } from '../common/performance-measures'
import { rateTest } from '../common/rate-test'
import { areProbabilities } from '../common/row-loss'
import { weightsNote } from '../common/weights'
import { armsOf } from './ab-test/arms'
import { figures, findings, headlineOf, reached, section, valuesOf } from './ab-test/report'
import type { Compared, Detail } from './ab-test/report'

const params = z.strictObject({
  rateEffect: z.number().gt(0).lt(1).default(0.02).meta({ title: 'Difference of rates worth finding', description: 'Fixed before the test; 0.02 is two percentage points.' }),
  meanEffect: z.number().gt(0).max(5).default(0.2).meta({ title: 'Difference of means worth finding', description: 'In standard deviations of the control\'s outcomes.' }),
  power: z.number().gt(0.5).lt(1).default(0.8).meta({ title: 'Power', description: 'Chance of finding a difference of that size.' }),
  controlShare: z.number().gt(0).lt(1).default(0.5).meta({ title: 'Planned share of the control' }),
  looks: z.number().int().min(1).max(50).default(1).meta({ title: 'Looks at the data', description: 'How often the test was read, this time included; every look costs.' }),
})
type Params = z.infer<typeof params>

/** Planning holds at this level, whatever share of the review's error the analysis has. */
const planningAlpha = 0.05
const fewest = 10

type Arm = LabelledRows & { readonly moments: ReturnType<typeof moments> }

function compute(input: AnalysisInput, given: Params, context: AnalysisContext): AnalysisResult {
  const arms = armsOf(input)
  if (typeof arms === 'string') throw new Error(arms)
  const binary = input.task === 'binary'
  const checkpoint = (): void => context.checkpoint()
  const { dataset } = arms
  const of = (arm: number, scored: boolean): Arm => {
    const outcome = dataset.outcome!.map((value, row) => (arms.arm[row] === arm ? value : Number.NaN))
    const rows = labelledRows({ recorded: null, weight: null, score: scored ? scoreOf(dataset) : new Float64Array(outcome.length), outcome }, binary, checkpoint)
    return { ...rows, moments: moments(rows.outcome) }
  }
  const [control, treatment] = [of(0, false), of(1, false)]
  const rows = [control.outcome.length, treatment.outcome.length] as const
  const lacking = rows.some((n) => n < fewest) ? [`Arms: ${formatCount(rows[0])} and ${formatCount(rows[1])} rows with outcomes are too few.`] : []
  const sd = Math.sqrt(varianceOf(control.moments))
  const effect = binary ? given.rateEffect : given.meanEffect * sd
  const ratio = (1 - given.controlShare) / given.controlShare
  const base = control.moments.mean
  const planned = binary
    ? sampleSizeForProportions(base, base + effect < 1 ? base + effect : base - effect, planningAlpha, given.power, ratio)
    : sampleSizeForMeans(effect, sd, planningAlpha, given.power, ratio)
  const detectable = binary ? minimumDetectableProportionDifference(base, rows[0], rows[1], planningAlpha, given.power) : minimumDetectableMeanDifference(sd, rows[0], sd, rows[1], planningAlpha, given.power)
  const main = lacking.length > 0 ? [] : [compareOutcomes(binary, control, treatment)]
  const beside = lacking.length > 0 || scoreOf(dataset) === null ? [] : compareScores(binary, input.decision.threshold, of(0, true), of(1, true))
  // Bonferroni over the looks holds however the looks were spaced.
  const held = confirmatoryFamily('comparison.ab-test', main.filter(({ p }) => !Number.isNaN(p)).map((each) => ({ id: `arms/${each.id}`, label: `${each.name} is the same in both arms, at ${String(given.looks)} looks`, test: each.test, p: Math.min(1, each.p * given.looks), n: rows[0] + rows[1] })))
  const explored = exploratoryFamily('comparison.ab-test.beside', beside.map((each) => ({ id: `arms/${each.id}`, label: `${each.name} is the same in both arms`, test: each.test, p: each.p, n: rows[0] + rows[1] })))
  const tests = [...held, ...explored]
  const measures = [...main, ...beside].flatMap((each, index): readonly Compared[] => {
    const pAdjusted = tests.find(({ id }) => id === `arms/${each.id}`)?.pAdjusted
    if (pAdjusted === undefined) return []
    const decide = each.bounds(1 - 2 * context.alpha)
    const deciding = index < main.length
    const verdict: Verdict = deciding ? threeWayVerdict({ estimate: each.difference, ...decide, delta: effect, p: pAdjusted, alpha: context.alpha }) : 'described'
    return [{ id: each.id, name: each.name, share: each.share, control: each.control, treatment: each.treatment, difference: each.difference, ...each.bounds(0.95), test: each.test, p: each.p, pAdjusted, deciding, verdict }]
  })
  const detail: Detail = {
    dataset: labelOf(dataset), column: arms.column, arms: arms.names, rows, alpha: context.alpha, effect, power: given.power, share: binary,
    planned: [planned.first, planned.second], detectable: Number.isFinite(detectable) ? detectable : null, looks: given.looks, peekingError: errorOfPeeking(given.looks, planningAlpha),
    mismatchP: binomialTest(rows[0], rows[0] + rows[1], given.controlShare), expectedShare: given.controlShare, measures,
  }
  return {
    headline: headlineOf(detail), verdict: measures.find(({ deciding }) => deciding)?.verdict ?? 'described', values: valuesOf(detail), tests, detail: detail as unknown as Json,
    rowsUsed: rows[0] + rows[1], rowsTotal: dataset.table.rows,
    warnings: [
      ...(reached(detail) ? [] : [`The planned size is not reached. A test that is read before, and stopped when it looks good, alarms falsely far more often than ${formatPercent(planningAlpha, 0)}: ${[2, 5, 10].map((looks) => `${formatPercent(errorOfPeeking(looks, planningAlpha))} at ${String(looks)} looks`).join(', ')}. Say in the parameters how often it was read.`]),
      ...(given.looks === 1 ? [] : [`The test was read ${String(given.looks)} times; unadjusted, that alarms falsely in ${formatPercent(detail.peekingError)}. The p is multiplied by the number of looks.`]),
    ],
    notTested: [...lacking, ...weightsNote(input, 'a randomised test deals rows, not weights'), ...(scoreOf(dataset) === null ? ['Performance by arm: there are no scores.'] : [])],
  }
}

interface Raw extends Omit<Compared, 'pAdjusted' | 'deciding' | 'verdict' | 'low' | 'high'> {
  bounds(level: number): { readonly low: number; readonly high: number }
}

function compareOutcomes(binary: boolean, control: Arm, treatment: Arm): Raw {
  if (binary) {
    const [n, m] = [control.outcome.length, treatment.outcome.length]
    const { p, test } = rateTest(treatment.events, m, control.events, n)
    return { id: 'outcome', name: 'Event rate', share: true, control: control.events / n, treatment: treatment.events / m, difference: treatment.events / m - control.events / n, test: test === 'fisher' ? 'Fisher mid-p' : 'two proportions, pooled z', p, bounds: (level) => newcombe(treatment.events, m, control.events, n, level) }
  }
  const [a, b] = [meanInfluence(control.outcome.slice().sort(), null), meanInfluence(treatment.outcome.slice().sort(), null)]
  const { estimate, p } = unpairedDifference(a, b)
  return { id: 'outcome', name: 'Mean outcome', share: false, control: a.value, treatment: b.value, difference: estimate, test: 'Welch t', p, bounds: (level) => unpairedDifference(a, b, level) }
}

/** Performance of the score in each arm: it shows whether the arms differ in how well they were ranked. */
function compareScores(binary: boolean, threshold: number | null, control: Arm, treatment: Arm): readonly Raw[] {
  const few = (arm: Arm): boolean => arm.score.length < fewest || (binary && Math.min(arm.events, arm.score.length - arm.events) < fewest)
  if (few(control) || few(treatment)) return []
  const { deciding, beside } = performanceMeasures(binary, areProbabilities(control.score) && areProbabilities(treatment.score), threshold)
  return [...deciding, ...beside].flatMap((measure): readonly Raw[] => {
    const [a, b] = [measure.of(control, null), measure.of(treatment, null)]
    const { estimate, p } = unpairedDifference(a, b)
    return Number.isNaN(p) ? [] : [{ id: measure.id, name: measure.name, share: measure.id === 'wrong', control: a.value, treatment: b.value, difference: estimate, test: measure.id === 'auc' ? 'unpaired DeLong, t' : 'Welch t', p, bounds: (level) => unpairedDifference(a, b, level) }]
  })
}

const analysis: Analysis<Params> = {
  id: 'comparison.ab-test',
  version: 1,
  group: 'comparison',
  title: 'A/B test on different rows',
  answers: 'Do two arms that were dealt to different rows differ in outcomes, was the test large enough, and was it read too early?',
  needs: { tasks: ['binary', 'regression'], datasets: [], columns: ['segment'], scores: 'none', minimumRows: 2 * fewest, threshold: false },
  tests: true,
  params,
  inapplicable: (input) => {
    const arms = armsOf(input)
    return typeof arms === 'string' ? arms : null
  },
  compute: (input, given, context) => Promise.resolve().then(() => compute(input, given, context)),
  findings,
  figures,
  section,
  method: [
    'The arms are the two levels of a segment column called arm, variant, treatment, experiment, ab_group or the like, in the first dataset (production first) that holds both and outcomes. The control is the level called a, 0, control, champion, baseline or old, else the first.',
    'Deciding: the event rate (pooled z, or the mid-p of Fisher\'s exact test where an expected count is under five, with Newcombe\'s interval) or the mean outcome (Welch). It is compared with the difference worth finding that was fixed before. Beside it, exploratory: AUC, losses and wrong decisions of the score in each arm, by unpaired tests.',
    'Planned size: rows per arm that find a difference of that size with the wanted power at 5 %, two-sided, from the control\'s rate (normal approximation, no continuity correction) or standard deviation (the t-test\'s own power). The least detectable difference is that of the sizes at hand.',
    'Peeking: k looks without adjustment alarm falsely with a chance found by integrating over the path of the statistic at equally spaced looks. The p is multiplied by the number of looks (Bonferroni), which holds however they were spaced.',
    'Split: exact binomial test of the rows in each arm against the planned share. A p under .001 is a mismatch, and then the comparison does not answer its question.',
    'Verdict: "equivalent" when the 1 − 2α interval of the difference lies within the difference worth finding, "different" when the adjusted p is under the error budget, else "inconclusive". Only a mismatch is proposed as a finding: which arm is better is for the reader of the test.',
  ],
  references: [
    { text: 'Fleiss, J. L., Levin, B., Paik, M. C. (2003). Statistical Methods for Rates and Proportions. Wiley.' },
    { text: 'Armitage, P., McPherson, C. K., Rowe, B. C. (1969). Repeated significance tests on accumulating data. JRSS A 132, 235–244.' },
    { text: 'Fabijan, A. et al. (2019). Diagnosing sample ratio mismatch in online controlled experiments. KDD.' },
  ],
}

export default analysis
