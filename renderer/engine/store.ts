import { ExpectedError } from '../../shared/contract/errors'
import type { FromStore, StoreCalls, ToStore } from '../../shared/contract/store'
import type { LogEntry } from '../../shared/review/log'
import type { ReviewState } from '../../shared/review/state'

type Calls = StoreCalls<LogEntry, ReviewState>

let worker: Worker | null = null
let nextId = 1
const waiting = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>()

/** A call to the store worker. Calls are answered in the order they were made. */
export function callStore<C extends keyof Calls>(call: C, request: Calls[C]['request']): Promise<Calls[C]['response']> {
  worker ??= started()
  const id = nextId++
  const message: ToStore = { id, call, request }
  return new Promise((resolve, reject) => {
    waiting.set(id, { resolve, reject })
    worker?.postMessage(message)
  })
}

function started(): Worker {
  const store = new Worker(new URL('../workers/store.worker.ts', import.meta.url), { type: 'module', name: 'store' })
  store.onmessage = ({ data }: MessageEvent<FromStore>) => {
    const call = waiting.get(data.id)
    waiting.delete(data.id)
    if (data.ok) call?.resolve(data.value as never)
    else call?.reject(new ExpectedError(data.error.code, data.error.message, data.error.details))
  }
  store.onerror = (event) => {
    for (const { reject } of waiting.values()) reject(new Error(`The store worker stopped: ${event.message}`))
    waiting.clear()
    worker = null
  }
  return store
}
