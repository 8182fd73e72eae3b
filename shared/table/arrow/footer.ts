import { fieldAt, vector } from './check-message'

/** Where a message of an Arrow file begins and ends. */
export interface Block {
  readonly from: number
  readonly to: number
}

/** What the footer of an Arrow file lists. */
export interface Footer {
  /** The schema as a message of its own, framed as streams frame it. */
  readonly schema: Uint8Array
  readonly dictionaries: readonly Block[]
  readonly records: readonly Block[]
}

const blockBytes = 24
/** Bytes put before the footer to make a message of it: root, table of fields, the message itself, padding. */
const prefix = 32
const frame = 8

/**
 * Reads the footer of an Arrow file. Its lists say where the batches are: what stands between them is
 * nobody's to read (some writers put the schema nowhere else).
 * Source: Arrow columnar format 1.5, "IPC File Format", File.fbs.
 * @throws Error or RangeError where it does not hold together.
 */
export function readFooter(bytes: Uint8Array, fileSize: number): Footer {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const root = view.getUint32(0, true)
  const schemaAt = fieldAt(view, root, 6)
  if (schemaAt < 0) throw new Error('its footer has no columns.')
  const blocks = (field: number): Block[] => {
    const [from, count] = vector(view, fieldAt(view, root, field), blockBytes)
    return Array.from({ length: count }, (_, item) => {
      const at = from + item * blockBytes
      const begin = Number(view.getBigInt64(at, true))
      const to = begin + view.getInt32(at + 8, true) + Number(view.getBigInt64(at + 16, true))
      if (begin < 8 || !(to > begin) || to > fileSize) throw new Error('its footer lists a batch outside the file.')
      return { from: begin, to }
    })
  }
  return { schema: schemaMessage(bytes, schemaAt + view.getUint32(schemaAt, true)), dictionaries: blocks(8), records: blocks(10) }
}

/** A message around the schema at `schema` of the footer: the whole footer follows, its offsets are relative. */
function schemaMessage(footer: Uint8Array, schema: number): Uint8Array {
  const length = Math.ceil((prefix + footer.length) / 8) * 8
  const message = new Uint8Array(frame + length)
  const view = new DataView(message.buffer)
  view.setInt32(0, -1, true)
  view.setInt32(4, length, true)
  const at = (offset: number): number => frame + offset
  view.setUint32(at(0), 16, true)
  // Table of fields at 4: its length, the message's length, then where version, type, header and body length are.
  for (const [index, value] of [12, 12, 8, 10, 4, 0].entries()) view.setUint16(at(4 + index * 2), value, true)
  view.setInt32(at(16), 12, true)
  view.setUint32(at(20), prefix + schema - 20, true)
  view.setUint16(at(24), 4, true)
  view.setUint8(at(26), 1)
  message.set(footer, at(prefix))
  return message
}
