import type { AnalysisDataset, AnalysisInput, ColumnRole, ColumnRoles, DatasetRole, Explainer } from '../contract/analysis'
import type { RunSetup, SharedDataset } from '../contract/engine'
import { ExpectedError } from '../contract/errors'
import { canonicalJson } from '../contract/json'
import type { JobContext } from '../contract/job'
import type { ModelCard, Scorer, Scores, Task } from '../contract/model'
import type { Column, Table } from '../contract/table'
import { columnByName, cutWindows, keptRows, numericValues, selectRows } from '../table'
import { caseWeights } from './case-weights'
import { predictedClasses, recordedClasses, sameValue } from './class-predictions'
import { outcomeColumn, requireDistinctRows, requireKnownClasses, requireNumbers, requirePositiveClass, requireThresholdInReach, rolesHeld } from './input-checks'

/** Columns that hold a role, in the table's order. */
export function columnsWithRole(table: Table, roles: ColumnRoles, role: ColumnRole): readonly string[] {
  return table.columns.map((c) => c.name).filter((name) => rolesHeld(roles, name).includes(role))
}

/**
 * The one score of a model with several outputs: the named output; else the probability of the
 * positive class; else the last probability; else the first value.
 * @throws `model.no-score` when the artifact only gives labels, `model.unknown-output` for a wrong name.
 */
export function chooseScore(card: ModelCard, scores: Scores, output: string | null, positive: string): Float64Array {
  const name = chooseOutput(card, output, positive)
  const values = scores.outputs.find((o) => o.name === name)?.values
  if (values !== undefined) return values
  if (output === null) throw noScore()
  throw new ExpectedError('model.unknown-output', `The model has no output "${output}".`, { remedy: `Choose one of ${scores.outputs.map((o) => o.name).join(', ')}.` })
}

/**
 * Name of the output that `chooseScore` takes, as the card has it.
 * @throws `model.no-score` when the artifact only gives labels.
 */
export function chooseOutput(card: ModelCard, output: string | null, positive: string): string {
  if (output !== null) return output
  const probabilities = card.outputs.filter((o) => o.kind === 'probability')
  const match = probabilities.find((o) => o.classLabel !== undefined && sameValue(o.classLabel, positive)) ?? probabilities.at(-1)
  const value = match ?? card.outputs.find((o) => o.kind === 'value')
  if (value === undefined) throw noScore()
  return value.name
}

/** Whether the artifact gives anything but labels. */
function givesScore(card: ModelCard): boolean {
  return card.outputs.some((output) => output.kind !== 'label')
}

function noScore(): ExpectedError {
  return new ExpectedError('model.no-score', 'The model gives labels only, no score that can be ranked or cut.', { remedy: 'Review it by its recorded predictions.' })
}

/** The scorer's own explanation of the chosen score, as analyses ask for it; null where it has none. */
export function explainerOf(scorer: Scorer, card: ModelCard, output: string | null, positive: string, job: JobContext): Explainer | null {
  if (scorer.explain === undefined || (output === null && !givesScore(card))) return null
  const name = chooseOutput(card, output, positive)
  return (table, request) => scorer.explain!(table, { ...request, output: name }, job)
}

/** Outcome per row as analyses want it; NaN where missing or not a known class. */
export function outcomeValues(column: Column, task: Task, positive: string, classes: readonly string[]): Float64Array {
  const length = column.kind === 'number' ? column.values.length : column.kind === 'category' ? column.codes.length : column.offsets.length - 1
  if (task === 'regression') return numericValues(column)
  const out = new Float64Array(length).fill(Number.NaN)
  if (column.kind === 'text') return out
  const worth = (text: string): number => (task === 'binary' ? Number(sameValue(text, positive)) : classes.findIndex((c) => sameValue(c, text)))
  if (column.kind === 'category') {
    const byLevel = column.levels.map(worth)
    column.codes.forEach((code, row) => { if (code >= 0) out[row] = orNaN(byLevel[code]!) })
    return out
  }
  const boolean = column.type === 'boolean'
  const wanted = boolean ? truth(positive) : Number(positive)
  column.values.forEach((value, row) => {
    if (Number.isNaN(value)) return
    out[row] = task === 'binary' ? Number(value === wanted) : orNaN(worth(boolean ? (value === 1 ? 'true' : 'false') : String(value)))
  })
  return out
}

const orNaN = (index: number): number => (index < 0 ? Number.NaN : index)
/** 1 or 0 as the words say; NaN for any other word, which then equals no value. */
const truth = (text: string): number => (/^(1|true|yes|t|y)$/i.test(text.trim()) ? 1 : /^(0|false|no|f|n)$/i.test(text.trim()) ? 0 : Number.NaN)

/** Classes of the outcome: the artifact's own order, else the levels seen, sorted. */
function outcomeClasses(card: ModelCard | null, tables: readonly Table[], roles: ColumnRoles): readonly string[] {
  if (card !== null && card.classes.length > 0) return card.classes
  const levels = new Set<string>()
  for (const table of tables) {
    const name = columnsWithRole(table, roles, 'outcome')[0]
    const column = name === undefined ? undefined : columnByName(table, name)
    if (column?.kind === 'category') column.levels.forEach((level) => levels.add(level))
    if (column?.kind === 'number') column.values.forEach((value) => { if (!Number.isNaN(value)) levels.add(String(value)) })
  }
  return [...levels].sort()
}

/** A dataset, or one window of it, with the rows a run is computed on. */
interface RunTable {
  readonly dataset: string
  readonly name: string
  readonly sha256: string
  readonly role: DatasetRole
  readonly period: string
  readonly table: Table
  /** What picked the rows: two tables of one file and one pick are the same rows. */
  readonly pick: string
}

/**
 * A dataset after its filters, or its windows where it is cut into periods.
 * @throws `input.not-loaded`; `input.no-rows` where a filter keeps none; `windows.role` for a development or test dataset, of which there is one whole.
 */
function windowsOf({ dataset, role, period, filter, where, windows }: RunSetup['datasets'][number], shared: readonly SharedDataset[], job: JobContext): readonly RunTable[] {
  const found = shared.find((s) => s.dataset === dataset)
  if (found === undefined) throw new ExpectedError('input.not-loaded', 'A dataset of the review is not loaded.', { remedy: 'Load the inputs again in Inputs.' })
  const { name, sha256 } = found
  const { table } = keptRows(found.table, { filter, ...(where === undefined ? {} : { where }) }, job)
  if (table.rows === 0 && found.table.rows > 0) {
    throw new ExpectedError('input.no-rows', `The filter of ${name} keeps none of its ${found.table.rows.toLocaleString('en')} rows${where === undefined ? '' : `: ${where}`}.`, { file: name, remedy: 'Change the filter, or take the dataset out of the review.' })
  }
  // Derived columns pick no rows by themselves, only through a filter or windows that use them.
  const pick = canonicalJson({ filter, where: where ?? '', windows: windows ?? null, derive: where === undefined && windows === undefined ? [] : found.shape?.derive ?? [] })
  if (windows === undefined) return [{ dataset, name, sha256, role, period, table, pick }]
  if (role !== 'production') throw new ExpectedError('windows.role', `${name} stands for ${role} and is cut into windows; only production data come in windows.`, { file: name, remedy: 'Set its role to production, or leave it whole.' })
  return cutWindows(table, windows, job).map((window) => ({ dataset: `${dataset}/${window.period}`, name, sha256, role, period: window.period, table: selectRows(table, window.rows), pick: `${pick} ${window.period}` }))
}

/** @throws `input.recorded` when no dataset has the chosen column in the role prediction. */
function requireRecorded(chosen: string, held: readonly (readonly string[])[]): void {
  if (held.some((columns) => columns.includes(chosen))) return
  throw new ExpectedError('input.recorded', `The recorded prediction "${chosen}" is no column in the role prediction.`, { column: chosen, remedy: 'Give the column that role, or choose another recorded prediction.' })
}

/**
 * Puts files, roles and artifact together into what analyses are computed on: filtered tables with
 * outcome, recorded prediction and the artifact's own score, row by row.
 */
export async function scoredInput(
  setup: RunSetup, shared: readonly SharedDataset[], model: { readonly card: ModelCard; readonly scorer: Scorer | null } | null, job: JobContext,
): Promise<AnalysisInput> {
  const card = model?.card ?? null
  const tables = setup.datasets.flatMap((asked) => windowsOf(asked, shared, job))
  const classes = setup.task === 'regression' ? [] : outcomeClasses(card, tables.map((t) => t.table), setup.roles)
  requireDistinctRows(tables)
  if (setup.recorded !== undefined) requireRecorded(setup.recorded, tables.map(({ table }) => columnsWithRole(table, setup.roles, 'prediction')))
  const datasets: AnalysisDataset[] = []
  const outcomes: { readonly column: Column; readonly values: Float64Array }[] = []
  for (const [index, { dataset, name, sha256, table, role, period }] of tables.entries()) {
    job.progress({ phase: 'Scoring', done: index, total: tables.length, unit: 'datasets' })
    job.checkpoint()
    const named = (column: string | undefined): Column | undefined => (column === undefined ? undefined : columnByName(table, column))
    const outcome = named(outcomeColumn(name, table, setup.roles))
    const values = outcome === undefined ? null : outcomeValues(outcome, setup.task, setup.positive, classes)
    if (outcome !== undefined && values !== null) outcomes.push({ column: outcome, values })
    const predictions = columnsWithRole(table, setup.roles, 'prediction').flatMap((column) => named(column) ?? [])
    const scores = model?.scorer == null || card === null ? null : await model.scorer.score(table, job)
    const several = setup.task === 'multiclass'
    const own = several && scores !== null && card !== null ? predictedClasses(card, scores, classes) : null
    const said = several ? recordedClasses(name, predictions, classes, table.rows) : null
    const recorded = said === null ? predictions.find(({ name: column }) => setup.recorded === undefined || column === setup.recorded) : undefined
    datasets.push({
      id: dataset, name, role, period, sha256, table,
      // A model of classes needs no single score: what is judged is the class.
      score: scores === null || card === null ? null : several && !givesScore(card) ? null : chooseScore(card, scores, setup.output, setup.positive),
      recorded: recorded === undefined ? null : requireNumbers(name, recorded),
      // A column without a single outcome tells no more than none.
      outcome: values?.some((value) => !Number.isNaN(value)) === true ? values : null,
      predictedClass: own?.classes ?? null,
      classProbabilities: own?.probabilities ?? null,
      recordedClass: said?.classes ?? null,
      recordedProbabilities: said?.probabilities ?? null,
      weight: caseWeights(name, table, columnsWithRole(table, setup.roles, 'weight')),
    })
  }
  if (setup.task === 'multiclass') requireKnownClasses(classes, outcomes)
  if (setup.task === 'binary') {
    requirePositiveClass(setup.positive, outcomes)
    requireThresholdInReach(setup.decision.threshold, datasets)
  }
  return { task: setup.task, classes, decision: setup.decision, roles: setup.roles, model: card, datasets }
}
