import { z } from 'zod'
import type { DatasetSummary, ModelSummary } from '../contract/engine'
import { ExpectedError } from '../contract/errors'
import type { Json } from '../contract/json'
import { columnRoleSchema, planSchema, type Plan, type PlanDataset } from '../contract/plan'
import type { ReviewEdit } from './edits'
import { guessRoles, rolesOfPlan, rowsAsked } from './setup'
import type { DatasetInput } from './state'

/** Reads a plan's text. @throws `plan.invalid` naming the first field that is wrong and what was expected. */
export function parsePlan(text: string, file: string): Plan {
  let document: unknown
  try {
    document = JSON.parse(text)
  } catch (error) {
    throw new ExpectedError('plan.invalid', `${file} is not JSON: ${error instanceof Error ? error.message : String(error)}.`, { file })
  }
  const result = planSchema.safeParse(document)
  if (result.success) return withColumnsOfAnyName(result.data, document, file)
  throw invalid(file, result.error.issues[0])
}

function invalid(file: string, issue: z.core.$ZodIssue | undefined): ExpectedError {
  const field = issue === undefined || issue.path.length === 0 ? 'the document' : issue.path.map(String).join('.')
  const lacks = issue?.code === 'invalid_type' && issue.message.endsWith('received undefined')
  return new ExpectedError('plan.invalid', lacks ? `${file} has no "${field}".` : `${file}: ${field}: ${issue?.message ?? 'not a plan'}.`, { file, remedy: 'See resources/schemas/plan.schema.json.' })
}

/** The schema leaves out a key `__proto__`, but a column may be called that, and then it must not lose its roles or its input in silence. */
function withColumnsOfAnyName(plan: Plan, document: unknown, file: string): Plan {
  const { columns, model } = document as { readonly columns?: Readonly<Record<string, unknown>>; readonly model: { readonly mapping?: Readonly<Record<string, unknown>> } }
  const kept = <T>(read: Readonly<Record<string, T>>, written: Readonly<Record<string, unknown>> | undefined, schema: z.ZodType<T>): Record<string, T> => {
    if (written === undefined || !Object.hasOwn(written, '__proto__')) return { ...read }
    const result = schema.safeParse(written['__proto__'])
    if (!result.success) throw invalid(file, result.error.issues[0])
    return { ...read, ['__proto__']: result.data }
  }
  return { ...plan, columns: kept(plan.columns, columns, z.array(columnRoleSchema)), model: { ...plan.model, mapping: kept(plan.model.mapping, model.mapping, z.string()) } }
}

/** The plan's JSON Schema, as it lies in resources/schemas. */
export function planJsonSchema(): Json {
  return { title: 'Countersign plan', ...(JSON.parse(JSON.stringify(z.toJSONSchema(planSchema, { io: 'input' }))) as Readonly<Record<string, Json>>) }
}

/** A dataset of the plan, opened. */
export interface OpenedDataset {
  readonly planned: PlanDataset
  readonly summary: DatasetSummary
}

/** The edits that turn an empty review into what the plan says, in the order a person would make them. */
export function editsFromPlan(plan: Plan, model: ModelSummary | null, datasets: readonly OpenedDataset[], available: readonly string[]): readonly ReviewEdit[] {
  checkColumns(plan, datasets)
  const { model: said, reviewer } = plan
  const inputs = datasets.map(({ planned, summary }): DatasetInput => ({
    id: summary.dataset, role: planned.role, period: planned.period, options: planned.read, filter: planned.filter, summary,
    ...rowsAsked(planned.where, planned.windows), ...(planned.origin === undefined ? {} : { origin: planned.origin }),
  }))
  const named = Object.keys(plan.columns).length > 0
  const roles = named ? rolesOfPlan(plan, datasets.map((d) => d.summary), model) : guessRoles(datasets.map((d) => d.summary), model)
  return [
    ...(model === null ? [] : [{ edit: 'model.set', model } as const]),
    ...inputs.map((dataset) => ({ edit: 'dataset.set', dataset }) as const),
    { edit: 'roles.guessed', roles },
    ...(named ? [{ edit: 'roles.confirmed' } as const] : []),
    { edit: 'setup.changed', patch: { task: plan.task, positive: plan.positive, decision: plan.decision, mapping: said.mapping, output: said.output ?? null, recorded: said.recorded ?? null, policy: plan.policy, seed: plan.seed } },
    ...plannedAnalyses(plan, available),
    {
      edit: 'governance.changed',
      patch: {
        modelName: said.name, modelVersion: said.version, owner: said.owner, developer: said.developer, purpose: said.purpose, use: said.use,
        tier: said.tier, reviewer: reviewer.name, organisation: reviewer.organisation, independence: reviewer.independence,
      },
    },
    { edit: 'opinion.changed', opinion: plan.opinion },
    ...(plan.rulePacks.length === 0 ? [] : [{ edit: 'rule-packs.chosen', ids: plan.rulePacks } as const]),
  ]
}

/** A role for a column that no file has is a slip of the pen, not something to pass over. */
function checkColumns(plan: Plan, datasets: readonly OpenedDataset[]): void {
  const known = new Set(datasets.flatMap((d) => d.summary.columns.map((c) => c.name)))
  const unknown = Object.keys(plan.columns).find((name) => !known.has(name))
  if (unknown !== undefined) throw new ExpectedError('plan.unknown-column', `The plan gives a role to column "${unknown}", which no dataset has.`, { column: unknown, remedy: `The datasets have: ${[...known].slice(0, 20).join(', ')}.` })
}

function plannedAnalyses(plan: Plan, available: readonly string[]): readonly ReviewEdit[] {
  if (plan.analyses === undefined) return []
  const chosen = new Map(plan.analyses.map(({ id, params }) => [id, params as Readonly<Record<string, Json>>]))
  const unknown = [...chosen.keys()].find((id) => !available.includes(id))
  if (unknown !== undefined) throw new ExpectedError('plan.unknown-analysis', `The plan asks for analysis "${unknown}", which does not exist.`, { remedy: `Known analyses: ${available.join(', ')}.` })
  return available.map((analysis) => ({ edit: 'plan.changed', analysis, enabled: chosen.has(analysis), params: chosen.get(analysis) ?? {} }))
}
