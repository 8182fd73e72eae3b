import type { AnalysisContext, AnalysisDataset, AnalysisInput } from '../../../contract/analysis'
import { CancelledError, ExpectedError } from '../../../contract/errors'
import type { Table } from '../../../contract/table'
import { withColumn } from '../../../table/with-column'
import { columnsWithRole, findColumn, referenceDataset, scoredDataset } from '../../common/datasets'
import { countOf, formatCount } from '../../common/format'
import { keepOrdered, orderedRows } from '../../common/ordered-rows'
import type { OrderedRows } from '../../common/ordered-rows'
import { allMissing } from '../perturbation/changes'
import { gridOf, setTo } from './grid'
import type { Grid } from './grid'

/** Scores of every row with one feature set to each value of its grid: individual conditional expectation. */
export interface Scan {
  readonly grid: Grid
  /** One array per grid value, length rows; NaN where the artifact gives no number. */
  readonly scores: readonly Float64Array[]
  /** The same with the feature missing; null where the reference has none missing or the artifact refuses it. */
  readonly whenMissing: Float64Array | null
}

export interface ScanPlan {
  readonly dataset: AnalysisDataset
  readonly reference: AnalysisDataset
  readonly data: OrderedRows
  readonly grids: readonly Grid[]
  readonly warnings: readonly string[]
  readonly notTested: readonly string[]
}

/** Rows below which a curve says little; features are left out before rows fall under this. */
const fewestRows = 100

/**
 * What is scanned within a budget of changed rows to score: rows are drawn at random (seeded, said) until
 * rows × grid values fit; where even 100 rows do not, the features that the model uses least are left out.
 */
export function planScan(input: AnalysisInput, kinds: readonly Grid['kind'][], size: number, budget: number, context: AnalysisContext): ScanPlan {
  const dataset = scoredDataset(input)!
  const reference = referenceDataset(input) ?? dataset
  const checkpoint = (): void => context.checkpoint()
  const notTested: string[] = []
  const use = new Map((input.model?.featureUse ?? []).map(({ name, uses }) => [name, uses]))
  const features = columnsWithRole(input, 'feature')
  const possible = features.flatMap((feature): readonly Grid[] => {
    checkpoint()
    const own = findColumn(dataset.table, feature)
    const grid = gridOf(reference.table, feature, size)
    if (own !== undefined && grid !== null && own.kind === grid.kind) {
      if (kinds.includes(grid.kind)) return [grid]
      notTested.push(`${feature}: its values have no order.`)
    } else notTested.push(`${feature}: it is absent, constant or free text.`)
    return []
  }).sort((a, b) => (use.get(b.feature) ?? 0) - (use.get(a.feature) ?? 0))
  const grids: Grid[] = []
  let values = 0
  for (const grid of possible) {
    const more = values + grid.numbers.length + 1
    if (more * fewestRows > budget && grids.length > 0) notTested.push(`${grid.feature}: the budget of ${formatCount(budget)} scored rows is spent on features the model uses more.`)
    else {
      grids.push(grid)
      values = more
    }
  }
  const all = orderedRows({ ...dataset, outcome: null, recorded: null }, features, Math.max(fewestRows, Math.floor(budget / Math.max(1, values))), context.rng.fork('rows'), checkpoint)
  const data = keepOrdered(all, (row) => Number.isFinite(all.score![row]!))
  const warnings = all.table.rows < all.total ? [`${formatCount(all.table.rows)} of ${countOf(all.total, 'row')} were used, drawn at random with the seed of the review, to keep to ${formatCount(budget)} scored rows.`] : []
  return { dataset, reference, data, grids: grids.sort((a, b) => features.indexOf(a.feature) - features.indexOf(b.feature)), warnings, notTested }
}

/** Scans one feature; the artifact's refusal comes back as a sentence. */
export async function scanFeature(table: Table, grid: Grid, context: AnalysisContext): Promise<Scan | string> {
  const column = findColumn(table, grid.feature)!
  const scores: Float64Array[] = []
  try {
    for (let index = 0; index < grid.numbers.length; index += 1) {
      context.checkpoint()
      scores.push(await context.score!(withColumn(table, setTo(column, grid, index))))
    }
  } catch (thrown) {
    return `the artifact refuses it: ${refusal(thrown)}`
  }
  if (!grid.missing || column.kind === 'text') return { grid, scores, whenMissing: null }
  try {
    context.checkpoint()
    return { grid, scores, whenMissing: await context.score!(withColumn(table, allMissing(column))) }
  } catch (thrown) {
    refusal(thrown)
    return { grid, scores, whenMissing: null }
  }
}

function refusal(thrown: unknown): string {
  if (thrown instanceof ExpectedError && !(thrown instanceof CancelledError)) return thrown.message
  throw thrown
}

/** Places of the rows that have a score at every value of the grid. */
export function completeRows({ scores }: Scan): readonly number[] {
  return Array.from(scores[0]!.keys()).filter((row) => scores.every((at) => Number.isFinite(at[row]!)))
}
