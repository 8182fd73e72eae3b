import { env, InferenceSession, Tensor } from 'onnxruntime-web/wasm'
import { ExpectedError } from '../../contract/errors'

export { Tensor }
export type { InferenceSession }

/** Where the host keeps `ort-wasm-simd-threaded.wasm`: an address that `fetch` can read, or its bytes. */
export interface OnnxHost {
  readonly wasmUrl?: string
  readonly wasmBinary?: Uint8Array
}

let configured = false

/**
 * Tells the ONNX runtime where its WebAssembly lies; call once before the first model is opened.
 * One thread, no proxy worker: the engine worker is already off the page, and sums stay deterministic.
 */
export function configureOnnx(host: OnnxHost): void {
  env.wasm.numThreads = 1
  env.wasm.proxy = false
  env.logLevel = 'fatal'
  if (host.wasmUrl !== undefined) env.wasm.wasmPaths = { wasm: host.wasmUrl }
  if (host.wasmBinary !== undefined) env.wasm.wasmBinary = host.wasmBinary.slice().buffer
  configured = true
}

/** Weights beside the model: the path the graph names, and the bytes. */
export interface ExternalData {
  readonly path: string
  readonly data: Uint8Array
}

/**
 * Loads an (edited) model into the runtime.
 * @throws the runtime's own error when an operator or type is not implemented; the caller reports it.
 */
export async function openSession(bytes: Uint8Array, external: readonly ExternalData[] = []): Promise<InferenceSession> {
  if (!configured) throw new ExpectedError('model.onnx-runtime', 'The ONNX runtime has not been configured by the host.')
  return InferenceSession.create(bytes, { executionProviders: ['wasm'], logSeverityLevel: 4, graphOptimizationLevel: 'all', ...(external.length === 0 ? {} : { externalData: [...external] }) })
}
