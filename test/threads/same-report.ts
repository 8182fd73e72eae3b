import { expect } from 'vitest'
import { ExpectedError } from '../../shared/contract/errors'
import type { JobContext } from '../../shared/contract/job'
import type { ReadReport } from '../../shared/contract/table'

const hex = (array: Uint8Array | Int32Array | Float64Array | null): string | null => (array === null ? null : Buffer.from(array.buffer, array.byteOffset, array.byteLength).toString('latin1'))

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
  // Strings of megabytes are compared first as a whole: a difference is then shown, equality costs little.
  if (JSON.stringify(one) !== JSON.stringify(two)) expect(two).toEqual(one)
  expect(JSON.stringify(two)).toBe(JSON.stringify(one))
}
