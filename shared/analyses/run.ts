import type { Analysis, AnalysisContext, AnalysisInput, AnalysisResult, DatasetRole, Explainer } from '../contract/analysis'
import { CancelledError, ExpectedError, toErrorReport } from '../contract/errors'
import type { JobContext } from '../contract/job'
import { hashOfJson } from '../contract/json'
import type { Json } from '../contract/json'
import { engineVersion } from '../contract/run-record'
import type { InputId, NotRun, RunRecord } from '../contract/run-record'
import type { Table } from '../contract/table'
import { createRng } from '../stats/rng'
import { whyNotApplicable } from './applicability'
import { shareOfBudget } from './error-budget'
import { jsonSafeResult } from './json-safe'
import { parseParameters } from './parameters'
import { sayUnweighted } from './common/weights'
import { analyses, analysisById } from './registry'
import { longestFirst } from './turns'

/** An analysis a plan asks for. */
export interface RequestedAnalysis {
  readonly id: string
  readonly params: Readonly<Record<string, unknown>>
}

/** What decides the numbers beside the input itself. */
export interface RunSettings {
  readonly seed: number
  /** Family-wise error of the whole review; shared over the analyses that test. */
  readonly policyAlpha: number
  readonly setupHash: string
  /** The artifact by content, listed first among the inputs of every record; absent without one. */
  readonly model?: InputId | null
}

export interface RunOutcome {
  readonly runs: readonly RunRecord[]
  readonly notRun: readonly NotRun[]
}

interface Planned {
  readonly analysis: Analysis
  readonly params: Readonly<Record<string, Json>>
}

/** Which analyses will run on an input, with validated parameters, and why the others will not. */
export function planAnalyses(input: AnalysisInput, requested: readonly RequestedAnalysis[] | null): { readonly planned: readonly Planned[]; readonly notRun: readonly NotRun[] } {
  const given = requested === null ? null : new Map(requested.map((request) => [request.id, request.params]))
  for (const request of requested ?? []) {
    if (analysisById(request.id) === undefined) {
      throw new ExpectedError('plan.unknown-analysis', `There is no analysis '${request.id}'.`, {
        field: 'analyses',
        analysis: request.id,
        remedy: `Use one of: ${analyses.map((analysis) => analysis.id).join(', ')}.`,
      })
    }
  }
  const planned: Planned[] = []
  const notRun: NotRun[] = []
  for (const analysis of analyses) {
    const params = parseParameters(analysis, given?.get(analysis.id) ?? {})
    const reason = given !== null && !given.has(analysis.id) ? 'It was left out of the plan.' : whyNotApplicable(analysis, input, params)
    if (reason === null) planned.push({ analysis, params })
    else notRun.push({ analysis: analysis.id, reason })
  }
  return { planned, notRun }
}

/**
 * Runs a plan on an input. `requested` null means: all that apply, with defaults.
 * An error inside one analysis ends that one only and is listed with its reason; cancelling passes
 * through. The longest are computed first; `onFinished` is told each record, or each refusal, as soon as it is
 * there. Where several workers share a plan, `mine` says by the turn which analyses are computed here; no number
 * depends on the sharing.
 * @throws ExpectedError `plan.unknown-analysis`, `plan.bad-parameter`; CancelledError.
 */
export async function runAnalyses(
  input: AnalysisInput,
  requested: readonly RequestedAnalysis[] | null,
  settings: RunSettings,
  score: ((table: Table) => Promise<Float64Array>) | null,
  job: JobContext,
  onFinished: (finished: RunRecord | NotRun) => void = () => undefined,
  explain: Explainer | null = null,
  mine: (index: number) => boolean = () => true,
): Promise<RunOutcome> {
  const { planned, notRun: refused } = planAnalyses(input, requested)
  const notRun = [...refused]
  refused.forEach(onFinished)
  const testing = planned.filter(({ analysis }) => analysis.tests).length
  const alpha = shareOfBudget(settings.policyAlpha, testing)
  const runs: RunRecord[] = []
  for (const [index, { analysis, params }] of longestFirst(planned, (entry) => entry.analysis).entries()) {
    job.checkpoint()
    if (!mine(index)) continue
    job.progress({ phase: analysis.title, done: index, total: planned.length, unit: 'analyses' })
    const context: AnalysisContext = {
      checkpoint: () => job.checkpoint(),
      progress: (progress) => job.progress(progress),
      rng: createRng(settings.seed, analysis.id),
      alpha,
      score,
      explain,
    }
    try {
      const computed = await analysis.compute(input, params, context)
      const result = jsonSafeResult({ ...computed, headline: sayUnweighted(computed.headline, computed.notTested) })
      const run = makeRecord(analysis, params, input, settings, alpha, result)
      runs.push(run)
      onFinished(run)
    } catch (thrown) {
      if (thrown instanceof CancelledError) throw thrown
      const refusal = { analysis: analysis.id, reason: reasonOf(thrown) }
      notRun.push(refusal)
      onFinished(refusal)
    }
  }
  job.progress({ phase: 'Finished', done: planned.length, total: planned.length, unit: 'analyses' })
  return { runs: inReviewOrder(runs), notRun: inReviewOrder(notRun) }
}

/** Records or refusals in the order of the registry, whoever was finished first. */
export function inReviewOrder<T extends { readonly analysis: string }>(entries: readonly T[]): readonly T[] {
  const place = new Map(analyses.map(({ id }, index) => [id, index]))
  return [...entries].sort((a, b) => (place.get(a.analysis) ?? analyses.length) - (place.get(b.analysis) ?? analyses.length))
}

function reasonOf(thrown: unknown): string {
  const report = toErrorReport(thrown)
  return report.code === 'unexpected' ? `It failed because of a defect: ${report.message}` : report.message
}

function makeRecord(analysis: Analysis, params: Readonly<Record<string, Json>>, input: AnalysisInput, settings: RunSettings, alpha: number, result: AnalysisResult): RunRecord {
  const roleOf = (role: DatasetRole, period: string): string => (period === '' ? role : `${role} ${period}`)
  const datasets = input.datasets.map((dataset) => ({ name: dataset.name, sha256: dataset.sha256, role: roleOf(dataset.role, dataset.period) }))
  const body: Omit<RunRecord, 'id'> = {
    analysis: analysis.id,
    analysisVersion: analysis.version,
    engine: engineVersion,
    params,
    inputs: settings.model === undefined || settings.model === null ? datasets : [settings.model, ...datasets],
    setupHash: settings.setupHash,
    seed: settings.seed,
    alpha,
    result,
    proposals: analysis.findings(result, params),
  }
  return { id: hashOfJson(body), ...body }
}
