import { z } from 'zod'
import type { Analysis, AnalysisContext, AnalysisDataset, AnalysisInput, AnalysisResult } from '../../contract/analysis'
import type { Json } from '../../contract/json'
import type { Column, Table } from '../../contract/table'
import { wilson } from '../../stats/intervals'
import { cellText } from '../../table/column-access'
import { withColumn } from '../../table/with-column'
import { columnsWithRole, compareText, datasetsOf, findColumn, labelOf, referenceDataset } from '../common/datasets'
import { formatCount, formatNumber } from '../common/format'
import { keepOrdered, orderedRows } from '../common/ordered-rows'
import type { OrderedRows } from '../common/ordered-rows'
import { weightsNote } from '../common/weights'
import { sampleWithoutReplacement } from '../../stats/shuffle'
import { figures, headlineOf, section } from './counterfactual/report'
import type { Detail, Example } from './counterfactual/report'
import { choicesOf, isFavourable, searchCounterfactuals, searchNotes } from './counterfactual/search'
import type { Choices, SearchResult } from './counterfactual/search'

const params = z.strictObject({
  rows: z.number().int().min(1).max(10_000).default(60).meta({ title: 'Rows searched', description: 'Unfavourable rows: the ones nearest the threshold up to the number of examples, the others drawn at random.' }),
  examples: z.number().int().min(0).max(100).default(5).meta({ title: 'Examples', description: 'Rows nearest the threshold that are shown one by one.' }),
  mostChanges: z.number().int().min(1).max(4).default(2).meta({ title: 'Most changes', description: 'Features that may change together.' }),
  grid: z.number().int().min(3).max(100).default(12).meta({ title: 'Values per number', description: 'Observed quantiles of the reference that are tried for a numeric feature.' }),
  fixed: z.array(z.string()).default([]).meta({ title: 'Features that cannot change', description: 'Beside protected columns, which never change.' }),
  whatIf: z.record(z.string(), z.union([z.number(), z.string()])).default({}).meta({ title: 'What if', description: 'Values put into every example, by feature; the scores before and after are shown.' }),
})
type Params = z.infer<typeof params>

function subject(input: AnalysisInput): AnalysisDataset | undefined {
  return [...datasetsOf(input, 'test'), ...datasetsOf(input, 'production'), ...datasetsOf(input, 'development')].find((dataset) => dataset.score !== null)
}

/** The rows searched: nearest the threshold first, then random ones. */
function chooseRows(unfavourable: OrderedRows, threshold: number, given: Params, context: AnalysisContext): OrderedRows {
  const n = unfavourable.table.rows
  const byDistance = Array.from({ length: n }, (_, row) => row).sort((a, b) => Math.abs(unfavourable.score![a]! - threshold) - Math.abs(unfavourable.score![b]! - threshold) || a - b)
  const near = byDistance.slice(0, Math.min(given.examples, given.rows))
  const chosen = new Set(near)
  const rest = byDistance.slice(near.length).sort((a, b) => a - b)
  for (const place of sampleWithoutReplacement(rest.length, given.rows - near.length, context.rng.fork('rows'))) chosen.add(rest[place]!)
  return keepOrdered(unfavourable, (row) => chosen.has(row))
}

async function compute(input: AnalysisInput, given: Params, context: AnalysisContext): Promise<AnalysisResult> {
  const dataset = subject(input)!
  const reference = referenceDataset(input) ?? dataset
  const threshold = input.decision.threshold!
  const { favourable } = input.decision
  const features = columnsWithRole(input, 'feature')
  const guarded = new Set([...columnsWithRole(input, 'protected'), ...given.fixed])
  const free = features.filter((feature) => !guarded.has(feature) && findColumn(dataset.table, feature) !== undefined)
  const checkpoint = (): void => context.checkpoint()
  const all = orderedRows({ ...dataset, outcome: null, recorded: null }, features, null, context.rng, checkpoint)
  const unfavourable = keepOrdered(all, (row) => Number.isFinite(all.score![row]!) && !isFavourable(all.score![row]!, threshold, favourable))
  const data = chooseRows(unfavourable, threshold, given, context)
  const known = orderedRows({ ...reference, score: null, outcome: null, recorded: null }, features, null, context.rng, checkpoint)
  const choices = choicesOf(known.table, free, given.grid, checkpoint)
  const search = await searchCounterfactuals({ table: data.table, score: data.score!, reference: known.table, choices, threshold, favourable, mostChanges: given.mostChanges, scoreRows: context.score!, context })
  const found = search.found.filter((one) => one !== null)
  const costs = Float64Array.from(found, (one) => one.cost).sort()
  const { low, high } = wilson(found.length, data.table.rows)
  const identity = columnsWithRole(input, 'id')[0] ?? null
  const nearest = Array.from({ length: data.table.rows }, (_, row) => row).sort((a, b) => Math.abs(data.score![a]! - threshold) - Math.abs(data.score![b]! - threshold) || a - b).slice(0, given.examples)
  const changed = choices.map((choice, feature) => ({ feature: choice.feature, rows: found.filter((one) => one.changes.some((change) => change.feature === feature)).length }))
    .filter((one) => one.rows > 0).sort((a, b) => b.rows - a.rows || compareText(a.feature, b.feature))
  const detail: Detail = {
    dataset: labelOf(dataset), reference: labelOf(reference), threshold, favourable, unfavourable: unfavourable.table.rows, searched: data.table.rows,
    found: found.length, low: data.table.rows === 0 ? 0 : low, high: data.table.rows === 0 ? 0 : high, single: found.filter((one) => one.changes.length === 1).length,
    medianCost: costs.length === 0 ? null : costs[Math.floor((costs.length - 1) / 2)]!, mostChanges: given.mostChanges, grid: given.grid, tried: search.tried,
    fixed: features.filter((feature) => guarded.has(feature)), changed,
    examples: nearest.map((row) => exampleOf(row, data, search, choices, identity)),
    whatIf: await whatIfOf(nearest, data, given, threshold, favourable, identity, context),
  }
  return {
    headline: headlineOf(detail), verdict: 'described',
    values: [
      { id: 'found', label: 'Searched unfavourable rows with a favourable change', value: detail.searched === 0 ? null : detail.found / detail.searched, low: detail.searched === 0 ? null : low, high: detail.searched === 0 ? null : high, n: detail.searched, tolerance: 1e-9 },
      { id: 'median-cost', label: 'Median cost of the cheapest change found [robust standard deviations]', value: detail.medianCost, n: detail.found, tolerance: 1e-9 },
      { id: 'single', label: 'Rows for which one change is the cheapest found', value: detail.single, n: detail.found, unit: 'rows' },
      { id: 'tried', label: 'Changed rows that were scored', value: detail.tried, unit: 'rows' },
    ],
    tests: [], detail: detail as unknown as Json, rowsUsed: detail.searched, rowsTotal: dataset.table.rows,
    warnings: detail.searched < detail.unfavourable ? [`${formatCount(detail.searched)} of ${formatCount(detail.unfavourable)} unfavourable rows were searched: ${formatCount(Math.min(given.examples, detail.searched))} nearest the threshold, the others drawn at random with the seed of the review.`] : [],
    notTested: [...weightsNote(input, 'single decisions are explained'), ...searchNotes(given.grid, choices, given.mostChanges), ...features.filter((feature) => !guarded.has(feature) && !choices.some((choice) => choice.feature === feature)).map((feature) => `${feature}: it is absent, constant or free text, so it is not changed.`)],
  }
}

function valueText(column: Column | undefined, row: number): string {
  return column === undefined ? '' : cellText(column, row) || 'missing'
}

const choiceText = (choice: Choices, index: number): string => (choice.kind === 'number' ? formatNumber(choice.numbers[index], 6) : choice.texts[index]!)
const identityOf = (data: OrderedRows, identity: string | null, row: number): string => (identity === null ? '' : valueText(findColumn(data.table, identity), row))

function exampleOf(row: number, data: OrderedRows, { found }: SearchResult, choices: readonly Choices[], identity: string | null): Example {
  const best = found[row] ?? null
  return {
    row: data.rows[row]! + 1, identity: identityOf(data, identity, row), score: data.score![row]!, cost: best?.cost ?? null, scoreAfter: best?.score ?? null,
    changes: (best?.changes ?? []).map(({ feature, choice }) => ({ feature: choices[feature]!.feature, from: valueText(findColumn(data.table, choices[feature]!.feature), row), to: choiceText(choices[feature]!, choice) })),
  }
}

/** The examples with the values of the plan put in. */
async function whatIfOf(rows: readonly number[], data: OrderedRows, given: Params, threshold: number, favourable: 'above' | 'below', identity: string | null, context: AnalysisContext): Promise<Detail['whatIf']> {
  const changes = Object.entries(given.whatIf).sort(([a], [b]) => compareText(a, b))
  if (changes.length === 0 || rows.length === 0) return null
  const chosen = new Set(rows)
  const own = keepOrdered(data, (row) => chosen.has(row))
  const table = changes.reduce<Table>((changed, [feature, value]) => withColumn(changed, constantColumn(feature, value, changed.rows)), own.table)
  const after = await context.score!(table)
  const lines = Array.from(own.rows, (place, row) => ({ row: place + 1, identity: identityOf(own, identity, row), before: own.score![row]!, after: Number.isNaN(after[row]!) ? null : after[row]! }))
  return {
    changes: changes.map(([feature, value]) => ({ feature, value: String(value) })), rows: lines,
    flipped: lines.filter((line) => line.after !== null && isFavourable(line.after, threshold, favourable)).length,
  }
}

function constantColumn(name: string, value: number | string, rows: number): Column {
  return typeof value === 'number'
    ? { name, kind: 'number', type: 'decimal', values: new Float64Array(rows).fill(value), missing: null }
    : { name, kind: 'category', levels: [value], codes: new Int32Array(rows), missing: null }
}

const analysis: Analysis<Params> = {
  id: 'explanation.counterfactual',
  version: 1,
  group: 'explanation',
  title: 'Counterfactuals and what-if',
  answers: 'What would have had to be different for an unfavourable decision to be favourable?',
  needs: { tasks: ['binary', 'regression'], datasets: [['test', 'production', 'development']], columns: ['feature'], scores: 'scorer', minimumRows: 10, threshold: true },
  tests: false,
  params,
  inapplicable: (input) => {
    if (subject(input) === undefined) return 'No dataset has scores of the artifact.'
    const guarded = columnsWithRole(input, 'protected')
    return columnsWithRole(input, 'feature').every((feature) => guarded.includes(feature)) ? 'Every feature is protected, so none may change.' : null
  },
  compute: (input, given, context) => {
    if (context.score === null) return Promise.reject(new Error('An analysis that needs a scorer was started without one.'))
    return compute(input, given, context)
  },
  // What changes a decision is for a person to judge; nothing here is measured against a limit.
  findings: () => [],
  figures,
  section,
  method: [
    'For rows of the test dataset (else production, else development) on the unfavourable side of the threshold, the cheapest change of features is sought that brings the score to the favourable side. A score equal to the threshold counts as above.',
    'Values come from the reference only: observed quantiles of a number, levels of a category; no value is put where nobody has one. Protected columns and those the plan fixes never change.',
    'The cost of a number is its distance in robust standard deviations of the reference (interquartile range over 1.349; a quarter of the range where that is 0); another level, or a value in place of a missing one, costs 1. Costs add up.',
    'Every single change is scored. For more changes, the six most promising combinations of a row (gain of score per cost) are combined with every further change, unless they already cost more than what was found. The search is exhaustive for one change and a beam search beyond.',
    'The share of rows with a counterfactual has Wilson\'s interval over the searched rows, of which the examples are those nearest the threshold. What-if puts the values of the plan into the examples and scores them; how one decision moves along the values of a feature is shown by the analysis of single decisions.',
  ],
  references: [
    { text: 'Wachter, S., Mittelstadt, B., Russell, C. (2018). Counterfactual explanations without opening the black box. Harvard Journal of Law & Technology 31, 841–887.' },
    { text: 'Karimi, A.-H. et al. (2022). A survey of algorithmic recourse. ACM Computing Surveys 55(5).' },
    { text: 'Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference. JASA 22, 209–212.' },
  ],
}

export default analysis
