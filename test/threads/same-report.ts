import { createHash } from 'node:crypto'
import { expect } from 'vitest'
import { ExpectedError } from '../../shared/contract/errors'
import type { JobContext } from '../../shared/contract/job'
import type { ReadReport } from '../../shared/contract/table'

/** An array's bytes, long ones by their SHA-256. */
function hex(array: Uint8Array | Int32Array | Float64Array | null): string | null {
  if (array === null) return null
  const bytes = Buffer.from(array.buffer, array.byteOffset, array.byteLength)
  return bytes.length <= 4096 ? bytes.toString('hex') : `${String(bytes.length)} bytes, SHA-256 ${createHash('sha256').update(bytes).digest('hex')}`
}

/** A report with every array as its bytes, so that not even the sign of a zero can differ unseen. */
function exactly({ table, ...rest }: ReadReport): unknown {
  const columns = table.columns.map((column) => {
    const { kind, name } = column
    const missing = hex(column.missing)
    if (column.kind === 'number') return { kind, name, missing, type: column.type, values: hex(column.values) }
    if (column.kind === 'category') return { kind, name, missing, codes: hex(column.codes), levels: column.levels }
    return { kind, name, missing, bytes: hex(column.bytes), offsets: hex(column.offsets) }
  })
  return { ...rest, rows: table.rows, columns }
}

/** What reading comes to: the report to the last byte, or the error as a person sees it. */
export async function outcome(read: (job: JobContext) => Promise<ReadReport>, job: JobContext): Promise<unknown> {
  try {
    return exactly(await read(job))
  } catch (thrown) {
    if (!(thrown instanceof ExpectedError)) throw thrown
    return { code: thrown.code, message: thrown.message, details: thrown.details }
  }
}

/** Reads alone and with a partner, and expects the same of both. */
export async function expectSame(read: (job: JobContext) => Promise<ReadReport>, alone: JobContext, shared: JobContext): Promise<void> {
  const [one, two] = [await outcome(read, alone), await outcome(read, shared)]
  expect(two).toEqual(one)
}
