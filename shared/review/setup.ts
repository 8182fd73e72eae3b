import type { ColumnRole, ColumnRoles } from '../contract/analysis'
import type { DatasetShape, DatasetSummary, ModelSummary, RunSetup } from '../contract/engine'
import { hashOfJson } from '../contract/json'
import type { Plan, Windows } from '../contract/plan'
import type { ReviewState } from './state'

/** The run that the review as it stands asks for. */
export function runSetup(review: ReviewState): RunSetup {
  return {
    task: review.task,
    positive: review.positive,
    decision: review.decision,
    roles: review.roles,
    mapping: review.mapping,
    output: review.output,
    ...(review.recorded === null ? {} : { recorded: review.recorded }),
    model: review.model?.model ?? null,
    datasets: review.datasets.map(({ id, role, period, filter, where, windows }) => ({ dataset: id, role, period, filter, ...rowsAsked(where, windows) })),
    policy: review.policy,
    seed: review.seed,
    analyses: null,
  }
}

/** A filter expression and windows as a setup carries them: not at all where nothing is asked. */
export function rowsAsked(where: string | undefined, windows: Windows | null | undefined): { readonly where?: string; readonly windows?: Windows } {
  return { ...(where === undefined || where.trim() === '' ? {} : { where }), ...(windows === undefined || windows === null ? {} : { windows }) }
}

/** The same run with the plan's choices: `available` are the registry's analysis ids. */
export function plannedSetup(review: ReviewState, available: readonly string[]): RunSetup {
  const chosen = available
    .filter((id) => review.plan[id]?.enabled !== false)
    .map((id) => ({ id, params: review.plan[id]?.params ?? {} }))
  return { ...runSetup(review), analyses: chosen }
}

/** What a file is and how it was read: enough to know that two runs saw the same rows. */
export interface InputFact {
  readonly sha256: string
  readonly options: Readonly<Record<string, string>>
  readonly shape?: DatasetShape
}

/**
 * Identity of everything that decides the numbers except parameters, which stand in each record:
 * files by content, reader overrides, roles, outcome, decision, mapping, seed and policy.
 */
export function setupHash(setup: RunSetup, datasets: ReadonlyMap<string, InputFact>, model: string | null): string {
  return hashOfJson({
    task: setup.task,
    positive: setup.positive,
    decision: setup.decision,
    roles: withoutEmpty(setup.roles),
    mapping: setup.mapping,
    output: setup.output,
    ...(setup.recorded === undefined ? {} : { recorded: setup.recorded }),
    model,
    policy: setup.policy,
    seed: setup.seed,
    datasets: setup.datasets.map(({ dataset, role, period, filter, where, windows }) => {
      const file = datasets.get(dataset)
      return { sha256: file?.sha256, options: file?.options, role, period, filter, ...(file?.shape === undefined ? {} : { shape: file.shape }), ...rowsAsked(where, windows) }
    }),
  })
}

/** `setupHash` of a review, with the plan's choices mixed in: what "stale" is judged by. */
export function reviewSetupHash(review: ReviewState): string {
  const files = new Map(review.datasets.map((d) => [d.id, { sha256: d.summary.sha256, options: d.options, ...(d.summary.shape === undefined ? {} : { shape: d.summary.shape }) }]))
  return setupHash(runSetup(review), files, review.model?.sha256 ?? null)
}

function withoutEmpty(roles: ColumnRoles): ColumnRoles {
  return Object.fromEntries(Object.entries(roles).filter(([, held]) => held.length > 0).map(([column, held]) => [column, [...held].sort()]))
}

const outcomeNames = /^(target|label|outcome|default(ed|_\w+)?|y|class|bad|churn(ed)?|response|two_year_recid|income_above_50k)$/i
const predictionNames = /^(predictions?|predicted|preds?|scores?|pd|prob(ability)?|proba|recorded(_(pd|score|prediction|probability))?|(model|predicted)_(pd|score|prob(ability)?)|p_default|y_(pred|hat|prob|proba|score))$/i
const protectedNames = /^(sex|gender|race|ethnicity|age|age_band|age_group|nationality|religion|disability|marital_status|foreign_worker)$/i
const dateNames = /(^|_)(date|month|period|timestamp|as_of)$/i
const idNames = /(^|_)(id|uuid|key|number)$/i
const segmentNames = /^(region|segment|product|channel|branch|state|country|sector)$/i
const weightNames = /^(weight|sample_weight|wgt|fnlwgt)$/i

/**
 * A guess at column roles from names, the artifact's inputs and how the columns look; the person
 * confirms it. What feeds an input of the artifact, by name or by mapping, is a feature, whatever
 * its name.
 */
export function guessRoles(summaries: readonly DatasetSummary[], model: ModelSummary | null, mapping: Readonly<Record<string, string>> = {}): ColumnRoles {
  const inputs = new Set(feedingColumns(model, mapping))
  const known = inputs.size > 0
  const guess = new Map<string, readonly ColumnRole[]>()
  for (const column of summaries.flatMap((s) => s.columns)) {
    const { name } = column
    if (guess.has(name)) continue
    const roles = new Set<ColumnRole>()
    if (inputs.has(name)) roles.add('feature')
    else if (outcomeNames.test(name)) roles.add('outcome')
    else if (predictionNames.test(name)) roles.add('prediction')
    else if (weightNames.test(name)) roles.add('weight')
    else if (dateNames.test(name) || column.type === 'date') roles.add('date')
    else if (idNames.test(name) || (column.type === 'text' && column.distinct === column.rows)) roles.add('id')
    if (protectedNames.test(name)) roles.add('protected')
    if (segmentNames.test(name)) roles.add('segment')
    if (roles.size === 0 && !known) roles.add(column.type === 'text' ? 'ignore' : 'feature')
    guess.set(name, [...roles])
  }
  return Object.fromEntries(guess)
}

/**
 * The roles a plan gives, and 'feature' for every column that the artifact takes as input and the
 * plan does not name: an analysis of the features must not leave some of them out in silence. A
 * column that the plan names keeps exactly the roles it is given, none included.
 */
export function rolesOfPlan(plan: Pick<Plan, 'columns' | 'model'>, summaries: readonly DatasetSummary[], model: ModelSummary | null): ColumnRoles {
  const known = new Set(summaries.flatMap((s) => s.columns.map((c) => c.name)))
  const unnamed = feedingColumns(model, plan.model.mapping).filter((column) => known.has(column) && !Object.hasOwn(plan.columns, column))
  return { ...plan.columns, ...Object.fromEntries(unnamed.map((column) => [column, ['feature'] as const])) }
}

/** Names of the columns that feed the artifact's inputs; an input without a name only by mapping. */
function feedingColumns(model: ModelSummary | null, mapping: Readonly<Record<string, string>>): readonly string[] {
  return (model?.card.inputs ?? []).flatMap(({ name, positional }) => (Object.hasOwn(mapping, name) ? mapping[name]! : positional ? [] : name))
}
