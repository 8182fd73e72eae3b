import type { JobContext } from '../../contract/job'
import type { ExplainRequest, Explanation } from '../../contract/model'
import type { Column } from '../../contract/table'
import type { Forest } from '../trees/forest'
import type { CompiledForest } from '../trees/kernel'
import { coversUsable } from './tree-paths'
import { treeShap, type FeatureRows } from './tree-shap'

/** What a producer's scorer knows about the output that is explained. */
export interface ForestOutput {
  readonly forest: Forest
  readonly compiled: CompiledForest
  /** Which output's trees. */
  readonly group: number
  /** Margin when no tree speaks. */
  readonly offset: number
  /** Factor on the sum of leaves (1 over the iterations of a random forest, the sigmoid's slope). */
  readonly scale: number
  readonly link: Explanation['link']
  /** The scorer's own margin per row, summed the way it sums when it scores. */
  readonly output: Float64Array
}

/**
 * SHAP values of one margin of a tree ensemble. Path-dependent where it is asked for and the file
 * holds the training weights, else interventional against the background rows.
 */
export function explainForest(of: ForestOutput, columns: readonly Column[], data: FeatureRows, background: () => FeatureRows, request: ExplainRequest, job: JobContext): Explanation {
  const pathDependent = request.trees === 'path-dependent' && coversUsable(of.forest)
  const { base, contributions } = treeShap(of.forest, of.compiled, of.group, data, pathDependent ? null : background(), job)
  return {
    method: pathDependent ? 'tree-path-dependent' : 'tree-interventional',
    link: of.link,
    base: of.offset + of.scale * base,
    output: of.output,
    contributions: contributions.map((values, feature) => ({
      feature: columns[feature]!.name,
      values: values.length === 0 ? new Float64Array(data.rows) : of.scale === 1 ? values : values.map((value) => value * of.scale),
    })),
  }
}
