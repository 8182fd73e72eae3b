import { inReviewOrder } from '../../shared/analyses/run'
import type { EngineCalls, RunRequest } from '../../shared/contract/engine'
import type { Progress } from '../../shared/contract/job'
import type { NotRun, RunRecord } from '../../shared/contract/run-record'
import type { CallOptions, JobHandle } from './job-handle'
import { WorkerPort } from './worker-port'

/** More would cost memory (each has its own copy of the model and of the scores) and gain little. */
const mostRunners = 4
/** A runner keeps nothing between calls: one that does not stop at once is ended and made anew. */
const graceMs = 80
/** Places for turns; more than there are analyses. */
const mostTurns = 1024

type RunResponse = EngineCalls['plan.run']['response']

/**
 * The workers that compute. A plan is shared among as many as there are processors: each scores the
 * inputs and takes the next analysis that no other has taken. What comes out does not depend on how many there are.
 */
export class Runners {
  private readonly ports: readonly WorkerPort[]

  constructor(create: (name: string) => () => Worker, processors: number) {
    this.ports = Array.from({ length: Math.max(1, Math.min(mostRunners, processors)) }, (_, index) => new WorkerPort(create(`runner ${String(index + 1)}`), () => undefined, graceMs))
  }

  check(request: RunRequest, options?: CallOptions): JobHandle<EngineCalls['plan.check']['response']> {
    return this.ports[0]!.call('plan.check', request, options)
  }

  run(request: RunRequest, options: CallOptions = {}): JobHandle<RunResponse> {
    const turns = new Int32Array(new SharedArrayBuffer(4 * mostTurns))
    const told = new Set<string>()
    const onPartial = (value: unknown): void => {
      const { analysis } = value as RunRecord | NotRun
      // What does not apply is found by every runner.
      if (told.has(analysis)) return
      told.add(analysis)
      options.onPartial?.(value)
    }
    // One speaks at a time, or the status bar would jump between two stories.
    const ended = this.ports.map(() => false)
    const handles = this.ports.map((port, index) => {
      const onProgress = (progress: Progress): void => { if (ended.indexOf(false) === index) options.onProgress?.(progress) }
      const handle = port.call('plan.run', { ...request, turns }, { ...options, onPartial, onProgress })
      void handle.result.then(() => { ended[index] = true }, () => undefined)
      return handle
    })
    const cancel = (): void => { for (const handle of handles) handle.cancel() }
    const result = Promise.all(handles.map((handle) => handle.result)).then(merged)
    // One that fails ends the others: half a run is none.
    result.catch(cancel)
    return { result, cancel }
  }
}

function merged(parts: readonly RunResponse[]): RunResponse {
  const notRun = new Map(parts.flatMap((part) => part.notRun).map((entry) => [entry.analysis, entry]))
  return { runs: inReviewOrder(parts.flatMap((part) => part.runs)), notRun: inReviewOrder([...notRun.values()]), setupHash: parts[0]!.setupHash }
}
