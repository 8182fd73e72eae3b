import { CancelledError, ExpectedError } from '../../shared/contract/errors'
import type { EngineCall, EngineCalls, FromEngine, ToEngine } from '../../shared/contract/engine'
import type { CallOptions, JobHandle } from './job-handle'

interface Waiting {
  readonly resolve: (value: never) => void
  readonly reject: (error: Error) => void
  readonly options: CallOptions
}

/**
 * One engine worker and the calls that wait for it. A worker that dies, or that does not honour a
 * cancel, is replaced; the calls that waited on it fail with a sentence, the app lives on.
 */
export class WorkerPort {
  private worker: Worker | null = null
  private nextId = 1
  private readonly waiting = new Map<number, Waiting>()

  constructor(
    private readonly create: () => Worker,
    /** Told when a worker was replaced: what it held is gone. */
    private readonly onReplaced: () => void,
    /** How long it may ignore a cancel (a single library call that cannot be interrupted) before it is ended. */
    private readonly graceMs: number,
  ) {}

  call<C extends EngineCall>(call: C, request: EngineCalls[C]['request'], options: CallOptions = {}): JobHandle<EngineCalls[C]['response']> {
    const id = this.nextId++
    const cancel = new Int32Array(new SharedArrayBuffer(4))
    const deadline = options.timeout === undefined ? null : Date.now() + options.timeout
    const result = new Promise<EngineCalls[C]['response']>((resolve, reject) => {
      this.waiting.set(id, { resolve, reject, options })
    })
    const message: ToEngine = { type: 'call', id, call, request, cancel, deadline }
    try {
      this.started().postMessage(message)
    } catch (error) {
      this.settle(id)?.reject(new Error(`The request ${call} cannot be sent to the worker: ${String(error)}`))
    }
    return {
      result,
      cancel: () => {
        Atomics.store(cancel, 0, 1)
        setTimeout(() => { if (this.waiting.has(id)) this.replace(new CancelledError()) }, this.graceMs)
      },
    }
  }

  private started(): Worker {
    if (this.worker !== null) return this.worker
    const worker = this.create()
    worker.onmessage = ({ data }: MessageEvent<FromEngine>) => this.receive(data)
    worker.onerror = (event) => this.replace(new Error(`The worker stopped: ${event.message}`))
    worker.onmessageerror = () => this.replace(new Error('A message from the worker could not be read.'))
    this.worker = worker
    return worker
  }

  private receive(message: FromEngine): void {
    switch (message.type) {
      case 'ready': return
      case 'progress': this.waiting.get(message.id)?.options.onProgress?.(message.progress); return
      case 'partial': this.waiting.get(message.id)?.options.onPartial?.(message.value); return
      case 'done': this.settle(message.id)?.resolve(message.value as never); return
      case 'failed': {
        const { code, message: text, details } = message.error
        const error = code === 'job.cancelled' ? new CancelledError(text) : code === 'unexpected' ? new Error(text) : new ExpectedError(code, text, details)
        this.settle(message.id)?.reject(error)
      }
    }
  }

  private settle(id: number): Waiting | undefined {
    const waiting = this.waiting.get(id)
    this.waiting.delete(id)
    return waiting
  }

  private replace(reason: Error): void {
    this.worker?.terminate()
    this.worker = null
    for (const id of [...this.waiting.keys()]) this.settle(id)?.reject(reason)
    this.onReplaced()
  }
}
