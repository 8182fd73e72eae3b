import type { ByteSource } from '../../contract/bytes'
import { ExpectedError } from '../../contract/errors'
import type { JobContext } from '../../contract/job'

/** Longest record that is read, in characters. */
const recordLimit = 1 << 24
/** Largest JSON array that is read, in bytes; JSON Lines have no such limit. */
const arrayLimit = 256e6

/** One record's JSON text and the 1-based line it stands on. */
export interface RecordLine {
  readonly text: string
  readonly line: number
}

/**
 * The records of a JSON Lines file, or of a JSON array of objects (each given with its position as line).
 * @throws ExpectedError `jsonl.malformed`, `table.too-large`
 */
export async function* recordLines(source: ByteSource, job: JobContext): AsyncGenerator<RecordLine> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let rest = ''
  let line = 0
  let done = 0
  let array: boolean | null = null
  for await (const chunk of source.stream()) {
    for (let from = 0; from < chunk.length; from += 1 << 18) {
      const piece = chunk.subarray(from, from + (1 << 18))
      rest += decode(piece)
      done += piece.length
      job.checkpoint()
      job.progress({ phase: 'Reading records', done: Math.min(done, source.size), total: source.size, unit: 'bytes' })
      array ??= rest.trim() === '' ? null : rest.trimStart().startsWith('[')
      if (array === true) {
        if (done > arrayLimit) throw new ExpectedError('table.too-large', `${source.name} is a JSON array of more than ${arrayLimit.toLocaleString('en')} bytes.`, { file: source.name, limit: arrayLimit, remedy: 'Save it as JSON Lines, CSV or Parquet.' })
        continue
      }
      const lines = rest.split('\n')
      rest = lines.pop()!
      if (rest.length > recordLimit) throw new ExpectedError('jsonl.malformed', `Row ${line + lines.length + 1} of ${source.name} is longer than ${recordLimit.toLocaleString('en')} characters.`, { file: source.name, row: line + lines.length + 1 })
      for (const text of lines) {
        line++
        if (text.trim() !== '') yield { text, line }
      }
    }
  }
  rest += decode()
  if (array !== true) {
    if (rest.trim() !== '') yield { text: rest, line: line + 1 }
    return
  }
  yield* arrayRecords(rest, source, job)

  function decode(piece?: Uint8Array): string {
    try {
      return decoder.decode(piece, { stream: piece !== undefined })
    } catch {
      throw new ExpectedError('jsonl.malformed', `${source.name} is not valid UTF-8, as JSON must be.`, { file: source.name, row: line + 1, remedy: 'Ask for the file in UTF-8.' })
    }
  }
}

/** The elements of a JSON array as texts, split at commas outside strings and brackets. */
function* arrayRecords(text: string, source: ByteSource, job: JobContext): Generator<RecordLine> {
  const marks = /"(?:[^"\\]|\\.)*"|[[\]{},]/g
  let depth = 0
  let from = 0
  let line = 0
  for (let mark = marks.exec(text); mark !== null; mark = marks.exec(text)) {
    const char = mark[0]
    if (char === '[' || char === '{') {
      if (++depth === 1) from = marks.lastIndex
    } else if (char === ']' || char === '}') depth--
    if ((depth === 1 && char === ',') || (depth === 0 && char === ']')) {
      const record = text.slice(from, mark.index)
      from = marks.lastIndex
      if (char === ',' || record.trim() !== '') yield { text: record, line: ++line }
      if (line % 1024 === 0) job.checkpoint()
      if (depth === 0) break
    }
  }
  if (depth !== 0 || text.slice(from).trim() !== '') {
    throw new ExpectedError('jsonl.malformed', `${source.name} is no complete JSON array of records.`, { file: source.name, row: line + 1, remedy: 'Ask for the file again.' })
  }
}
