import type { AnalysisInput } from '../../../shared/contract/analysis'
import type { EngineCalls, RunRequest } from '../../../shared/contract/engine'
import type { JobContext } from '../../../shared/contract/job'
import type { Scorer } from '../../../shared/contract/model'
import type { NotRun, RunRecord } from '../../../shared/contract/run-record'
import { whyNotApplicable } from '../../../shared/analyses/applicability'
import { analyses } from '../../../shared/analyses/registry'
import { runAnalyses } from '../../../shared/analyses/run'
import { setupHash } from '../../../shared/review/setup'
import { chooseScore, explainerOf, scoredInput } from '../../../shared/review/scored-input'
import { modelForRun } from './models'

interface Prepared {
  readonly input: AnalysisInput
  readonly scorer: Scorer | null
}

async function prepare(request: RunRequest, job: JobContext): Promise<Prepared> {
  const model = request.model === null ? null : await modelForRun(request.model, request.setup.mapping, job)
  return { input: await scoredInput(request.setup, request.tables, model, job), scorer: model?.scorer ?? null }
}

/** Which analyses apply to the inputs as they stand, and why the others do not. */
export async function checkPlan(request: RunRequest, job: JobContext): Promise<EngineCalls['plan.check']['response']> {
  const { input, scorer } = await prepare(request, job)
  scorer?.dispose()
  const reasons = analyses.map((analysis) => ({ analysis: analysis.id, reason: whyNotApplicable(analysis, input) }))
  return {
    applicable: reasons.flatMap(({ analysis, reason }) => (reason === null ? [analysis] : [])),
    notRun: reasons.flatMap(({ analysis, reason }) => (reason === null ? [] : [{ analysis, reason }])),
  }
}

/** Scores the inputs once and runs the plan on them; `finished` is told of each record on the way. */
export async function runPlan(
  request: RunRequest, job: JobContext, finished: (run: RunRecord | NotRun) => void,
): Promise<EngineCalls['plan.run']['response']> {
  const { setup } = request
  const { input, scorer } = await prepare(request, job)
  try {
    const hash = setupHash(setup, new Map(request.tables.map((t) => [t.dataset, t])), request.model?.sha256 ?? null)
    const artifact = request.model === null ? null : { name: request.model.source.kind === 'file' ? request.model.source.file.name : request.model.source.name, sha256: request.model.sha256, role: 'model' }
    const score = scorer === null || input.model === null ? null : scoreWith(scorer, input.model, setup.output, setup.positive, job)
    const { runs, notRun } = await runAnalyses(
      input, setup.analyses, { seed: setup.seed, policyAlpha: setup.policy.alpha, setupHash: hash, model: artifact }, score, job, finished,
      scorer === null || input.model === null ? null : explainerOf(scorer, input.model, setup.output, setup.positive, job),
      request.turns === undefined ? undefined : turnTaker(request.turns),
    )
    return { runs, notRun, setupHash: hash }
  } finally {
    scorer?.dispose()
  }
}

/** Takes an analysis unless another worker has; past the places there are, the analysis is everybody's. */
function turnTaker(turns: Int32Array): (index: number) => boolean {
  return (index) => index >= turns.length || Atomics.compareExchange(turns, index, 0, 1) === 0
}

function scoreWith(scorer: Scorer, card: NonNullable<AnalysisInput['model']>, output: string | null, positive: string, job: JobContext) {
  return async (table: Parameters<Scorer['score']>[0]): Promise<Float64Array> => chooseScore(card, await scorer.score(table, job), output, positive)
}
