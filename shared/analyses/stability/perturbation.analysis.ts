import { z } from 'zod'
import type { Analysis, AnalysisContext, AnalysisDataset, AnalysisInput, AnalysisResult, FindingProposal, NamedValue, Verdict } from '../../contract/analysis'
import type { Block, FigureSpec } from '../../contract/figure'
import type { Json } from '../../contract/json'
import type { Table } from '../../contract/table'
import { proportionInterval } from '../../stats/intervals'
import { sampleWithoutReplacement } from '../../stats/shuffle'
import { selectRows } from '../../table/select-rows'
import { cellTable, closing, detailOf, figureBlocks, opening, tableBlock } from '../common/blocks'
import { canonicalOrder } from '../common/canonical-order'
import { columnsWithRole, datasetsOf, idPart, labelOf, referenceDataset } from '../common/datasets'
import { countOf, formatCount, formatInterval, formatNumber, formatPercent } from '../common/format'
import { weightsNote } from '../common/weights'
import { changeWords, changesFor } from './perturbation/changes'
import { perturb } from './perturbation/study'
import type { FeatureEffect } from './perturbation/study'

const params = z.strictObject({
  noise: z.number().gt(0).max(3).default(0.1).meta({ title: 'Noise', description: 'Size of the Gaussian noise, in standard deviations of the reference (raw space) or of normal scores (rank space).' }),
  redraw: z.number().gt(0).max(1).default(0.1).meta({ title: 'Redrawn share', description: 'Share of the cells of a categorical feature that are drawn anew from the reference, or misspelt; of numbers with digits swapped.' }),
  flipLimit: z.number().gt(0).lt(1).default(0.1).meta({ title: 'Limit on flipped decisions', description: 'Share of decisions that may flip under noise, or under redrawn categories.' }),
  tolerance: z.number().gt(0).max(0.1).default(0.005).meta({ title: 'Monte-Carlo tolerance', description: 'A random change is repeated until the standard error of its flip rate is at most this.' }),
  maxReplicates: z.number().int().min(1).max(1000).default(20).meta({ title: 'Most replicates', description: 'Repetitions of a random change at most.' }),
  budget: z.number().int().min(1000).max(1e10).default(600_000).meta({ title: 'Changed rows scored', description: 'Rows are drawn at random from the dataset until one round of all changes keeps to about this many; never under 1,000 rows.' }),
  maxRows: z.number().int().min(100).nullable().default(null).meta({ title: 'Most rows', description: 'Rows drawn at random from the dataset; as many as the budget allows where left empty.' }),
})
type Params = z.infer<typeof params>

interface Row {
  readonly feature: string | null
  readonly kind: FeatureEffect['kind']
  readonly id: string
  readonly rows: number
  readonly replicates: number
  readonly flipRate: number | null
  readonly low: number | null
  readonly high: number | null
  readonly flipError: number
  readonly meanChange: number | null
  readonly changeError: number
  readonly p95Change: number | null
  readonly unscored: number
  readonly verdict: Verdict
}

interface Detail {
  readonly dataset: string
  readonly threshold: number | null
  readonly limit: number
  readonly noise: number
  readonly redraw: number
  readonly effects: readonly Row[]
}

/** The dataset that is perturbed: test, else production, else development; it must have been scored. */
function subject(input: AnalysisInput): AnalysisDataset | undefined {
  return [...datasetsOf(input, 'test'), ...datasetsOf(input, 'production'), ...datasetsOf(input, 'development')].find((dataset) => dataset.score !== null)
}

const nameOf = (row: Row): string => row.feature ?? 'All features together'
const wordsOf = (row: Row): string => (row.kind === 'joint' ? 'noise and redrawn values' : changeWords[row.kind])
const judged = (kind: Row['kind']): boolean => kind === 'noise-raw' || kind === 'noise-rank' || kind === 'redraw' || kind === 'joint'

function toRow({ feature, kind, effect: { flips, ...effect } }: FeatureEffect, limit: number): Row {
  const interval = effect.flipRate === null ? null : proportionInterval(flips.successes, flips.n)
  const verdict = interval === null || !judged(kind) ? 'described' : interval.low > limit ? 'different' : interval.high < limit ? 'equivalent' : 'inconclusive'
  return { feature, kind, id: `${idPart(feature ?? '(all)')}/${kind}`, ...effect, low: interval?.low ?? null, high: interval?.high ?? null, verdict }
}

function valuesOf(row: Row, limit: number): readonly NamedValue[] {
  const values: NamedValue[] = []
  if (row.flipRate !== null) {
    values.push({
      id: `flip/${row.id}`, label: `Decisions that flip, ${nameOf(row)}, ${wordsOf(row)}`, value: row.flipRate, low: row.low, high: row.high,
      n: row.rows, verdict: row.verdict, ...(judged(row.kind) ? { limit } : {}), tolerance: 1e-6,
    })
  }
  values.push({ id: `change/${row.id}`, label: `Mean absolute change of the score (interval: Monte-Carlo error), ${nameOf(row)}, ${wordsOf(row)}`, value: row.meanChange, low: row.meanChange === null ? null : row.meanChange - 1.96 * row.changeError, high: row.meanChange === null ? null : row.meanChange + 1.96 * row.changeError, n: row.rows, tolerance: 1e-6 })
  if (row.unscored > 0) values.push({ id: `unscored/${row.id}`, label: `Rows that lose their score, ${nameOf(row)}, ${wordsOf(row)}`, value: row.unscored, n: row.rows })
  return values
}

function headlineOf(detail: Detail): string {
  const noisy = detail.effects.filter((row) => judged(row.kind))
  if (detail.threshold === null) {
    const worst = noisy.reduce<Row | null>((most, row) => (row.feature !== null && (most === null || (row.meanChange ?? 0) > (most.meanChange ?? 0)) ? row : most), null)
    return worst === null ? 'No feature could be perturbed.' : `Under noise of ${formatNumber(detail.noise)} SD the score moves most with ${nameOf(worst)}: by ${formatNumber(worst.meanChange)} on average over ${countOf(worst.rows, 'row')}.`
  }
  const over = noisy.filter((row) => row.verdict === 'different')
  const worst = noisy.reduce<Row | null>((most, row) => (most === null || (row.flipRate ?? 0) > (most.flipRate ?? 0) ? row : most), null)
  if (worst === null) return 'No feature could be perturbed.'
  const share = `${formatPercent(worst.flipRate)} ${formatInterval(worst.low, worst.high, (value) => formatPercent(value))} of ${countOf(worst.rows, 'decision')}`
  const what = worst.feature === null ? 'small changes to all features together flip' : `the change that flips most, ${wordsOf(worst)} in ${worst.feature}, flips`
  return over.length === 0
    ? `No small change flips ${(worst.flipRate ?? 0) > detail.limit ? 'for certain ' : ''}more than ${formatPercent(detail.limit, 0)} of the decisions: ${what} ${share}.`
    : `${countOf(over.length, 'small change')} ${over.length === 1 ? 'flips' : 'flip'} more than ${formatPercent(detail.limit, 0)} of the decisions: ${what} ${share}.`
}

async function compute(input: AnalysisInput, given: Params, context: AnalysisContext): Promise<AnalysisResult> {
  const dataset = subject(input)!
  const reference = referenceDataset(input) ?? dataset
  const features = columnsWithRole(input, 'feature')
  const changes = features.reduce((sum, feature) => {
    const column = dataset.table.columns.find((one) => one.name === feature)
    return sum + (column === undefined ? 0 : changesFor(column).length)
  }, 1)
  const table = sampleTable(dataset.table, features, given.maxRows ?? Math.max(1000, Math.floor(given.budget / changes)), context)
  const score = context.score!
  const { effects, notTested } = await perturb(table, reference, features, input.decision.threshold, given, score, context)
  const rows = effects.map((effect) => toRow(effect, given.flipLimit))
  const detail: Detail = { dataset: labelOf(dataset), threshold: input.decision.threshold, limit: given.flipLimit, noise: given.noise, redraw: given.redraw, effects: rows }
  const verdicts = rows.filter((row) => judged(row.kind)).map((row) => row.verdict)
  const unprecise = rows.filter((row) => row.flipRate !== null && row.flipError > given.tolerance)
  return {
    headline: headlineOf(detail),
    verdict: verdicts.includes('different') ? 'different' : verdicts.includes('inconclusive') ? 'inconclusive' : verdicts.includes('equivalent') ? 'equivalent' : 'described',
    values: rows.flatMap((row) => valuesOf(row, given.flipLimit)),
    tests: [],
    detail: detail as unknown as Json,
    rowsUsed: table.rows,
    rowsTotal: dataset.table.rows,
    warnings: [
      ...(table.rows < dataset.table.rows ? [`${formatCount(table.rows)} of ${countOf(dataset.table.rows, 'row')} were used, drawn at random with the seed of the review.`] : []),
      ...unprecise.map((row) => `${nameOf(row)}, ${wordsOf(row)}: after ${countOf(row.replicates, 'replicate')} the Monte-Carlo error is still ${formatPercent(row.flipError, 2)}.`),
    ],
    notTested: [...weightsNote(input, 'the question is whether the model holds still row by row'), ...notTested, ...(input.decision.threshold === null ? ['Decision flips: no decision threshold is set.'] : [])],
  }
}

function sampleTable(table: Table, features: readonly string[], maxRows: number, context: AnalysisContext): Table {
  if (table.rows <= maxRows) return table
  const order = canonicalOrder(table, features, () => context.checkpoint())
  const chosen = sampleWithoutReplacement(table.rows, maxRows, context.rng.fork('rows')).map((place) => order[place]!)
  return selectRows(table, Int32Array.from(chosen.sort()))
}

function findings(result: AnalysisResult): readonly FindingProposal[] {
  const detail = detailOf(result) as Detail
  const byFeature = new Map<string, Row>()
  for (const row of detail.effects) {
    const worst = byFeature.get(row.feature ?? '')
    if (row.verdict === 'different' && (worst === undefined || row.flipRate! > worst.flipRate!)) byFeature.set(row.feature ?? '', row)
  }
  return [...byFeature].map(([feature, row]): FindingProposal => ({
    key: feature === '' ? 'joint' : `feature/${feature}`,
    title: feature === ''
      ? `Small changes to all features together flip ${formatPercent(row.flipRate)} of the decisions`
      : `${wordsOf(row)[0]!.toUpperCase()}${wordsOf(row).slice(1)} in ${feature} flip${row.kind === 'redraw' ? '' : 's'} ${formatPercent(row.flipRate)} of the decisions`,
    severity: feature === '' ? 'medium' : 'high',
    condition: `On ${countOf(row.rows, 'row')} of ${detail.dataset}, ${wordsOf(row)} ${row.kind === 'redraw' ? `in ${formatPercent(detail.redraw, 0)} of the cells` : `of ${formatNumber(detail.noise)} SD`} changes the decision for ${formatPercent(row.flipRate)} ${formatInterval(row.low, row.high, (value) => formatPercent(value))} of the rows (Monte-Carlo error ${formatPercent(row.flipError, 2)}).`,
    criterion: `At most ${formatPercent(detail.limit, 0)} of the decisions flip under changes of this size.`,
    consequence: 'Decisions depend on differences smaller than the data can be trusted for; the same applicant may get another answer on another day.',
    recommendation: 'Check how the feature is measured and rounded, and consider binning, smoothing or a grey zone around the threshold.',
    evidence: [`flip/${row.id}`, `change/${row.id}`],
  }))
}

function figures(result: AnalysisResult): readonly FigureSpec[] {
  const detail = detailOf(result) as Detail
  if (detail.threshold === null) return []
  const rows = detail.effects.filter((row) => judged(row.kind)).sort((a, b) => (b.flipRate ?? 0) - (a.flipRate ?? 0)).slice(0, 40)
  if (rows.length === 0) return []
  const names = rows.map((row) => `${nameOf(row)}, ${wordsOf(row)}`)
  return [{
    id: 'flips',
    title: headlineOf(detail),
    alt: `Share of decisions that flip with 95 % intervals against the limit of ${formatPercent(detail.limit, 0)}: ${rows.slice(0, 8).map((row, index) => `${names[index]!} ${formatPercent(row.flipRate)}`).join('; ')}.`,
    plot: {
      x: { title: 'Decisions that flip', percent: true },
      y: { title: '', scale: 'category', categories: names },
      marks: [
        { mark: 'intervals', name: 'Flip rate, 95 %', x: rows.map((row) => row.flipRate), y: names, low: rows.map((row) => row.low), high: rows.map((row) => row.high), tone: 'current', horizontal: true },
        { mark: 'rule', name: `Limit ${formatPercent(detail.limit, 0)}`, x: detail.limit, tone: 'limit' },
      ],
      aspect: Math.min(1.4, 0.2 + 0.04 * rows.length),
    },
    table: cellTable(['Change', '>Flip rate', '>95 % interval', '>Rows'], rows.map((row, index) => [names[index]!, formatPercent(row.flipRate), formatInterval(row.low, row.high, (value) => formatPercent(value)), formatCount(row.rows)])),
  }]
}

function section(result: AnalysisResult): readonly Block[] {
  const detail = detailOf(result) as Detail
  return [
    ...opening(result),
    ...figureBlocks(figures(result)),
    tableBlock(`Changes to ${detail.dataset}, strongest first`, cellTable(
      ['Feature', 'Change', '>Flip rate', '>95 % interval', '>MC error', '>Mean |Δ score|', '>95th percentile', '>Replicates', '>Unscored', 'Verdict'],
      [...detail.effects].sort((a, b) => (b.flipRate ?? 0) - (a.flipRate ?? 0) || (b.meanChange ?? 0) - (a.meanChange ?? 0)).map((row) => [nameOf(row), wordsOf(row), formatPercent(row.flipRate), formatInterval(row.low, row.high, (value) => formatPercent(value)), formatPercent(row.flipRate === null ? null : row.flipError, 2), formatNumber(row.meanChange), formatNumber(row.p95Change), formatCount(row.replicates), formatPercent(row.unscored), row.verdict]),
    )),
    ...closing(result),
  ]
}

const analysis: Analysis<Params> = {
  id: 'stability.perturbation',
  version: 2,
  group: 'stability',
  title: 'Stability under perturbation',
  answers: 'How many decisions would change if the inputs were slightly other than they are?',
  needs: { tasks: ['binary', 'regression'], datasets: [['development', 'test', 'production']], columns: ['feature'], scores: 'scorer', minimumRows: 30, threshold: false },
  tests: false,
  params,
  inapplicable: (input) => (subject(input) === undefined ? 'No dataset has scores of the artifact.' : null),
  compute: (input, given, context) => {
    if (context.score === null) return Promise.reject(new Error('An analysis that needs a scorer was started without one.'))
    return compute(input, given, context)
  },
  findings,
  figures,
  section,
  method: [
    'Each feature is changed alone, and all together, and the artifact scores the changed rows; a decision flips when the score before and the score after lie on different sides of the threshold (a score equal to it counts as above).',
    'Noise in raw units adds a normal draw times the stated multiple of the reference standard deviation (whole numbers are rounded again); noise in rank space moves the value along the normal scores of the reference and reads it back from the reference quantiles, so it never leaves the observed range.',
    'Redrawn values replace the stated share of cells by draws from the reference; missing empties every cell; a unit error multiplies or divides by ten; coarse rounding rounds to the power of ten below the reference standard deviation; out of range puts every number one standard deviation beyond the largest or smallest of the reference; swapped digits exchange two neighbouring digits, and misspelt categories two letters, in the stated share of cells; an unseen category replaces every value by one that the artifact cannot know.',
    'Missing cells stay missing. Rows that lose their score are left out of the flip rate and shown as unscored.',
    'Random changes use common random numbers: the same draws for the same row and feature in every kind of change. They are repeated until the Monte-Carlo standard error, at most √(p(1−p)/(rows × replicates)), is within the tolerance. Draws belong to what a row holds, not to where it lies in the file.',
    'The interval is Wilson\'s for the flip rate (Clopper–Pearson under five flips), over rows and draws: a row drawn several times is a cluster, and flips are counted as what they are worth as independent decisions, p(1 − p)/v with v the variance of the rows\' own shares. The verdict is "different" when it lies above the limit, "equivalent" when it lies below, else "inconclusive"; only noise and redrawn values are judged.',
  ],
  references: [
    { text: 'Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference. JASA 22, 209–212.' },
    { text: 'Rao, J. N. K., Scott, A. J. (1992). A simple method for the analysis of clustered binary data. Biometrics 48, 577–585.' },
    { text: 'Saltelli, A. et al. (2008). Global Sensitivity Analysis: The Primer. Wiley.' },
  ],
}

export default analysis
