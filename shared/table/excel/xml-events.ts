import { SaxesParser } from 'saxes'
import type { ByteSource } from '../../contract/bytes'
import { ExpectedError } from '../../contract/errors'
import type { JobContext } from '../../contract/job'
import { unzip } from './zip'
import type { ZipEntry } from './zip'

/** What a part of a workbook is read by: names come without their prefix. */
export interface XmlEvents {
  readonly open: (name: string, attributes: Readonly<Record<string, string>>) => void
  readonly text?: (text: string) => void
  readonly close?: (name: string) => void
}

function local(name: string): string {
  return name.slice(name.indexOf(':') + 1)
}

/**
 * Streams one part of a workbook through a strict XML parser. A DOCTYPE is refused: it is what entity
 * expansion needs, and no spreadsheet writes one.
 * @throws ExpectedError `excel.malformed` and what `unzip` throws.
 */
export async function readXml(source: ByteSource, entry: ZipEntry, job: JobContext, events: XmlEvents): Promise<void> {
  const malformed = (why: string): ExpectedError => new ExpectedError('excel.malformed', `${source.name} is damaged: ${entry.name} is not the XML of a workbook (${why}).`.slice(0, 300), { file: source.name, remedy: 'Ask for the file again, or save the sheet as CSV.' })
  const parser = new SaxesParser({ xmlns: false })
  parser.on('error', (problem) => { throw malformed(problem.message) })
  parser.on('doctype', () => { throw malformed('it has a DOCTYPE') })
  parser.on('opentag', ({ name, attributes }) => events.open(local(name), attributes))
  if (events.text !== undefined) {
    const { text } = events
    parser.on('text', (value) => text(value))
    parser.on('cdata', (value) => text(value))
  }
  if (events.close !== undefined) {
    const { close } = events
    parser.on('closetag', ({ name }) => close(local(name)))
  }
  const decoder = new TextDecoder('utf-8', { fatal: true })
  for await (const chunk of unzip(source, entry, job)) {
    for (let from = 0; from < chunk.length; from += 1 << 16) {
      job.checkpoint()
      parser.write(decoded(chunk.subarray(from, from + (1 << 16))))
    }
  }
  parser.write(decoded())
  parser.close()

  function decoded(bytes?: Uint8Array): string {
    try {
      return decoder.decode(bytes, { stream: bytes !== undefined })
    } catch {
      throw malformed('it is not UTF-8')
    }
  }
}
