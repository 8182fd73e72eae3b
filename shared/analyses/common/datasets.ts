import type { AnalysisDataset, AnalysisInput, ColumnRole } from '../../contract/analysis'
import type { Column, Table } from '../../contract/table'

/** Code-point order: the same on every machine, whatever its language. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** Datasets of a role; production windows by period, others as given. */
export function datasetsOf(input: AnalysisInput, role: AnalysisDataset['role']): readonly AnalysisDataset[] {
  const held = input.datasets.filter((dataset) => dataset.role === role)
  return role === 'production' ? [...held].sort((a, b) => compareText(a.period, b.period) || compareText(a.name, b.name)) : held
}

/** What others are compared with: the first development dataset, else the first test dataset. */
export function referenceDataset(input: AnalysisInput): AnalysisDataset | null {
  return datasetsOf(input, 'development')[0] ?? datasetsOf(input, 'test')[0] ?? null
}

/** Score to be judged: the artifact's own, else the developer's recorded prediction. */
export function scoreOf(dataset: AnalysisDataset): Float64Array | null {
  return dataset.score ?? dataset.recorded
}

/** Where the score of a dataset comes from, in words. */
export function scoreOrigin(dataset: AnalysisDataset): string {
  return dataset.score !== null ? 'scores of the artifact' : dataset.recorded !== null ? 'recorded predictions' : 'no scores'
}

/** What a dataset is called in texts: the window's period, else its name. */
export function labelOf(dataset: AnalysisDataset): string {
  return dataset.period !== '' ? dataset.period : dataset.name
}

/** A part of a value id that is stable and free of slashes. */
export function idPart(text: string): string {
  return text.replaceAll('/', '∕')
}

/** Id of a dataset inside value ids: period for windows, role for the only one of its role, else its id. */
export function datasetKey(input: AnalysisInput, dataset: AnalysisDataset): string {
  const same = input.datasets.filter((other) => other.role === dataset.role)
  if (dataset.period !== '' && same.filter((other) => other.period === dataset.period).length === 1) return idPart(dataset.period)
  return same.length === 1 ? dataset.role : `${dataset.role}-${String(same.indexOf(dataset) + 1)}`
}

/** Names of the columns that hold one of the roles, in code-point order; `ignore` wins over any other. */
export function columnsWithRole(input: AnalysisInput, ...roles: readonly ColumnRole[]): readonly string[] {
  return Object.entries(input.roles)
    .filter(([, held]) => !held.includes('ignore') && held.some((role) => roles.includes(role)))
    .map(([name]) => name)
    .sort(compareText)
}

/** The column of this name, or undefined. */
export function findColumn(table: Table, name: string): Column | undefined {
  return table.columns.find((column) => column.name === name)
}

/** Datasets that can be judged against outcomes: test ones, else production, else development. */
export function judgedDatasets(input: AnalysisInput): readonly AnalysisDataset[] {
  for (const role of ['test', 'production', 'development'] as const) {
    const usable = datasetsOf(input, role).filter((dataset) => scoreOf(dataset) !== null && dataset.outcome !== null)
    if (usable.length > 0) return usable
  }
  return []
}

/** The dataset whose rows are scored anew: test, else production, else development; the first that has scores of the artifact. */
export function scoredDataset(input: AnalysisInput): AnalysisDataset | undefined {
  return [...datasetsOf(input, 'test'), ...datasetsOf(input, 'production'), ...datasetsOf(input, 'development')].find((dataset) => dataset.score !== null)
}
