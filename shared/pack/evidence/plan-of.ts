import { canonicalJson } from '../../contract/json'
import type { Plan, PlanDataset } from '../../contract/plan'
import { rowsAsked } from '../../review/setup'
import type { DatasetInput, ReviewState } from '../../review/state'

function plannedDataset({ summary, role, period, options, filter, where, windows, origin }: DatasetInput): PlanDataset {
  const [first = summary, ...further] = summary.parts ?? [summary]
  const { join, derive } = summary.shape ?? {}
  return {
    file: first.name, sha256: first.sha256, role, period, read: { ...options }, filter: filter.map((condition) => ({ ...condition })),
    ...(further.length === 0 ? {} : { parts: further.map(({ name, sha256 }) => ({ file: name, sha256 })) }),
    ...(join === undefined ? {} : { join }),
    ...(derive === undefined ? {} : { derive: derive.map((column) => ({ ...column })) }),
    ...rowsAsked(where, windows),
    ...(origin === undefined ? {} : { origin: { ...origin } }),
  }
}

/**
 * The plan a re-run of this review starts from: exactly the analyses that ran, with their parameters;
 * inputs by file name and SHA-256, never by place.
 */
export function planOf(review: ReviewState): Plan {
  const { governance, model, decision, opinion, policy } = review
  return {
    countersign: 1,
    title: review.title,
    model: {
      ...(model === null ? {} : { file: model.name, sha256: model.sha256 }),
      name: governance.modelName, version: governance.modelVersion, owner: governance.owner, developer: governance.developer,
      purpose: governance.purpose, use: governance.use, tier: governance.tier,
      ...(review.output === null ? {} : { output: review.output }),
      ...(review.recorded === null ? {} : { recorded: review.recorded }),
      mapping: { ...review.mapping },
    },
    datasets: review.datasets.map(plannedDataset),
    columns: Object.fromEntries(Object.entries(review.roles).map(([column, roles]) => [column, [...roles]])),
    task: review.task,
    positive: review.positive,
    decision: { ...decision },
    policy: { ...policy },
    seed: review.seed,
    analyses: review.runs.map((run) => ({ id: run.analysis, params: JSON.parse(canonicalJson(run.params)) as NonNullable<Plan['analyses']>[number]['params'] })),
    rulePacks: [...review.rulePacks],
    reviewer: { name: governance.reviewer, organisation: governance.organisation, independence: governance.independence },
    opinion: { ...opinion },
  }
}
