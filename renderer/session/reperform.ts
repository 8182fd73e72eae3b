import { analyses } from '../../shared/analyses/registry'
import type { SourceRef } from '../../shared/contract/bytes'
import type { DatasetSummary, RunSetup } from '../../shared/contract/engine'
import { ExpectedError } from '../../shared/contract/errors'
import type { Plan } from '../../shared/contract/plan'
import type { RunRecord } from '../../shared/contract/run-record'
import { compareRuns, type RunDifference } from '../../shared/pack/verify/compare-runs'
import { parsePlan } from '../../shared/review/from-plan'
import { callDesk, callRunner } from '../engine'
import { track } from './jobs'

/** What came of running a pack's plan again. */
export interface Rerun {
  readonly compared: number
  readonly differences: readonly RunDifference[]
  readonly missingInputs: readonly string[]
}

/** The documents inside a pack, by attachment name. */
export type PackFiles = ReadonlyMap<string, string>

/**
 * Runs the plan inside a pack on the files at hand, found by content alone, and compares every
 * number. Nothing is compared when an input is missing: a partial re-run would look like a match.
 */
export async function reperformPack(files: PackFiles, candidates: readonly SourceRef[]): Promise<Rerun> {
  const plan = parsePlan(document(files, 'plan.json'), 'plan.json')
  const evidence = JSON.parse(document(files, 'results.json')) as { readonly runs: readonly RunRecord[] }
  const byHash = await track('Finding the inputs', (options) => ({ ...hashAll(candidates), ...options }))
  const wanted = [...(plan.model.file === undefined ? [] : [{ file: plan.model.file, sha256: plan.model.sha256 }]), ...plan.datasets]
  const missingInputs = [...new Set(wanted.filter((w) => !byHash.has(w.sha256 ?? '')).map((w) => w.file))]
  if (missingInputs.length > 0) return { compared: 0, differences: [], missingInputs }
  const opened: DatasetSummary[] = []
  for (const [index, planned] of plan.datasets.entries()) {
    const source = byHash.get(planned.sha256 ?? '')!
    opened.push(await track(`Reading ${planned.file}`, (call) => callDesk('dataset.open', { dataset: `rerun-${index + 1}`, source, options: planned.read }, call)))
  }
  try {
    const model = plan.model.file === undefined ? null : { source: byHash.get(plan.model.sha256 ?? '')!, sha256: plan.model.sha256 ?? '' }
    const { runs } = await track('Running the plan again', (call) => callRunner('plan.run', setupOf(plan, opened, model !== null), model, call))
    return { ...compareRuns(evidence.runs, runs), missingInputs }
  } finally {
    for (const { dataset } of opened) await callDesk('dataset.close', { dataset }).result
  }
}

function document(files: PackFiles, name: string): string {
  const text = files.get(name)
  if (text === undefined) throw new ExpectedError('pack.no-evidence', `The pack holds no ${name}; it cannot be run again.`)
  return text
}

function hashAll(candidates: readonly SourceRef[]) {
  let cancelled = false
  const result = (async () => {
    const found = new Map<string, SourceRef>()
    for (const source of candidates) {
      if (cancelled) break
      const { sha256 } = await callDesk('file.hash', { source }).result
      found.set(sha256, source)
    }
    return found
  })()
  return { result, cancel: () => { cancelled = true } }
}

function setupOf(plan: Plan, opened: readonly DatasetSummary[], model: boolean): RunSetup {
  const known = new Set(analyses.map((a) => a.id))
  const gone = plan.analyses?.find(({ id }) => !known.has(id))
  if (gone !== undefined) throw new ExpectedError('plan.unknown-analysis', `The pack ran "${gone.id}", which this version does not know.`)
  return {
    task: plan.task, positive: plan.positive, decision: plan.decision, roles: plan.columns, mapping: plan.model.mapping,
    output: plan.model.output ?? null, model: model ? 'model' : null, policy: plan.policy, seed: plan.seed,
    datasets: plan.datasets.map(({ role, period, filter }, index) => ({ dataset: opened[index]!.dataset, role, period, filter })),
    analyses: plan.analyses ?? null,
  }
}
