import { Endianness, tableFromIPC } from '@uwdata/flechette'
import type { Batch, Schema } from '@uwdata/flechette'
import type { ByteSource } from '../../contract/bytes'
import { ExpectedError } from '../../contract/errors'
import type { JobContext } from '../../contract/job'
import type { Column, ReadDecision, ReadOptions, ReadReport, RejectedCell } from '../../contract/table'
import { applyColumnOptions } from '../column-options'
import { uniqueNames } from '../unique-names'
import { ValueBuilder } from '../value-builder'
import { registerCodecs } from './codecs'
import { readFooter } from './footer'
import { fileMessages, streamMessages } from './messages'
import type { ArrowMessage } from './messages'
import { planArrow } from './values'
import type { ArrowPlan } from './values'

/** Bytes of columns that a table may take before reading is refused. */
const tableByteLimit = 3.5e9

registerCodecs()

interface Field {
  readonly index: number
  readonly name: string
  readonly plan: ArrowPlan
  readonly builder: ValueBuilder
}

/**
 * Reads an Arrow file (Feather V2) or stream batch by batch, as each batch's own dictionaries say;
 * LZ4 and ZSTD are unpacked here. Whole numbers beyond ±2^53 and long decimals stay exact as text;
 * columns with several values per row are left out and named.
 * @throws ExpectedError `arrow.malformed`, `arrow.feather-v1`, `arrow.trial-compression`, `arrow.big-endian`, `arrow.nested`, `table.too-large`, `table.empty`, `table.bad-option`.
 */
export async function readArrow(source: ByteSource, options: ReadOptions, job: JobContext): Promise<ReadReport> {
  try {
    return await read(source, options, job)
  } catch (problem) {
    if (problem instanceof ExpectedError) throw problem
    const detail = problem instanceof RangeError || problem instanceof TypeError ? `its buffers do not hold what its messages declare (${problem.message}).` : problem instanceof Error ? problem.message : String(problem)
    throw new ExpectedError('arrow.malformed', `${source.name} cannot be read as Arrow: ${detail}`.slice(0, 300), { file: source.name, remedy: 'Ask for the file again, or for it as Parquet or CSV.' })
  }
}

async function messagesOf(source: ByteSource): Promise<{ readonly messages: AsyncGenerator<ArrowMessage, boolean>; readonly total: number }> {
  const head = new TextDecoder('latin1').decode(await source.slice(0, 8))
  if (head.startsWith('FEA1')) throw new ExpectedError('arrow.feather-v1', `${source.name} is a Feather file of version 1, a format given up in 2020.`, { file: source.name, remedy: 'Save the table as Feather version 2, Parquet or CSV.' })
  if (!head.startsWith('ARROW1')) return { messages: streamMessages(source, 0, source.size), total: source.size }
  const tail = await source.slice(source.size - 10, source.size)
  if (source.size < 22 || new TextDecoder('latin1').decode(tail.subarray(4)) !== 'ARROW1') throw new Error('it does not end as an Arrow file does; it may be cut off.')
  const from = source.size - 10 - new DataView(tail.buffer, tail.byteOffset).getInt32(0, true)
  if (from < 8 || from > source.size - 10) throw new Error('its footer lies outside the file.')
  return { messages: fileMessages(source, readFooter(await source.slice(from, source.size - 10), from)), total: from }
}

async function read(source: ByteSource, options: ReadOptions, job: JobContext): Promise<ReadReport> {
  const { messages, total } = await messagesOf(source)
  const dictionaries = new Map<bigint, ArrowMessage[]>()
  const warnings: string[] = []
  let head: Uint8Array | null = null
  let fields: readonly Field[] = []
  let left: readonly string[] = []
  let rows = 0
  let done = 0
  for (let next = await messages.next(); ; next = await messages.next()) {
    job.checkpoint()
    if (next.done === true) {
      if (!next.value) warnings.push('The stream has no end mark: it may be cut.')
      break
    }
    const message = next.value
    done += message.bytes.length
    job.progress({ phase: 'Reading batches', done: Math.min(done, total), total, unit: 'bytes' })
    if (message.type === 'schema' && head === null) {
      head = message.bytes
      const { schema } = tableFromIPC(head, decoding)
      ;({ fields, left } = planFields(schema, source))
    } else if (message.type === 'dictionary') {
      const known = message.delta ? dictionaries.get(message.dictionary) : undefined
      dictionaries.set(message.dictionary, [...(known ?? []), message])
    } else if (message.type === 'records') {
      if (head === null) throw new Error('it has rows before its columns.')
      rows += readBatch(head, [...dictionaries.values()].flat(), message.bytes)
    }
  }
  if (head === null) throw new Error('it has no columns.')
  if (rows === 0) throw new ExpectedError('table.empty', `${source.name} has no rows.`, { file: source.name, remedy: 'Choose a file with data.' })
  if (left.length > 0) warnings.push(`Columns with several values per row, or of types that are not read, were left out: ${left.join(', ')}.`)
  return report(fields, rows, options, warnings)

  function readBatch(schema: Uint8Array, known: readonly ArrowMessage[], records: Uint8Array): number {
    const table = tableFromIPC([schema, ...known.map((message) => message.bytes), records], decoding)
    const count = table.numRows
    if (!Number.isSafeInteger(count) || count < 0) throw new Error('a batch has no number of rows.')
    if ((rows + count) * fields.length * 8 > tableByteLimit || rows + count > 2 ** 31 - 2) throw new ExpectedError('table.too-large', `${source.name} has more than ${(rows + count).toLocaleString('en')} rows × ${fields.length} columns; the limit is ${tableByteLimit.toLocaleString('en')} bytes of columns.`, { file: source.name, limit: tableByteLimit, remedy: 'Keep only the columns or rows under review.' })
    for (const { index, plan, builder } of fields) {
      let row = rows
      const data: readonly Batch<unknown>[] = table.children[index]!.data
      if (data.reduce((sum, batch) => sum + batch.length, 0) !== count) throw new Error('its columns have different lengths.')
      for (const batch of data) {
        plan.fill(builder, batch, row, () => job.checkpoint())
        row += batch.length
      }
    }
    return count
  }
}

const decoding = { useBigInt: true, useDate: false, useDecimalInt: true } as const

function planFields(schema: Schema, source: ByteSource): { readonly fields: readonly Field[]; readonly left: readonly string[] } {
  if (schema.endianness === Endianness.Big) throw new ExpectedError('arrow.big-endian', `${source.name} was written on a big-endian machine, which is not read here.`, { file: source.name, remedy: 'Ask for it as Parquet or CSV.' })
  const fields: Field[] = []
  const left: string[] = []
  schema.fields.forEach(({ name, type, metadata }, index) => {
    // The library says null where a field has none; its types do not.
    const known = metadata as ReadonlyMap<string, string> | null
    const plan = planArrow(type, known?.get('ARROW:extension:name'))
    if (plan === null) left.push(name)
    else fields.push({ index, name, plan, builder: new ValueBuilder(1024, plan.type) })
  })
  // Columns of nulls take no room in the file, so their length proves nothing; they are filled after the others were checked.
  fields.sort((a, b) => Number(a.plan.declared === 'null') - Number(b.plan.declared === 'null'))
  if (fields[0]?.plan.declared === 'null' || fields.length === 0) throw new ExpectedError('arrow.nested', `${source.name} has no column with one value per row${left.length > 0 ? ` (${left.join(', ')})` : ''}.`, { file: source.name, remedy: 'Flatten the table before export.' })
  return { fields, left }
}

function report(fields: readonly Field[], rows: number, options: ReadOptions, warnings: string[]): ReadReport {
  const ordered = [...fields].sort((a, b) => a.index - b.index)
  const { names, duplicates } = uniqueNames(ordered.map((field) => field.name))
  if (duplicates.length > 0) warnings.push(`Column names that occur more than once got a suffix: ${duplicates.join(', ')}.`)
  const columns: Column[] = []
  const decisions: ReadDecision[] = []
  const rejected: RejectedCell[] = []
  let rejectedCount = 0
  ordered.forEach(({ plan, builder }, index) => {
    const result = applyColumnOptions(builder.finish(names[index]!, rows), plan.declared + (builder.exact === null || builder.exact === '' ? '' : `; ${builder.exact}`), options)
    columns.push(result.column)
    decisions.push(...result.decisions)
    rejected.push(...result.rejected.slice(0, 10_000 - rejected.length))
    rejectedCount += result.rejectedCount
  })
  return { format: 'arrow', table: { rows, columns }, decisions, rejected, rejectedCount, warnings }
}
