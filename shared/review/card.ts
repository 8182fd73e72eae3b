import type { NamedValue } from '../contract/analysis'
import type { ReviewCard } from '../contract/ipc'
import type { ReviewState } from './state'

/** The figure a model is known by, per kind of model: the analysis that measures it and the beginning of its ids. */
const measures: readonly (readonly [analysis: string, id: string])[] = [
  ['performance.discrimination', 'auc/'], ['performance.multiclass', 'accuracy/'], ['performance.regression', 'rmse/'],
]

/** What lists of reviews say of one: whose it is, how far it is, what is open, and how well the model does. */
export function cardOf({ title, governance, runs, findings, signatures }: ReviewState): ReviewCard {
  const measured = measures.flatMap(([analysis, id]) => runs.filter((run) => run.analysis === analysis).flatMap((run) => measureOf(run.result.values.filter((value) => value.id.startsWith(id)))))
  return {
    title, model: governance.modelName, version: governance.modelVersion, tier: governance.tier, nextReview: governance.nextReview,
    analyses: runs.length, signatures: signatures.length,
    openFindings: findings.filter(({ status }) => status !== 'dismissed' && status !== 'closed').length,
    measure: measured[0] ?? null,
  }
}

/** On the test data where there are any, else on the first dataset. */
function measureOf(values: readonly NamedValue[]): readonly NonNullable<ReviewCard['measure']>[] {
  const chosen = values.find(({ id }) => /\/test/.test(id)) ?? values[0]
  return chosen?.value === undefined || chosen.value === null ? [] : [{ label: chosen.label, value: chosen.value, low: chosen.low ?? null, high: chosen.high ?? null, n: chosen.n ?? null }]
}
