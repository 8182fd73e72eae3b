import { z } from 'zod'
import type { Analysis, AnalysisContext, AnalysisInput, AnalysisResult } from '../../contract/analysis'
import type { Json } from '../../contract/json'
import type { Column, Table } from '../../contract/table'
import { sampleWithoutReplacement } from '../../stats/shuffle'
import { cellText } from '../../table/column-access'
import { selectRows } from '../../table/select-rows'
import { canonicalOrder } from '../common/canonical-order'
import { columnsWithRole, findColumn, labelOf, referenceDataset, scoredDataset } from '../common/datasets'
import { drawnNote, orderedRows } from '../common/ordered-rows'
import { weightsNote } from '../common/weights'
import { choicesOf, isFavourable } from './counterfactual/search'
import { figures } from './decisions/figures'
import { namedRows, pickRows } from './decisions/pick-rows'
import { reasonsOf } from './decisions/reasons'
import { headlineOf, section, valuesOf } from './decisions/report'
import type { Decision, Detail } from './decisions/types'
import { flipOf, reachesOf, scoreWhatIf } from './decisions/what-if'
import type { Told } from './decisions/what-if'
import { auditOf } from './shap/audit'
import { exactContributions, sampledContributions } from './shap/contribute'
import type { Contributions } from './shap/types'
import { unitOf } from './shap/unit'

const params = z.strictObject({
  named: z.array(z.string()).max(50).default([]).meta({ title: 'Rows to explain', description: 'Identifiers, or row numbers from 1 (the header not counted); the first one is the row of the what-if.' }),
  near: z.number().int().min(0).max(20).default(2).meta({ title: 'Nearest the threshold', description: 'Rows on each side of it.' }),
  extreme: z.number().int().min(0).max(20).default(1).meta({ title: 'Most extreme', description: 'Rows with the highest and with the lowest score.' }),
  random: z.number().int().min(1).max(50).default(2).meta({ title: 'At random', description: 'Rows drawn with the seed of the review.' }),
  fixed: z.array(z.string()).default([]).meta({ title: 'Features that cannot change', description: 'Beside protected columns: never named as what would change a decision.' }),
  reasons: z.number().int().min(1).max(20).default(4).meta({ title: 'Reasons', description: 'Values that raised and values that lowered the score, as many of each.' }),
  trees: z.enum(['path-dependent', 'interventional']).default('path-dependent').meta({ title: 'Tree ensembles', description: 'A feature that is not known follows the training weights held in the trees (path-dependent), or takes the values of background rows (interventional).' }),
  draws: z.number().int().min(2).max(10_000).default(64).meta({ title: 'Draws, sampling', description: 'For artifacts without exact contributions: background rows, each with one random order of the features and its reverse.' }),
  backgroundRows: z.number().int().min(1).max(100_000).default(1000).meta({ title: 'Background rows', description: 'Rows of the reference that stand for "not known" (interventional trees and linear models); drawn at random.' }),
  referenceRows: z.number().int().min(10).max(1_000_000).default(10_000).meta({ title: 'Rows of the range', description: 'Rows of the reference whose values the what-if tries; drawn at random.' }),
  grid: z.number().int().min(3).max(100).default(21).meta({ title: 'Values per number', description: 'Observed quantiles, smallest and largest included, that the what-if tries.' }),
  tolerance: z.number().gt(0).max(0.01).default(1e-4).meta({ title: 'Tolerance of the audit', description: 'Largest |f(x) − E − Σφ| relative to max(1, |f(x)|).' }),
})
type Params = z.infer<typeof params>

const featuresMoved = 8
/** Relative difference from which a recorded prediction is another number than the score. */
const sameNumber = 1e-6

interface Explained {
  readonly contributions: Contributions
  readonly backgroundRows: number
  readonly warnings: readonly string[]
}

/** Exact contributions where the artifact has them, else sampled ones; background rows are drawn from the reference's known rows. */
async function contribute(table: Table, known: Table, features: readonly string[], logOdds: boolean, given: Params, context: AnalysisContext): Promise<Explained> {
  const drawn = (most: number): Table => (known.rows <= most ? known : selectRows(known, Int32Array.from(sampleWithoutReplacement(known.rows, most, context.rng.fork('background')))))
  let warnings: readonly string[] = []
  if (context.explain !== undefined && context.explain !== null) {
    const background = drawn(given.backgroundRows)
    const exact = await exactContributions(table, background, given.trees, context.explain)
    if (exact.contributions !== null) return { contributions: exact.contributions, backgroundRows: background.rows, warnings: exact.warnings }
    warnings = exact.warnings
  }
  const background = drawn(given.draws)
  return { contributions: await sampledContributions(table, background, features, logOdds, context), backgroundRows: background.rows, warnings }
}

async function compute(input: AnalysisInput, given: Params, context: AnalysisContext): Promise<AnalysisResult> {
  const dataset = scoredDataset(input)!
  const reference = referenceDataset(input) ?? dataset
  const features = columnsWithRole(input, 'feature')
  const { threshold, favourable } = input.decision
  const checkpoint = (): void => context.checkpoint()
  const all = dataset.score!
  const identity = findColumn(dataset.table, columnsWithRole(input, 'id')[0] ?? '') ?? null
  // Equal rows are told apart by what is printed of them, so that ties fall the same way in any order of the file.
  const beside: Column[] = [all, dataset.recorded].flatMap((values, index): readonly Column[] => (values === null ? [] : [{ kind: 'number', type: 'decimal', name: `\u0000${String(index)}`, values, missing: null }]))
  const told = [...features, ...(identity === null ? [] : [identity.name])]
  const order = canonicalOrder({ rows: dataset.table.rows, columns: [...dataset.table.columns.filter((column) => told.includes(column.name)), ...beside] }, [...told, ...beside.map((column) => column.name)], checkpoint)
  const named = namedRows(given.named, all, identity)
  const picks = pickRows({ order, score: all, threshold, named: named.rows, near: given.near, extreme: given.extreme, random: given.random, rng: context.rng.fork('rows') })
  checkpoint()
  if (picks.length === 0) return nothing(input, dataset.table.rows, named.problems)
  const own: Table = { rows: dataset.table.rows, columns: dataset.table.columns.filter((column) => column.kind !== 'text' || features.includes(column.name)) }
  const table = selectRows(own, Int32Array.from(picks, (pick) => pick.row))
  const score = Float64Array.from(picks, (pick) => all[pick.row]!)
  const known = orderedRows({ ...reference, score: null, outcome: null, recorded: null }, features, given.referenceRows, context.rng.fork('reference'), checkpoint)
  const { contributions, backgroundRows, warnings } = await contribute(table, known.table, features, input.task === 'binary', given, context)
  checkpoint()
  const audit = auditOf(contributions, score, given.tolerance)
  const choices = choicesOf(known.table, features.filter((feature) => findColumn(table, feature) !== undefined), given.grid)
  const whatIf: Told = { table, known: known.table, choices, score, threshold, favourable, scores: await scoreWhatIf(table, known.table, choices, context.score!, checkpoint) }
  const guarded = [...columnsWithRole(input, 'protected'), ...given.fixed]
  const fixed = features.filter((feature) => guarded.includes(feature))
  const decisions = picks.map(({ why, row: place }, row): Decision => {
    const recorded = dataset.recorded?.[place]
    return {
      key: `${why.replaceAll(' ', '-')}-${String(picks.slice(0, row + 1).filter((pick) => pick.why === why).length)}`, why, row: place + 1,
      identity: identity === null ? '' : cellText(identity, place), score: score[row]!, recorded: recorded === undefined || Number.isNaN(recorded) ? null : recorded,
      favourable: threshold === null ? null : isFavourable(score[row]!, threshold, favourable),
      reasons: audit.refused === null ? reasonsOf(contributions, table, row, given.reasons) : null,
      flip: flipOf(whatIf, row, new Set(fixed)),
    }
  })
  const focus = Math.max(0, decisions.findIndex((decision) => decision.why === 'named' || decision.favourable === false))
  const detail: Detail = {
    dataset: labelOf(dataset), reference: labelOf(reference), referenceRows: known.table.rows, background: labelOf(reference), backgroundRows,
    method: contributions.method, unit: unitOf(contributions.space, input.task === 'binary', score), base: contributions.base, audit, threshold, favourable, decisions,
    recordedDiffer: decisions.every((decision) => decision.recorded === null) ? null : decisions.filter(({ recorded, score: value }) => recorded !== null && Math.abs(recorded - value) > sameNumber * Math.max(1, Math.abs(value))).length,
    fixed, whatIf: { decision: focus, reaches: reachesOf(whatIf, focus, featuresMoved) },
  }
  return {
    headline: headlineOf(detail), verdict: audit.refused === null ? 'described' : 'inconclusive', values: valuesOf(detail), tests: [], detail: detail as unknown as Json,
    rowsUsed: picks.length, rowsTotal: dataset.table.rows,
    warnings: [...warnings, ...(known.total > known.table.rows ? drawnNote(known.table.rows, known.total).map((note) => `Range of the what-if: ${note}`) : [])],
    notTested: [
      ...weightsNote(input, 'single decisions are explained'), ...named.problems,
      ...(audit.refused === null ? [] : [`Reasons of decisions: ${audit.refused}.`]),
      ...features.filter((feature) => !choices.some((choice) => choice.feature === feature)).map((feature) => `What-if of ${feature}: it is absent, constant or free text.`),
    ],
  }
}

/** No row has a score: nothing to explain. */
function nothing(input: AnalysisInput, rows: number, problems: readonly string[]): AnalysisResult {
  return { headline: 'No row has a score, so no decision can be explained.', verdict: 'inconclusive', values: [], tests: [], detail: null, rowsUsed: 0, rowsTotal: rows, warnings: [], notTested: [...weightsNote(input, 'single decisions are explained'), ...problems] }
}

const analysis: Analysis<Params> = {
  id: 'explanation.decisions',
  version: 1,
  group: 'explanation',
  title: 'Single decisions',
  answers: 'What drove single decisions, and what would have changed them?',
  needs: { tasks: ['binary', 'regression'], datasets: [['test', 'development', 'production']], columns: ['feature'], scores: 'scorer', minimumRows: 2, threshold: false },
  tests: false,
  params,
  inapplicable: (input) => (scoredDataset(input) === undefined ? 'No dataset has scores of the artifact.' : null),
  compute: (input, given, context) => {
    if (context.score === null) return Promise.reject(new Error('An analysis that needs a scorer was started without one.'))
    return compute(input, given, context)
  },
  // What drove a decision is for a person to judge; nothing here is measured against a limit.
  findings: () => [],
  figures,
  section,
  method: [
    'Rows of the test dataset (else production, else development) are picked by rule: those the plan names, those nearest the threshold on each side (a score equal to it counts as above), those with the highest and the lowest score, and some at random with the seed of the review. A row is shown under the first rule that picks it; rows without a score are never picked.',
    'A reason is a value of the row with its Shapley contribution to the output: exact for tree ensembles and linear models; else by sampling orders of the features, each with its reverse, one pair per background row, with the standard error over the pairs. Base E and contributions must add up to the output on every row shown, |f(x) − E − Σφ| within the tolerance, or no reason is printed.',
    'Reasons are sorted by size, apart for those that raised and those that lowered the score; the others are one sum. A recorded prediction differs when it is further than one millionth (relative to max(1, |score|)) from the score of the artifact.',
    'What-if: one feature takes observed values of the reference (quantiles of a number from its smallest to its largest, the 50 most frequent levels of a category), all others stay, and the artifact scores the row again. It is shown for the first row named, else for the unfavourable decision nearest the threshold, for the eight features that move the score furthest.',
    'What would change a decision is the cheapest single one of these values on the other side of the threshold: distance in robust standard deviations of the reference (interquartile range over 1.349), 1 for another level or in place of a missing value. Protected features and those the plan fixes are never named.',
  ],
  references: [
    { text: 'Štrumbelj, E., Kononenko, I. (2014). Explaining prediction models and individual predictions with feature contributions. Knowledge and Information Systems 41, 647–665.' },
    { text: 'Lundberg, S. M. et al. (2020). From local explanations to global understanding with explainable AI for trees. Nature Machine Intelligence 2, 56–67.' },
    { text: 'Goldstein, A. et al. (2015). Peeking inside the black box: visualizing statistical learning with plots of individual conditional expectation. Journal of Computational and Graphical Statistics 24, 44–65.' },
    { text: '12 CFR 1002.9 (Regulation B), supplement I: the specific reasons for adverse action must be those actually scored; more than four are not likely to be helpful.' },
  ],
}

export default analysis
