import { z } from 'zod'
import type { Analysis, AnalysisContext, AnalysisInput, AnalysisResult } from '../../contract/analysis'
import type { Json } from '../../contract/json'
import { proportionInterval } from '../../stats/intervals'
import { cellText } from '../../table/column-access'
import { columnsWithRole, compareText, findColumn, labelOf, referenceDataset, scoredDataset } from '../common/datasets'
import { formatNumber } from '../common/format'
import { drawnNote, keepOrdered, orderedRows } from '../common/ordered-rows'
import type { OrderedRows } from '../common/ordered-rows'
import { weightsNote } from '../common/weights'
import { choicesOf, isFavourable, searchCounterfactuals, searchNotes } from '../explanation/counterfactual/search'
import type { Choices, Counterfactual } from '../explanation/counterfactual/search'
import { figures, findings, headlineOf, section, valuesOf } from './adversarial/report'
import type { Detail, Flip, Reach } from './adversarial/report'

const params = z.strictObject({
  rows: z.number().int().min(30).max(100_000).default(150).meta({ title: 'Decisions searched', description: 'Rows drawn at random from the dataset, on either side of the threshold.' }),
  within: z.number().gt(0).max(3).default(0.25).meta({ title: 'Size of the change', description: 'In robust standard deviations, summed over the features changed.' }),
  limit: z.number().gt(0).lt(1).nullable().default(null).meta({ title: 'Limit on flippable decisions', description: 'Share of decisions that a change of this size may flip; left empty, it is described only.' }),
  mostChanges: z.number().int().min(1).max(4).default(2).meta({ title: 'Most changes', description: 'Features that may change together.' }),
  grid: z.number().int().min(5).max(200).default(30).meta({ title: 'Values per number', description: 'Observed quantiles of the reference that are tried.' }),
  fixed: z.array(z.string()).default([]).meta({ title: 'Features that cannot change', description: 'Beside protected columns, which never change.' }),
})
type Params = z.infer<typeof params>

const sizes = [0.05, 0.1, 0.25, 0.5, 1] as const

async function compute(input: AnalysisInput, given: Params, context: AnalysisContext): Promise<AnalysisResult> {
  const checkpoint = (): void => context.checkpoint()
  const dataset = scoredDataset(input)!
  const reference = referenceDataset(input) ?? dataset
  const threshold = input.decision.threshold!
  const features = columnsWithRole(input, 'feature')
  const guarded = new Set([...columnsWithRole(input, 'protected'), ...given.fixed])
  const free = features.filter((feature) => !guarded.has(feature) && findColumn(dataset.table, feature) !== undefined)
  const all = orderedRows({ ...dataset, outcome: null, recorded: null }, features, given.rows, context.rng.fork('rows'), checkpoint)
  const data = keepOrdered(all, (row) => Number.isFinite(all.score![row]!))
  const known = orderedRows({ ...reference, score: null, outcome: null, recorded: null }, features, null, context.rng, checkpoint)
  const choices = choicesOf(known.table, free, given.grid, checkpoint)
  const within = [...new Set([...sizes, given.within])].sort((a, b) => a - b)
  const mostCost = within.at(-1)!
  const sideOf = async (favourable: 'above' | 'below'): Promise<{ readonly data: OrderedRows; readonly found: readonly (Counterfactual | null)[]; readonly tried: number }> => {
    const own = keepOrdered(data, (row) => !isFavourable(data.score![row]!, threshold, favourable))
    const search = await searchCounterfactuals({ table: own.table, score: own.score!, reference: known.table, choices, threshold, favourable, mostChanges: given.mostChanges, mostCost, scoreRows: context.score!, context })
    return { data: own, ...search }
  }
  const { favourable } = input.decision
  const gained = await sideOf(favourable)
  const lost = await sideOf(favourable === 'above' ? 'below' : 'above')
  const both = [...flipsOf(gained, choices), ...flipsOf(lost, choices)]
  const reach = within.map((size) => reachOf(both.map((flip) => flip.cost), size, data.table.rows))
  const at = reach.find((one) => one.within === given.within)!
  const decide = proportionInterval(at.flipped, data.table.rows, 1 - 2 * context.alpha)
  const used = new Map<string, number>()
  for (const { found } of [gained, lost]) for (const one of found) for (const change of one?.changes ?? []) used.set(choices[change.feature]!.feature, (used.get(choices[change.feature]!.feature) ?? 0) + 1)
  const detail: Detail = {
    dataset: labelOf(dataset), reference: labelOf(reference), rows: data.table.rows, unfavourable: gained.data.table.rows, tried: gained.tried + lost.tried, mostChanges: given.mostChanges,
    within: given.within, limit: given.limit, verdict: given.limit === null ? 'described' : decide.low > given.limit ? 'different' : decide.high < given.limit ? 'equivalent' : 'inconclusive', reach,
    gained: within.map((size) => reachOf(flipsOf(gained, choices).map((flip) => flip.cost), size, gained.data.table.rows)),
    features: [...used].map(([feature, rows]) => ({ feature, rows })).sort((a, b) => b.rows - a.rows || compareText(a.feature, b.feature)),
    cheapest: [...both].sort((a, b) => a.cost - b.cost || compareText(a.changes, b.changes) || a.row - b.row).slice(0, 6),
  }
  return {
    headline: headlineOf(detail),
    verdict: detail.verdict,
    values: valuesOf(detail),
    tests: [],
    detail: detail as unknown as Json,
    rowsUsed: data.table.rows,
    rowsTotal: dataset.table.rows,
    warnings: drawnNote(all.table.rows, all.total, 'decision'),
    notTested: [
      ...weightsNote(input, 'decisions are drawn row by row'),
      ...searchNotes(given.grid, choices, given.mostChanges),
      `Changes of more than ${formatNumber(mostCost)} robust standard deviations: a bound on what is small.`,
      ...(mostCost < 1 ? ['Categories: another level costs 1, which is beyond that bound.'] : []),
      ...features.filter((feature) => guarded.has(feature)).map((feature) => `${feature}: it is protected or fixed by the plan, so it is not changed.`),
    ],
  }
}

function reachOf(costs: readonly number[], within: number, rows: number): Reach {
  const flipped = costs.filter((cost) => cost <= within).length
  const { low, high } = rows === 0 ? { low: 0, high: 1 } : proportionInterval(flipped, rows)
  return { within, flipped, share: rows === 0 ? 0 : flipped / rows, low, high }
}

function flipsOf({ data, found }: { readonly data: OrderedRows; readonly found: readonly (Counterfactual | null)[] }, choices: readonly Choices[]): readonly Flip[] {
  return found.flatMap((one, row): readonly Flip[] => (one === null ? [] : [{
    row: data.rows[row]! + 1, cost: one.cost, before: data.score![row]!, after: one.score,
    changes: one.changes.map(({ feature, choice }) => {
      const { feature: name, kind, numbers, texts } = choices[feature]!
      const column = findColumn(data.table, name)
      return `${name}: ${(column === undefined ? '' : cellText(column, row)) || 'missing'} → ${kind === 'number' ? formatNumber(numbers[choice], 6) : texts[choice]!}`
    }).join('; '),
  }]))
}

const analysis: Analysis<Params> = {
  id: 'stability.adversarial',
  version: 1,
  group: 'stability',
  title: 'Adversarial search within realistic bounds',
  answers: 'How many decisions can be flipped by a small and realistic change of the inputs, chosen to flip them?',
  needs: { tasks: ['binary', 'regression'], datasets: [['test', 'production', 'development']], columns: ['feature'], scores: 'scorer', minimumRows: 30, threshold: true },
  tests: false,
  params,
  inapplicable: (input) => {
    if (scoredDataset(input) === undefined) return 'No dataset has scores of the artifact.'
    const guarded = columnsWithRole(input, 'protected')
    return columnsWithRole(input, 'feature').every((feature) => guarded.includes(feature)) ? 'Every feature is protected, so none may change.' : null
  },
  compute: (input, given, context) => {
    if (context.score === null) return Promise.reject(new Error('An analysis that needs a scorer was started without one.'))
    return compute(input, given, context)
  },
  findings,
  figures,
  section,
  method: [
    'For decisions of the test dataset (else production, else development), drawn at random, the cheapest change that flips them is sought: every single change to an observed quantile or level of the reference, then the six most promising of a row (gain of score per cost) with every further change, up to the number of features allowed.',
    'The size of a change is the sum of distances in robust standard deviations of the reference (interquartile range over 1.349; a quarter of the range where that is 0); another level, or a value in place of a missing one, counts 1. Protected columns never change.',
    'The share of decisions flipped within a size has Wilson\'s interval over the decisions drawn (Clopper–Pearson under five flipped or five not flipped). What is found is a lower bound: values between the quantiles and longer combinations are not tried.',
    'Unlike perturbation, where changes fall at random, the change is chosen here to do harm.',
    'Where a limit is set, the verdict is "different" when the interval at the error budget lies above it, "equivalent" when it lies below.',
  ],
  references: [
    { text: 'Ballet, V. et al. (2019). Imperceptible adversarial attacks on tabular data. NeurIPS Workshop on Robust AI in Financial Services.' },
    { text: 'Hardt, M., Megiddo, N., Papadimitriou, C., Wootters, M. (2016). Strategic classification. ITCS.' },
    { text: 'Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference. JASA 22, 209–212.' },
  ],
}

export default analysis
