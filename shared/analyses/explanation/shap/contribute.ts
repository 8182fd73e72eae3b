import type { AnalysisContext, Explainer } from '../../../contract/analysis'
import { CancelledError, ExpectedError } from '../../../contract/errors'
import type { ExplainRequest } from '../../../contract/model'
import type { Table } from '../../../contract/table'
import { findColumn } from '../../common/datasets'
import { samplingShapley } from './sampling'
import type { Contributions } from './types'

export interface ExactAnswer {
  /** Null where the artifact has no exact contributions to give; the warning says why. */
  readonly contributions: Contributions | null
  readonly warnings: readonly string[]
}

/** The artifact's own contributions to its score of some rows. */
export async function exactContributions(table: Table, background: Table, trees: ExplainRequest['trees'], explain: Explainer): Promise<ExactAnswer> {
  try {
    const { method, link, base, output, contributions } = await explain(table, { background, trees })
    return {
      contributions: { method, space: link, base, output, columns: contributions.map((column) => ({ ...column, errors: null, groups: null })) },
      warnings: method === 'tree-interventional' && trees === 'path-dependent' ? ['The artifact holds no usable training weights, so contributions are interventional, not path-dependent.'] : [],
    }
  } catch (thrown) {
    if (!(thrown instanceof ExpectedError) || thrown instanceof CancelledError) throw thrown
    return { contributions: null, warnings: [`${thrown.message} Contributions are sampled instead.`] }
  }
}

/** Contributions by sampling orders of the features, for any artifact that scores; a draw per background row. */
export function sampledContributions(table: Table, background: Table, features: readonly string[], logOdds: boolean, context: AnalysisContext): Promise<Contributions> {
  const shared = (own: Table, other: Table): Table => ({ rows: own.rows, columns: own.columns.filter((column) => findColumn(other, column.name) !== undefined) })
  return samplingShapley({
    table: shared(table, background), background: shared(background, table),
    features: features.filter((name) => findColumn(table, name) !== undefined && findColumn(background, name) !== undefined),
    score: context.score!, logOdds, rng: context.rng.fork('orders'), checkpoint: () => context.checkpoint(),
    progress: (done, total) => context.progress({ phase: 'Sampling contributions', done, total, unit: 'draws' }),
  })
}
