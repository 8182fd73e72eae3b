import { memorySource } from '../../../shared/contract/bytes'
import type { RunSetup, SharedDataset } from '../../../shared/contract/engine'
import { quietJob } from '../../../shared/contract/job'
import { sha256Hex } from '../../../shared/contract/json'
import type { Plan } from '../../../shared/contract/plan'
import type { NotRun, RunRecord } from '../../../shared/contract/run-record'
import { runAnalyses } from '../../../shared/analyses/run'
import { readModel } from '../../../shared/model'
import { chooseScore, explainerOf, scoredInput } from '../../../shared/review/scored-input'
import { setupHash } from '../../../shared/review/setup'
import { readTable } from '../../../shared/table'

/** Runs a plan on bytes in memory: the same functions the workers call, without the workers. */
export async function reviewOf(plan: Plan, file: (name: string) => Uint8Array): Promise<{ runs: readonly RunRecord[]; notRun: readonly NotRun[] }> {
  const tables: SharedDataset[] = []
  for (const [index, { file: name, read }] of plan.datasets.entries()) {
    const bytes = file(name)
    const { table } = await readTable(memorySource(name, bytes), read, quietJob)
    tables.push({ dataset: `d${index}`, name, sha256: sha256Hex(bytes), options: read, table })
  }
  const artifact = plan.model.file === undefined ? null : file(plan.model.file)
  const read = artifact === null ? null : await readModel(memorySource(plan.model.file!, artifact), quietJob)
  const scorer = (await read?.createScorer?.(plan.model.mapping)) ?? null
  const setup: RunSetup = {
    task: plan.task, positive: plan.positive, decision: plan.decision, roles: plan.columns, mapping: plan.model.mapping,
    output: plan.model.output ?? null, model: 'm', policy: plan.policy, seed: plan.seed,
    datasets: plan.datasets.map(({ role, period, filter }, index) => ({ dataset: `d${index}`, role, period, filter })),
    analyses: null,
  }
  const input = await scoredInput(setup, tables, read === null ? null : { card: read.card, scorer }, quietJob)
  const score = scorer === null || read === null ? null : async (table: SharedDataset['table']) => chooseScore(read.card, await scorer.score(table, quietJob), setup.output, setup.positive)
  const hash = setupHash(setup, new Map(tables.map((t) => [t.dataset, t])), artifact === null ? null : sha256Hex(artifact))
  return runAnalyses(input, null, { seed: plan.seed, policyAlpha: plan.policy.alpha, setupHash: hash }, score, quietJob, () => undefined,
    scorer === null || read === null ? null : explainerOf(scorer, read.card, setup.output, setup.positive, quietJob))
}
