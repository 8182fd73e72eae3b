import type { Severity } from '../../shared/contract/analysis'
import { ExpectedError } from '../../shared/contract/errors'
import type { HeadlessCommand } from '../../shared/contract/ipc'
import { requireSoundSignoffPlan } from '../../shared/pack/signoff-plan'
import type { VerifyReport } from '../../shared/pack/verify/report'
import { append, nextEntry } from '../../shared/review/log'
import { parsePlan } from '../../shared/review/from-plan'
import type { Finding, ReviewState } from '../../shared/review/state'
import { ask } from '../bridge'
import { verifyPack } from '../engine'
import { callStore } from '../engine/store'
import { makePack } from '../packing/make-pack'
import { rulePacksOf } from '../packing/rule-packs'
import { showLog } from '../session/edits'
import { followPlan } from '../session/inputs'
import { run } from '../session/runs'
import { held, store } from '../session/store'
import type { SignoffStep } from '../session/types'
import { counted } from '../ui/format'
import { exit, print } from './output'

type RunCommand = Extract<HeadlessCommand, { command: 'run' }>

const order: readonly Severity[] = ['observation', 'low', 'medium', 'high', 'critical']

/** Follows a plan from its files to a signed pack, as a person would in the app. */
export async function runPlan(command: RunCommand): Promise<number> {
  const plan = parsePlan(command.plan, command.planName)
  rulePacksOf(plan.rulePacks)
  showLog(append(null, nextEntry(null, { change: 'created', id: crypto.randomUUID(), title: plan.title }, new Date().toISOString(), plan.reviewer.name || 'unattended run')))
  await followPlan(plan, {
    file: (file) => {
      const grant = command.files[file]
      if (grant === undefined) throw new ExpectedError('plan.missing-file', `The plan names ${file}, which was not found.`, { file })
      return grant
    },
    folder: (name) => Object.entries(command.files).flatMap(([file, grant]) => (file.startsWith(name) ? [grant] : [])),
  })
  await run()
  const { review, log } = store.getState()
  if (review === null) throw new Error('The run left no review.')
  const signoffs = signoffPlan(command, review)
  requireSoundSignoffPlan(signoffs)
  const pack = await makePack(review, log, { signoffs, draft: false, identity: command.identity, passphrase: command.passphrase ?? '', reason: 'Unattended run of the plan' })
  // Checked before it is written: a pack that does not verify must not lie about.
  const check = await verifyPack(pack.pdf).result
  if (check.kind !== 'pack' || check.verdict === 'failed') throw new Error(`The pack that was just made does not verify: ${check.lines.find((line) => line.status === 'failed')?.sentence ?? check.kind}`)
  const { sha256 } = await ask('headless.write', { path: command.out, bytes: pack.pdf })
  if (command.reviewOut !== null) await writeReview(command.reviewOut)
  const over = review.findings.filter((f) => f.status === 'proposed' && reaches(f.severity, command.failOn))
  await print(command.json ? JSON.stringify(summary(command, review, pack.pages, sha256, check), null, 2) : describe(command, review, pack.pages, sha256))
  return over.length > 0 ? exit.findings : exit.clean
}

/** Who is to sign: those the command names, else the reviewer alone. */
function signoffPlan({ signOff }: RunCommand, { governance }: ReviewState): readonly SignoffStep[] {
  const steps = signOff.length === 0 ? [{ role: 'Independent validator', name: governance.reviewer }] : signOff
  return steps.map((step, i) => ({ field: `signoff-${i + 1}`, ...step }))
}

function reaches(severity: Severity, limit: string): boolean {
  return limit !== 'never' && order.indexOf(severity) >= order.indexOf(limit as Severity)
}

async function writeReview(path: string): Promise<void> {
  if (held.log === null) return
  await callStore('open', { bytes: null, journal: [] })
  const { bytes } = await callStore('snapshot', { entries: held.log.entries, state: held.log.state })
  await ask('headless.write', { path, bytes })
}

function summary({ out }: RunCommand, review: ReviewState, pages: number, sha256: string, check: VerifyReport) {
  return {
    pack: { path: out, sha256, pages, verdict: check.verdict, lines: check.lines.map(({ id, status, sentence }) => ({ id, status, sentence })) },
    results: review.runs.map(({ id, analysis, result }) => ({ id, analysis, verdict: result.verdict, headline: result.headline, tests: result.tests.length, values: result.values })),
    notRun: review.notRun,
    findings: review.findings.map(({ id, severity, title, condition, origin }: Finding) => ({ id, severity, title, condition, origin })),
  }
}

function describe({ out }: RunCommand, review: ReviewState, pages: number, sha256: string): string {
  const bySeverity = [...review.findings].sort((a, b) => order.indexOf(b.severity) - order.indexOf(a.severity))
  return [
    `${review.title}: ${counted(review.runs.length, 'analysis', 'analyses')} on ${counted(review.datasets.length, 'dataset')}, ${counted(review.findings.length, 'proposed finding')}.`,
    ...review.runs.map(({ analysis, result }) => `  ${analysis}: ${result.headline}`),
    ...review.notRun.map(({ analysis, reason }) => `  ${analysis}: not run. ${reason}`),
    ...(bySeverity.length === 0 ? ['No findings.'] : ['Findings:', ...bySeverity.map((f) => `  ${f.severity.padEnd(11)} ${f.title}`)]),
    `Pack: ${out} (${pages} pages, SHA-256 ${sha256})`,
  ].join('\n')
}
