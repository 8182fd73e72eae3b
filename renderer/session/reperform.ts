import { analyses } from '../../shared/analyses/registry'
import type { SourceRef } from '../../shared/contract/bytes'
import type { DatasetSummary, RunSetup } from '../../shared/contract/engine'
import { CancelledError, ExpectedError } from '../../shared/contract/errors'
import type { Plan } from '../../shared/contract/plan'
import { compareRuns, rerunLine, type RunComparison } from '../../shared/pack/verify/compare-runs'
import type { VerifyLine, VerifyReport } from '../../shared/pack/verify/report'
import { rowsAsked } from '../../shared/review/setup'
import { callDesk, callRunner } from '../engine'
import { track } from './jobs'

/** What came of running a pack's plan again. */
export interface Rerun {
  /** Null when it was not run, for want of inputs. */
  readonly comparison: RunComparison | null
  readonly missingInputs: readonly string[]
  /** The fifth line of the report. */
  readonly line: VerifyLine
}

/**
 * Runs the plan inside a pack on the files at hand, found by content alone, and compares every
 * number. Nothing is compared when an input is missing: a partial re-run would look like a match.
 */
export async function reperformPack(report: VerifyReport, candidates: readonly SourceRef[]): Promise<Rerun> {
  if (report.evidence === null) throw new ExpectedError('pack.no-evidence', 'The evidence in this file cannot be read, so nothing can be run again.')
  const { plan, runs: recorded } = report.evidence
  const byHash = await track('Finding the inputs', (options) => ({ ...hashAll(candidates), ...options }))
  const wanted = [...(plan.model.file === undefined ? [] : [{ file: plan.model.file, sha256: plan.model.sha256 }]), ...plan.datasets.flatMap((d) => [d, ...(d.parts ?? []), ...(d.join === undefined ? [] : [d.join])])]
  const missingInputs = [...new Set(wanted.filter((w) => !byHash.has(w.sha256 ?? '')).map((w) => w.file))]
  if (missingInputs.length > 0) return { comparison: null, missingInputs, line: notRerun(missingInputs) }
  const opened: DatasetSummary[] = []
  for (const [index, planned] of plan.datasets.entries()) {
    const { file, sha256, parts = [], join, read, filter, derive, where, windows } = planned
    const found = (hash: string | undefined): SourceRef => byHash.get(hash ?? '')!
    const asked = { filter, ...(derive === undefined ? {} : { derive }), ...rowsAsked(where, windows) }
    const request = { dataset: `rerun-${index + 1}`, source: found(sha256), options: read, ask: asked, parts: parts.map((part) => found(part.sha256)), ...(join === undefined ? {} : { join: { source: found(join.sha256), spec: join } }) }
    opened.push(await track(`Reading ${file}`, (call) => callDesk('dataset.open', request, call)))
  }
  try {
    const model = plan.model.file === undefined ? null : { source: byHash.get(plan.model.sha256 ?? '')!, sha256: plan.model.sha256 ?? '' }
    const { runs } = await track('Running the plan again', (call) => callRunner('plan.run', setupOf(plan, opened, model !== null), model, call))
    const comparison = compareRuns(recorded, runs)
    return { comparison, missingInputs, line: rerunLine(comparison) }
  } finally {
    for (const { dataset } of opened) await callDesk('dataset.close', { dataset }).result
  }
}

function notRerun(missing: readonly string[]): VerifyLine {
  return { id: 're-performed', status: 'not-checked', sentence: `Not run again: ${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} not among the files at hand.`, details: [] }
}

function hashAll(candidates: readonly SourceRef[]) {
  const stop = new AbortController()
  const result = (async () => {
    const found = new Map<string, SourceRef>()
    for (const source of candidates) {
      stop.signal.throwIfAborted()
      const { sha256 } = await callDesk('file.hash', { source }).result
      found.set(sha256, source)
    }
    return found
  })()
  return { result, cancel: () => stop.abort(new CancelledError()) }
}

function setupOf(plan: Plan, opened: readonly DatasetSummary[], model: boolean): RunSetup {
  const known = new Set(analyses.map((a) => a.id))
  const gone = plan.analyses?.find(({ id }) => !known.has(id))
  if (gone !== undefined) throw new ExpectedError('plan.unknown-analysis', `The pack ran "${gone.id}", which this version does not know.`)
  return {
    task: plan.task, positive: plan.positive, decision: plan.decision, roles: plan.columns, mapping: plan.model.mapping,
    output: plan.model.output ?? null, ...(plan.model.recorded === undefined ? {} : { recorded: plan.model.recorded }), model: model ? 'model' : null, policy: plan.policy, seed: plan.seed,
    datasets: plan.datasets.map(({ role, period, filter, where, windows }, index) => ({ dataset: opened[index]!.dataset, role, period, filter, ...rowsAsked(where, windows) })),
    analyses: plan.analyses ?? null,
  }
}
