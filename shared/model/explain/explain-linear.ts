import type { JobContext } from '../../contract/job'
import type { Explanation } from '../../contract/model'
import type { Column } from '../../contract/table'
import type { FeatureRows } from './tree-shap'

/** One output of a linear model. */
export interface LinearOutput {
  readonly bias: number
  readonly weight: (feature: number) => number
  readonly link: Explanation['link']
  /** The scorer's own output per row. */
  readonly output: Float64Array
}

/**
 * Exact contributions of a linear model: weight · (x − mean of the background). A missing value adds
 * nothing to the output, so it counts as 0 here, in the row and in the mean.
 */
export function explainLinear(of: LinearOutput, columns: readonly Column[], features: readonly ArrayLike<number>[], background: FeatureRows, job: JobContext): Explanation {
  let base = of.bias
  const contributions = columns.map((column, i) => {
    job.checkpoint()
    const weight = of.weight(i)
    const centre = weight * meanOf(background.features[i]!)
    base += centre
    return { feature: column.name, values: Float64Array.from(features[i]!, (x) => (Number.isNaN(x) ? 0 : weight * x) - centre) }
  })
  return { method: 'linear', link: of.link, base, contributions, output: of.output }
}

function meanOf(values: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < values.length; i += 1) sum += Number.isNaN(values[i]!) ? 0 : values[i]!
  return values.length === 0 ? 0 : sum / values.length
}
