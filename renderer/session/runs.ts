import { analyses } from '../../shared/analyses/registry'
import type { SourceRef } from '../../shared/contract/bytes'
import { ExpectedError } from '../../shared/contract/errors'
import type { NotRun, RunRecord } from '../../shared/contract/run-record'
import { blankFinding, nextFindingId } from '../../shared/review/findings'
import { plannedSetup, runSetup } from '../../shared/review/setup'
import type { ReviewState } from '../../shared/review/state'
import { callRunner } from '../engine'
import { warnOfChangedFiles } from './changed-files'
import { edit } from './edits'
import { loadInputs } from './inputs'
import { track } from './jobs'
import { clearErrors } from './notices'
import { held, store } from './store'

function modelSource(review: ReviewState): { readonly source: SourceRef; readonly sha256: string } | null {
  if (review.model === null) return null
  const source = held.sources.get('model')
  if (source === undefined) throw new ExpectedError('input.not-loaded', `${review.model.name} is not loaded.`, { remedy: 'Load the inputs again in Inputs.' })
  return { source, sha256: review.model.sha256 }
}

async function ready(): Promise<ReviewState> {
  if (store.getState().unloaded.length > 0) await loadInputs()
  const { review } = store.getState()
  if (review === null || review.datasets.length === 0) throw new ExpectedError('run.no-data', 'There is no dataset to run on.', { remedy: 'Add one in Inputs.' })
  return review
}

/** Checks asked for so far: only the latest may answer. */
let checks = 0

/** Asks the engine which analyses apply to the inputs as they stand. */
export async function checkPlan(): Promise<void> {
  const review = await ready()
  const mine = ++checks
  // What was found for other inputs or settings is not an answer for these.
  store.setState({ planCheck: null })
  const planCheck = await track('Checking what applies', (call) => callRunner('plan.check', runSetup(review), modelSource(review), call))
  if (mine !== checks) return
  clearErrors('plan')
  store.setState({ planCheck })
}

/** Runs the plan; earlier results stay until the new ones are complete. */
export async function run(): Promise<void> {
  const review = await ready()
  const setup = plannedSetup(review, analyses.map((a) => a.id))
  store.setState({ finished: [] })
  const finished = (value: unknown): void => {
    const { analysis } = value as RunRecord | NotRun
    store.setState((state) => ({ finished: [...state.finished, analysis] }))
  }
  const { runs, notRun, setupHash } = await track('Running the plan', (call) => callRunner('plan.run', setup, modelSource(review), call), finished)
    .finally(() => store.setState({ finished: [] }))
  await edit({ edit: 'runs.recorded', runs, notRun, setupHash, at: new Date().toISOString() })
  await warnOfChangedFiles('results')
  store.setState({ place: store.getState().place === 'plan' ? 'results' : store.getState().place })
}

/** A finding a person raises, with the page it came from as evidence. */
export async function raiseFinding(fromAnalysis: string | null): Promise<void> {
  const { review } = store.getState()
  if (review === null) return
  const record = review.runs.find((r) => r.analysis === fromAnalysis)
  const blank = blankFinding(nextFindingId(review.findings), new Date().toISOString())
  const evidence = record === undefined ? [] : [{ run: record.id, values: [] }]
  const condition = record?.result.headline ?? ''
  await edit({ edit: 'finding.raised', finding: { ...blank, evidence, condition, title: record === undefined ? 'New finding' : `Finding from ${record.analysis}` } })
  store.setState({ place: 'findings' })
}
