import type { ByteSource } from '../../contract/bytes'
import { ExpectedError } from '../../contract/errors'
import { checkBatch, checkSchema, fieldAt, metadataKeys } from './check-message'
import type { Footer } from './footer'

/** One message of an Arrow stream, whole, as the stream carries it. */
export interface ArrowMessage {
  readonly type: 'schema' | 'dictionary' | 'records' | 'other'
  readonly bytes: Uint8Array
  /** Of a dictionary: its id, and whether it adds to the earlier one instead of replacing it. */
  readonly dictionary: bigint
  readonly delta: boolean
}

const types = ['other', 'schema', 'dictionary', 'records'] as const
const messageLimit = 2 ** 31 - 1
/** How Arrow 0.17 marked packed buffers, before batches could say so: read without it, they are nonsense. */
const trialCompression = 'ARROW:experimental_compression'

/**
 * The messages of an Arrow stream between two offsets; `ended` says at the end whether there was an end mark.
 * Source: Arrow columnar format 1.5, "Encapsulated message format".
 * @throws Error or RangeError where a message does not hold together.
 */
export async function* streamMessages(source: ByteSource, from: number, to: number): AsyncGenerator<ArrowMessage, boolean> {
  let offset = from
  while (offset + 8 <= to) {
    const message = await messageAt(source, offset, to)
    if (message === null) return true
    yield message
    offset += message.bytes.length
  }
  return false
}

/** The messages that the footer of an Arrow file lists: columns, dictionaries, rows. @throws Error or RangeError as for streams. */
export async function* fileMessages(source: ByteSource, footer: Footer): AsyncGenerator<ArrowMessage, boolean> {
  checkSchemaMessage(footer.schema)
  yield { type: 'schema', bytes: footer.schema, dictionary: 0n, delta: false }
  for (const { from, to } of [...footer.dictionaries, ...footer.records]) {
    const message = await messageAt(source, from, to)
    if (message !== null) yield message
  }
  return true
}

function checkSchemaMessage(bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset + 8, bytes.byteLength - 8)
  const header = fieldAt(view, view.getUint32(0, true), 8)
  checkSchema(view, header + view.getUint32(header, true))
}

/** One message, its parts checked; null for an end mark. */
async function messageAt(source: ByteSource, offset: number, to: number): Promise<ArrowMessage | null> {
  const head = viewOf(await source.slice(offset, offset + 8))
  const marked = head.getInt32(0, true) === -1
  const length = marked ? head.getInt32(4, true) : head.getInt32(0, true)
  if (length === 0) return null
  const prefix = marked ? 8 : 4
  if (length < 0 || offset + prefix + length > to) throw new Error('a message is cut off.')
  const meta = viewOf(await source.slice(offset + prefix, offset + prefix + length))
  const root = meta.getUint32(0, true)
  const typeAt = fieldAt(meta, root, 6)
  const headerAt = fieldAt(meta, root, 8)
  const bodyAt = fieldAt(meta, root, 10)
  const body = bodyAt < 0 ? 0 : Number(meta.getBigInt64(bodyAt, true))
  const end = offset + prefix + length + body
  if (body < 0 || end > to || end - offset > messageLimit) throw new Error('a message is cut off.')
  if (metadataKeys(meta, fieldAt(meta, root, 12)).includes(trialCompression)) {
    throw new ExpectedError('arrow.trial-compression', `${source.name} is packed in the way Arrow 0.17 tried out in 2020 and gave up with 1.0.`, { file: source.name, remedy: 'Read it with Arrow 0.17 and save it again, or ask for it as Parquet or CSV.' })
  }
  const type = types[typeAt < 0 ? 0 : meta.getUint8(typeAt)] ?? 'other'
  let dictionary = 0n
  let delta = false
  // A copy of its own: values are read where they lie, which asks for a start on eight bytes.
  const bytes = (await source.slice(offset, end)).slice()
  const header = headerAt < 0 ? -1 : headerAt + meta.getUint32(headerAt, true)
  const values = new DataView(bytes.buffer, prefix + length, body)
  if (header >= 0 && type === 'schema') checkSchema(meta, header)
  else if (header >= 0 && type === 'records') checkBatch(meta, header, values)
  else if (header >= 0 && type === 'dictionary') {
    const dataAt = fieldAt(meta, header, 6)
    if (dataAt >= 0) checkBatch(meta, dataAt + meta.getUint32(dataAt, true), values)
    const idAt = fieldAt(meta, header, 4)
    const deltaAt = fieldAt(meta, header, 8)
    dictionary = idAt < 0 ? 0n : meta.getBigInt64(idAt, true)
    delta = deltaAt >= 0 && meta.getUint8(deltaAt) !== 0
  }
  return { type, bytes, dictionary, delta }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
