import type { EngineCall, EngineCalls, RunRequest, RunSetup } from '../../shared/contract/engine'
import type { SourceRef } from '../../shared/contract/bytes'
import type { VerifyReport } from '../../shared/pack/verify/report'
import type { CallOptions, JobHandle } from './job-handle'
import { Runners } from './runners'
import { WorkerPort } from './worker-port'

const create = (name: string) => (): Worker => new Worker(new URL('../workers/engine.worker.ts', import.meta.url), { type: 'module', name })

/** Told when the worker that holds the tables was lost; the session then loads the inputs again. */
let lost: () => void = () => undefined
export function onEngineLost(listener: () => void): void {
  lost = listener
}

/** The desk holds the tables: it is ended only when it is lost for good. */
const deskGraceMs = 2_000
// Workers of one kind: the desk opens files and serves rows while the runners compute.
const desk = new WorkerPort(create('desk'), () => lost(), deskGraceMs)
const runners = new Runners(create, navigator.hardwareConcurrency)

type DeskCall = Exclude<EngineCall, 'plan.run' | 'plan.check'>

/** A call to the worker that holds the tables. */
export function callDesk<C extends DeskCall>(call: C, request: EngineCalls[C]['request'], options?: CallOptions): JobHandle<EngineCalls[C]['response']> {
  return desk.call(call, request, options)
}

/** Checks a pack as a stranger would; only `trusted` certificates (DER) are trusted, nothing in the pack is. */
export function verifyPack(bytes: Uint8Array, trusted: readonly Uint8Array[] = [], options?: CallOptions): JobHandle<VerifyReport> {
  const { result, cancel } = desk.call('pack.verify', { bytes, trusted }, options)
  return { result: result.then((report) => report as VerifyReport), cancel }
}

/** Runs (or only checks) a plan in the other workers; tables go there by reference, not by copy. */
export function callRunner<C extends 'plan.run' | 'plan.check'>(
  call: C, setup: RunSetup, model: { readonly source: SourceRef; readonly sha256: string } | null, options?: CallOptions,
): JobHandle<EngineCalls[C]['response']> {
  let inner: JobHandle<EngineCalls[C]['response']> | null = null
  const stop = new AbortController()
  const result = (async () => {
    const { tables } = await desk.call('tables.share', { datasets: setup.datasets.map((d) => d.dataset) }).result
    const request: RunRequest = { setup, tables, model }
    inner = call === 'plan.run' ? runners.run(request, options) : runners.check(request, options)
    if (stop.signal.aborted) inner.cancel()
    return inner.result
  })()
  return {
    result,
    cancel: () => {
      stop.abort()
      inner?.cancel()
    },
  }
}
