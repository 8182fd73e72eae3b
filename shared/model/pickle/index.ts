import { ExpectedError } from '../../contract/errors'
import type { JobContext } from '../../contract/job'
import { Cursor } from './cursor'
import { readPickle, type PickleReading } from './machine'
import { inspectGlobals, type GlobalsReport } from './security'
import type { PyValue } from './values'

export interface PickleContent {
  /** The pickled value; undefined where the stream broke off after naming dangerous code. */
  readonly value: PyValue | undefined
  /** How the file writes it: `pickle protocol 4`. */
  readonly form: string
  readonly globals: GlobalsReport
  readonly imports: readonly string[]
}

/** True when the bytes begin like a pickle. */
export function looksLikePickle(head: Uint8Array): boolean {
  if (head[0] === 0x80) return head[1] !== undefined && head[1] >= 2 && head[1] <= 5
  return /^[([]?[ci][A-Za-z_][\w.]*\r?\n[A-Za-z_][\w.]*\r?\n/.test(new TextDecoder('latin1').decode(head.slice(0, 512)))
}

/**
 * Reads a pickle as data. A stream that breaks off after naming dangerous code is still reported, since
 * a loader would have run that code before it noticed.
 */
export function readPickleBytes(bytes: Uint8Array, file: string, job: JobContext): PickleContent {
  const reading: PickleReading = { cursor: new Cursor(bytes, file), file, job, globals: new Map(), objects: 0, protocol: 0 }
  let value: PyValue | undefined
  try {
    value = readPickle(reading)
  } catch (error) {
    if (!(error instanceof ExpectedError) || error.code === 'job.cancelled' || inspectGlobals(reading.globals.values()).dangerous.length === 0) throw error
  }
  return { value, form: `pickle protocol ${reading.protocol}`, globals: inspectGlobals(reading.globals.values()), imports: Array.from(reading.globals.keys()) }
}
