import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Worker as Thread } from 'node:worker_threads'

const file = pathToFileURL(resolve(import.meta.dirname, '../../renderer/workers/partner.worker.ts')).href
/** The few names a file for Web Workers expects; and the loader of TypeScript, which a thread does not inherit. */
const start = `
  const { parentPort } = require('node:worker_threads')
  globalThis.self = globalThis
  globalThis.postMessage = (message) => parentPort.postMessage(message)
  const early = []
  parentPort.on('message', (data) => { if (globalThis.onmessage) globalThis.onmessage({ data }); else early.push(data) })
  import('tsx/esm/api').then(({ register }) => { register(); return import(${JSON.stringify(file)}) }).then(() => { for (const data of early) globalThis.onmessage({ data }) })`

/** The app's partner worker in a thread of Node's, with the face of a Web Worker. */
export function partnerThread(): Worker {
  const thread = new Thread(start, { eval: true })
  const face = {
    onmessage: null as ((event: { readonly data: unknown }) => void) | null,
    onerror: null as ((event: unknown) => void) | null,
    postMessage: (message: unknown) => { thread.postMessage(message) },
    terminate: () => { void thread.terminate() },
  }
  thread.on('message', (data: unknown) => { face.onmessage?.({ data }) })
  thread.on('error', (error) => { face.onerror?.(error) })
  // A thread that waits for work must not keep the process from ending; listening had made it do so.
  thread.unref()
  return face as unknown as Worker
}
