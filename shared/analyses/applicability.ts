import type { Analysis, AnalysisInput, ColumnRole, DatasetRole } from '../contract/analysis'
import type { Json } from '../contract/json'
import { countOf } from './common/format'
import { parseParameters } from './parameters'

/** Said of every analysis of decisions while a score only ranks. */
export const noThresholdReason = 'No decision threshold is set.'

const roleWords: Readonly<Record<ColumnRole, string>> = {
  feature: 'feature', outcome: 'outcome', prediction: 'prediction', segment: 'segment', protected: 'protected',
  date: 'date', id: 'id', weight: 'weight', ignore: 'ignore',
}

const datasetWords: Readonly<Record<DatasetRole, string>> = {
  development: 'development dataset', test: 'test dataset', production: 'production window',
}

/** "no test dataset", "neither a test dataset nor a production window". */
function noneOf(roles: readonly DatasetRole[]): string {
  return roles.length === 1 ? `no ${datasetWords[roles[0]!]}` : `neither ${roles.map((role) => `a ${datasetWords[role]}`).join(' nor ')}`
}

/**
 * Why an analysis does not apply to an input, in one sentence, or null when it applies.
 * Only declared needs are looked at first, in the order task, datasets, columns, scores, rows,
 * threshold; then the analysis' own further condition under its parameters (the defaults where left out).
 */
export function whyNotApplicable(analysis: Analysis, input: AnalysisInput, params?: Readonly<Record<string, Json>>): string | null {
  const { needs } = analysis
  if (!needs.tasks.includes(input.task)) return `It applies to ${needs.tasks.join(' or ')} models; this one is ${input.task}.`
  for (const alternatives of needs.datasets) {
    if (!input.datasets.some((dataset) => alternatives.includes(dataset.role))) return `The review has ${noneOf(alternatives)}.`
  }
  const missing = missingRole(analysis, input)
  if (missing !== null) return missing
  const scores = missingScores(analysis, input)
  if (scores !== null) return scores
  const rows = tooFewRows(analysis, input)
  if (rows !== null) return rows
  if (needs.threshold && input.decision.threshold === null) return noThresholdReason
  return analysis.inapplicable?.(input, params ?? parseParameters(analysis, {})) ?? null
}

function missingRole({ needs }: Analysis, input: AnalysisInput): string | null {
  const roles = Object.values(input.roles).flat()
  const hasOutcome = input.datasets.some((dataset) => dataset.outcome !== null)
  if (needs.columns.length === 0) return null
  if (needs.columns.some((role) => (role === 'outcome' ? hasOutcome : roles.includes(role)))) return null
  if (needs.columns.includes('outcome') && roles.includes('outcome')) return 'No dataset holds an outcome: the column is absent, or empty in every row.'
  return needs.columns.length === 1
    ? `No column has the role '${roleWords[needs.columns[0]!]}'.`
    : `No column has one of the roles ${needs.columns.map((role) => `'${roleWords[role]}'`).join(', ')}.`
}

function missingScores({ needs }: Analysis, input: AnalysisInput): string | null {
  if (needs.scores === 'none') return null
  const bare = withoutScores(needs, input)
  if (bare !== null) return bare
  if (needs.scores === 'scorer') return input.datasets.some((dataset) => dataset.score !== null || dataset.predictedClass !== null) ? null : input.model === null ? 'The review has no artifact that could score rows.' : 'The artifact cannot be scored here, and this analysis needs its scores.'
  return input.datasets.some((dataset) => dataset.score !== null || dataset.recorded !== null || dataset.predictedClass !== null || dataset.recordedClass !== null)
    ? null
    : 'There are neither scores of the artifact nor recorded predictions.'
}

/** Scores are there, but in no row that could be used. */
function withoutScores(needs: Analysis['needs'], { datasets }: AnalysisInput): string | null {
  const scored = datasets.flatMap((dataset) => [dataset.score, dataset.recorded, dataset.predictedClass, dataset.recordedClass].flatMap((values) => (values === null ? [] : [{ values, outcome: dataset.outcome }])))
  if (scored.length === 0) return null
  if (scored.every(({ values }) => !values.some((value) => !Number.isNaN(value)))) return 'No row has a score or a recorded prediction: all are missing.'
  return needs.columns.includes('outcome') && needs.columns.length === 1 && scored.every(({ values, outcome }) => outcome?.some((value, row) => !Number.isNaN(value) && !Number.isNaN(values[row]!)) !== true)
    ? 'No row has both an outcome and a score.'
    : null
}

/** A need for rows is met when, for each needed kind of dataset, one of that kind has them. */
function tooFewRows({ needs }: Analysis, input: AnalysisInput): string | null {
  const kinds = needs.datasets.length === 0 ? [['development', 'test', 'production'] as const] : needs.datasets
  for (const alternatives of kinds) {
    const candidates = input.datasets.filter((dataset) => alternatives.includes(dataset.role))
    if (candidates.length === 0) return 'The review has no dataset.'
    const largest = candidates.reduce((best, dataset) => (dataset.table.rows > best.table.rows ? dataset : best))
    if (largest.table.rows < needs.minimumRows) {
      return `The ${datasetWords[largest.role]} has ${countOf(largest.table.rows, 'row')}; ${String(needs.minimumRows)} are needed.`
    }
  }
  return null
}
