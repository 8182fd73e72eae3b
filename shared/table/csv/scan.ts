import type { ByteSource } from '../../contract/bytes'
import { ExpectedError } from '../../contract/errors'
import type { JobContext } from '../../contract/job'
import { asciiStream } from './byte-stream'
import type { ColumnWork } from './column-work'
import type { EncodingEvidence } from './encoding-evidence'
import { LineIndex } from './line-index'
import type { LineJumps } from './line-index'
import { PartnerLost } from './ring'
import type { Ring } from './ring'
import { makeSlot, usualBlock, usualFields } from './slot'
import type { Layout } from './sniff'
import { Tokenizer } from './tokenizer'
import type { RaggedRule } from './tokenizer'

/** Longest record that is read, in bytes: what is longer is an unclosed quote. */
export const recordLimit = 1 << 24

/** What a pass over the file found besides the columns. */
export interface ScanResult {
  readonly rows: number
  readonly blankLines: number
  readonly commentLines: number
  /** Lines on which table rows begin. */
  readonly jumps: LineJumps
}

/**
 * One pass over the file: tokenizes block by block and hands the columns their fields; with a ring, a second
 * worker too. Progress is in bytes of the file.
 */
export async function scan(
  source: ByteSource, encoding: string, layout: Layout, columns: ColumnWork,
  ragged: RaggedRule, evidence: EncodingEvidence | null, phase: string, job: JobContext, ring: Ring | null,
): Promise<ScanResult> {
  const block = job.partner?.block ?? usualBlock
  let slot = ring?.slot ?? makeSlot(block, job.partner?.fields ?? usualFields, layout.columns)
  const tokenizer = new Tokenizer(layout.dialect, layout.columns, layout.dataLine, ragged, slot)
  let length = 0
  let skip = layout.dataStart
  let rows = 0
  let done = 0
  const lines = new LineIndex(layout.dataLine)

  const process = (final: boolean) => {
    let pos = 0
    for (;;) {
      const next = tokenizer.run(slot, pos, length, final)
      const { records } = tokenizer
      const stuck = next === pos && records === 0
      pos = next
      if (records > 0) {
        for (let record = 0; record < records; record++) lines.note(rows + record, tokenizer.lines[record]!)
        ring?.publish(records)
        columns.take(slot, records)
        rows += records
        if (ring !== null) {
          // What is left goes on in the next slot: this one may still be read.
          const rest = slot.bytes.subarray(pos, length)
          slot = ring.next(() => { job.checkpoint() })
          slot.bytes.set(rest)
          length = rest.length
          pos = 0
        }
        job.checkpoint()
      }
      if (pos === length || stuck) break
    }
    slot.bytes.copyWithin(0, pos, length)
    length -= pos
  }

  for await (const chunk of asciiStream(source, encoding)) {
    job.checkpoint()
    for (let from = 0; from < chunk.length;) {
      const piece = chunk.subarray(from, Math.min(chunk.length, from + block))
      from += piece.length
      evidence?.update(piece)
      const useful = piece.subarray(Math.min(skip, piece.length))
      skip -= piece.length - useful.length
      if (length + useful.length >= slot.bytes.length) {
        if (ring !== null) throw new PartnerLost('A record is longer than what is handed over at once.')
        if (length > recordLimit) throw tooLong(tokenizer.nextLine)
        const grown = new Uint8Array((length + useful.length) * 2)
        grown.set(slot.bytes.subarray(0, length))
        slot = { ...slot, bytes: grown }
      }
      slot.bytes.set(useful, length)
      length += useful.length
      done += piece.length
      if (length >= block) process(false)
      job.progress({ phase, done: Math.min(source.size, done), total: source.size, unit: 'bytes' })
    }
  }
  evidence?.finish()
  process(true)
  return { rows: rows - tokenizer.trailingBlank, blankLines: tokenizer.blankLines, commentLines: tokenizer.commentLines, jumps: lines.jumps }
}

function tooLong(row: number): ExpectedError {
  return new ExpectedError('csv.unclosed-quote', `The record that begins in row ${row} does not end within ${recordLimit.toLocaleString('en')} bytes: a quote is probably never closed.`, {
    row,
    remedy: 'Close the quote in the file, or set the quote character to none.',
  })
}
