import { z } from 'zod'
import type { Analysis, AnalysisContext, AnalysisDataset, AnalysisInput, AnalysisResult } from '../../contract/analysis'
import type { Json } from '../../contract/json'
import { columnsWithRole, datasetsOf, labelOf, referenceDataset } from '../common/datasets'
import { drawnNote, keepOrdered, orderedRows } from '../common/ordered-rows'
import type { OrderedRows } from '../common/ordered-rows'
import { weightsNote } from '../common/weights'
import { auditOf } from './shap/audit'
import { exactContributions, sampledContributions } from './shap/contribute'
import { figures } from './shap/figures'
import { headlineOf, section, valuesOf } from './shap/report'
import { globalOf, shapeOf, swarmsOf } from './shap/summarise'
import type { Contributions, Detail } from './shap/types'
import { unitOf } from './shap/unit'

const params = z.strictObject({
  trees: z.enum(['path-dependent', 'interventional']).default('path-dependent').meta({ title: 'Tree ensembles', description: 'A feature that is not known follows the training weights held in the trees (path-dependent), or takes the values of background rows (interventional).' }),
  maxRows: z.number().int().min(1).nullable().default(null).meta({ title: 'Most rows, exact methods', description: 'Rows drawn at random from the test dataset; all rows where left empty.' }),
  sampledRows: z.number().int().min(1).max(100_000).default(100).meta({ title: 'Rows, sampling', description: 'Rows explained where only sampling can be done; drawn at random.' }),
  draws: z.number().int().min(2).max(10_000).default(24).meta({ title: 'Draws, sampling', description: 'Background rows, each with one random order of the features and its reverse.' }),
  backgroundRows: z.number().int().min(1).max(100_000).default(1000).meta({ title: 'Background rows', description: 'Rows of the reference that stand for "not known" (interventional trees and linear models); drawn at random.' }),
  tolerance: z.number().gt(0).max(0.01).default(1e-4).meta({ title: 'Tolerance of the audit', description: 'Largest |f(x) − E − Σφ| relative to max(1, |f(x)|); single-precision ensembles of hundreds of trees leave about 1e-5.' }),
})
type Params = z.infer<typeof params>

function subject(input: AnalysisInput): AnalysisDataset | undefined {
  return [...datasetsOf(input, 'test'), ...datasetsOf(input, 'production'), ...datasetsOf(input, 'development')].find((dataset) => dataset.score !== null)
}

interface Explained {
  readonly contributions: Contributions
  readonly data: OrderedRows
  readonly backgroundRows: number
  readonly warnings: readonly string[]
}

async function explainRows(dataset: AnalysisDataset, reference: AnalysisDataset, features: readonly string[], logOdds: boolean, given: Params, context: AnalysisContext): Promise<Explained> {
  const checkpoint = (): void => context.checkpoint()
  const take = (from: AnalysisDataset, most: number | null, label: string): OrderedRows => {
    const ordered = orderedRows({ ...from, outcome: null, recorded: null }, features, most, context.rng.fork(label), checkpoint)
    return keepOrdered(ordered, (row) => ordered.score === null || Number.isFinite(ordered.score[row]!))
  }
  let why: readonly string[] = []
  if (context.explain !== undefined && context.explain !== null) {
    const data = take(dataset, given.maxRows, 'rows')
    const background = take(reference, given.backgroundRows, 'background')
    const exact = await exactContributions(data.table, background.table, given.trees, context.explain)
    if (exact.contributions !== null) return { data, backgroundRows: background.table.rows, warnings: exact.warnings, contributions: exact.contributions }
    why = exact.warnings
  }
  const data = take(dataset, given.sampledRows, 'rows')
  const background = take(reference, given.draws, 'background')
  return { data, backgroundRows: background.table.rows, warnings: why, contributions: await sampledContributions(data.table, background.table, features, logOdds, context) }
}

async function compute(input: AnalysisInput, given: Params, context: AnalysisContext): Promise<AnalysisResult> {
  const dataset = subject(input)!
  const reference = referenceDataset(input) ?? dataset
  const features = columnsWithRole(input, 'feature')
  const { contributions, data, backgroundRows, warnings } = await explainRows(dataset, reference, features, input.task === 'binary', given, context)
  context.checkpoint()
  const audit = auditOf(contributions, data.score!, given.tolerance)
  const refused = audit.refused !== null
  const global = refused ? [] : globalOf(contributions, data.table)
  context.checkpoint()
  const { edges, swarms } = refused ? { edges: [], swarms: [] } : swarmsOf(contributions, data.table, global)
  const detail: Detail = {
    dataset: labelOf(dataset), method: contributions.method, unit: unitOf(contributions.space, input.task === 'binary', data.score!), background: labelOf(reference), backgroundRows,
    draws: contributions.method === 'sampling' ? backgroundRows : null, base: contributions.base, rows: data.table.rows, audit, global, edges, swarms,
    shapes: global.slice(0, 3).filter((one) => one.value > 0).flatMap((one) => shapeOf(contributions, data.table, one.feature) ?? []),
  }
  const most = contributions.method === 'sampling' ? given.sampledRows : given.maxRows
  return {
    headline: headlineOf(detail), verdict: refused ? 'inconclusive' : 'described', values: valuesOf(detail), tests: [], detail: detail as unknown as Json,
    rowsUsed: data.table.rows, rowsTotal: dataset.table.rows,
    warnings: [...warnings, ...(most === null ? [] : drawnNote(Math.min(most, dataset.table.rows), dataset.table.rows))],
    notTested: [...weightsNote(input, 'contributions are summed over rows drawn alike'), ...(refused ? [`Contributions of features: ${audit.refused}.`] : [])],
  }
}

const analysis: Analysis<Params> = {
  id: 'explanation.shap',
  version: 2,
  group: 'explanation',
  title: 'Contributions of features (Shapley values)',
  answers: 'Which values moved the scores, and in which direction?',
  needs: { tasks: ['binary', 'regression'], datasets: [['test', 'development', 'production']], columns: ['feature'], scores: 'scorer', minimumRows: 2, threshold: false },
  tests: false,
  params,
  inapplicable: (input) => (subject(input) === undefined ? 'No dataset has scores of the artifact.' : null),
  compute: (input, given, context) => {
    if (context.score === null) return Promise.reject(new Error('An analysis that needs a scorer was started without one.'))
    return compute(input, given, context)
  },
  // An explanation describes; whether what it shows is acceptable is for a person to say.
  findings: () => [],
  figures,
  section,
  method: [
    'A contribution φ of a feature is its Shapley value: the change of the output when the feature becomes known, averaged over all orders in which the features can become known. Base E and contributions add up to the output of each row.',
    'Tree ensembles are explained exactly in the space in which the trees add up (log odds for a probability), from tables of what each leaf adds for every combination of passed and failed features on its path. Path-dependent: a feature that is not known follows each split in proportion to the training weight of the branches. Interventional: it takes its value from each background row in turn.',
    'Linear models are explained exactly: weight times the distance from the background\'s mean. All other models are explained by sampling orders of the features, each with its reverse, one pair per background row; the Monte-Carlo error is the standard error over the pairs. A probability is then explained in log odds where every score lies strictly between 0 and 1.',
    'Audit: on every explained row |f(x) − E − Σφ| must be within the tolerance, where f(x) is computed as for scoring and not from the contributions, and f(x) brought back to the scale of the score must be the score. One failing row refuses the explanation, and nothing of it is printed.',
    'Importance is the mean |φ| over the explained rows with Hall\'s interval of a skewed mean over the rows. Sampled contributions of all rows rest on the same draws: a jackknife over up to 24 groups of draws adds their variance to that of the rows, and the lower end reaches further by the bias that it tells, since noise can only make |φ| larger on average. Direction is Spearman\'s correlation of value and contribution: over 0.3 rises, under −0.3 falls. Missing is a value: it has a contribution but no rank.',
    'Rows without a score are left out. Contributions say how this model arrived at its score, not what causes the outcome.',
  ],
  references: [
    { text: 'Hall, P. (1992). On the removal of skewness by transformation. Journal of the Royal Statistical Society B 54, 221–228.' },
    { text: 'Busing, F. M. T. A., Meijer, E., van der Leeden, R. (1999). Delete-m jackknife for unequal m. Statistics and Computing 9, 3–8.' },
    { text: 'Lundberg, S. M. et al. (2020). From local explanations to global understanding with explainable AI for trees. Nature Machine Intelligence 2, 56–67.' },
    { text: 'Štrumbelj, E., Kononenko, I. (2014). Explaining prediction models and individual predictions with feature contributions. Knowledge and Information Systems 41, 647–665.' },
    { text: 'Yang, J. (2021). Fast TreeSHAP: accelerating SHAP value computation for trees.', url: 'https://arxiv.org/abs/2109.09847' },
    { text: 'Owen, G. (1972). Multilinear extensions of games. Management Science 18, 64–79.' },
  ],
}

export default analysis
