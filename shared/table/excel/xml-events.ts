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
 * Subtrees that say nothing about cells: `extLst` holds newer programs' additions, whose elements bear the
 * same local names (an `x14:workbookPr` there says nothing about 1904), and `Choice` what only they
 * understand; its `Fallback` is read. Source: ECMA-376 Part 1, 18.2.10, and Part 3, 10.2.1.
 */
const passedOver: readonly string[] = ['extLst', 'Choice']

/**
 * Streams one part of a workbook through a strict XML parser, without its extensions. A DOCTYPE is
 * refused: it is what entity expansion needs, and no spreadsheet writes one.
 * @throws ExpectedError `excel.malformed` and what `unzip` throws.
 */
export async function readXml(source: ByteSource, entry: ZipEntry, job: JobContext, events: XmlEvents): Promise<void> {
  const malformed = (why: string): ExpectedError => new ExpectedError('excel.malformed', `${source.name} is damaged: ${entry.name} is not the XML of a workbook (${why}).`.slice(0, 300), { file: source.name, remedy: 'Ask for the file again, or save the sheet as CSV.' })
  const parser = new SaxesParser({ xmlns: false })
  parser.on('error', (problem) => { throw malformed(problem.message) })
  parser.on('doctype', () => { throw malformed('it has a DOCTYPE') })
  let depth = 0
  let within = Infinity
  parser.on('opentag', ({ name, attributes }) => {
    depth++
    const plain = local(name)
    if (depth < within && passedOver.includes(plain)) within = depth
    if (depth < within) events.open(plain, attributes)
  })
  const text = (value: string) => {
    if (depth < within) events.text?.(value)
  }
  parser.on('text', text)
  parser.on('cdata', text)
  parser.on('closetag', ({ name }) => {
    if (depth < within) events.close?.(local(name))
    else if (depth === within) within = Infinity
    depth--
  })
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
