import type { ByteSource } from '../../contract/bytes'
import type { JobContext } from '../../contract/job'
import type { Batch } from './batch'
import { asciiStream } from './byte-stream'
import { ExpectedError } from '../../contract/errors'
import type { EncodingEvidence } from './encoding-evidence'
import type { NumberBuilder } from './number-builder'
import type { Layout } from './sniff'
import type { TextBuilder } from './text-builder'
import { Tokenizer } from './tokenizer'
import type { RaggedRule } from './tokenizer'

const block = 1 << 20
/** Longest record that is read, in bytes: what is longer is an unclosed quote. */
export const recordLimit = 1 << 24

/** What a pass over the file found besides the columns. */
export interface ScanResult {
  readonly rows: number
  readonly blankLines: number
  readonly commentLines: number
  /** Line on which a table row's record begins. */
  readonly lineOf: (row: number) => number
}

/**
 * One pass over the file: tokenizes block by block and hands each column its fields. A null builder
 * skips its column. Progress is in bytes of the file.
 */
export async function scan(
  source: ByteSource, encoding: string, layout: Layout, builders: readonly (NumberBuilder | TextBuilder | null)[],
  ragged: RaggedRule, evidence: EncodingEvidence | null, phase: string, job: JobContext,
): Promise<ScanResult> {
  const tokenizer = new Tokenizer(layout.dialect, layout.columns, layout.dataLine, ragged)
  let work = new Uint8Array(block * 2)
  let length = 0
  let skip = layout.dataStart
  let rows = 0
  let done = 0
  const jumps: { readonly row: number; readonly offset: number }[] = [{ row: 0, offset: layout.dataLine }]

  const process = (final: boolean) => {
    let pos = 0
    for (;;) {
      const next = tokenizer.run(work, pos, length, final)
      const { records } = tokenizer
      if (records > 0) {
        for (let record = 0; record < records; record++) {
          const offset = tokenizer.lines[record]! - rows - record
          if (offset !== jumps[jumps.length - 1]!.offset) jumps.push({ row: rows + record, offset })
        }
        const batch: Batch = { bytes: work, starts: tokenizer.starts, ends: tokenizer.ends, flags: tokenizer.flags, columns: layout.columns, records, dialect: layout.dialect }
        for (let column = 0; column < layout.columns; column++) builders[column]?.consume(batch, column, rows)
        rows += records
        job.checkpoint()
      }
      const stuck = next === pos
      pos = next
      if (pos === length || (stuck && records === 0)) break
    }
    work.copyWithin(0, pos, length)
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
      if (length + useful.length >= work.length) {
        if (length > recordLimit) throw tooLong(tokenizer.nextLine)
        const grown = new Uint8Array((length + useful.length) * 2)
        grown.set(work.subarray(0, length))
        work = grown
      }
      work.set(useful, length)
      length += useful.length
      done += piece.length
      if (length >= block) process(false)
      job.progress({ phase, done: Math.min(source.size, done), total: source.size, unit: 'bytes' })
    }
  }
  evidence?.finish()
  process(true)
  return {
    rows: rows - tokenizer.trailingBlank,
    blankLines: tokenizer.blankLines,
    commentLines: tokenizer.commentLines,
    lineOf: (row) => {
      let [low, high] = [0, jumps.length - 1]
      while (low < high) {
        const middle = (low + high + 1) >> 1
        if (jumps[middle]!.row <= row) low = middle
        else high = middle - 1
      }
      return row + jumps[low]!.offset
    },
  }
}

function tooLong(row: number): ExpectedError {
  return new ExpectedError('csv.unclosed-quote', `The record that begins in row ${row} does not end within ${recordLimit.toLocaleString('en')} bytes: a quote is probably never closed.`, {
    row,
    remedy: 'Close the quote in the file, or set the quote character to none.',
  })
}
