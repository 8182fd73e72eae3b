import type { JobContext, Partner } from '../../../shared/contract/job'

/** Opener → partner. */
export interface ToPartner { readonly id: number; readonly task: unknown }

/** Partner → opener. */
export type FromPartner =
  | { readonly type: 'ready' }
  | { readonly type: 'done'; readonly id: number; readonly value: unknown }
  | { readonly type: 'failed'; readonly id: number; readonly message: string }

/** A file below this is read before a second worker has got its first message. */
const smallest = 4e6
/** A worker that takes longer to start is not waited for. */
const startMs = 3_000

interface Waiting { readonly resolve: (value: unknown) => void; readonly reject: (reason: Error) => void }

/**
 * The second worker of this one. It is lent to one job at a time: this side may block while the other
 * works, and two that wait for the same partner would wait for ever.
 */
export class PartnerHost {
  private worker: Worker | null = null
  private started: Promise<boolean> = Promise.resolve(false)
  private lent = false
  private nextId = 1
  private readonly waiting = new Map<number, Waiting>()

  constructor(private readonly create: () => Worker, private readonly from = smallest) {}

  /** Does work with the partner where it is worth it and free, without it otherwise. */
  async lend<T>(job: JobContext, bytes: number, work: (job: JobContext) => Promise<T>): Promise<T> {
    if (this.lent || bytes < this.from) return work(job)
    this.lent = true
    try {
      const partner: Partner = { do: (task) => this.ask(task), pause, from: this.from }
      return await work(await this.ready() ? { ...job, partner } : job)
    } finally {
      this.lent = false
    }
  }

  /** Starts the worker; false when it does not come up. */
  private ready(): Promise<boolean> {
    if (this.worker !== null) return this.started
    try {
      const worker = this.create()
      this.worker = worker
      this.started = Promise.race([pause(startMs).then(() => false), new Promise<boolean>((resolve) => {
        worker.onmessage = ({ data }: MessageEvent<FromPartner>) => {
          if (data.type === 'ready') resolve(true)
          else this.settle(data)
        }
        worker.onerror = () => {
          resolve(false)
          this.drop()
        }
      })])
      return this.started
    } catch {
      return Promise.resolve(false)
    }
  }

  private ask(task: unknown): Promise<unknown> {
    const id = this.nextId++
    return new Promise((resolve, reject) => {
      if (this.worker === null) return reject(new Error('The second worker is gone.'))
      this.waiting.set(id, { resolve, reject })
      this.worker.postMessage({ id, task } satisfies ToPartner)
    })
  }

  private settle(message: Exclude<FromPartner, { readonly type: 'ready' }>): void {
    const waiting = this.waiting.get(message.id)
    this.waiting.delete(message.id)
    if (message.type === 'done') waiting?.resolve(message.value)
    else waiting?.reject(new Error(message.message))
  }

  private drop(): void {
    this.worker?.terminate()
    this.worker = null
    for (const { reject } of this.waiting.values()) reject(new Error('The second worker stopped.'))
    this.waiting.clear()
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => { setTimeout(resolve, milliseconds) })
}
