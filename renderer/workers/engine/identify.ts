import type { SourceRef } from '../../../shared/contract/bytes'
import type { EngineCalls } from '../../../shared/contract/engine'
import { identifyModel } from '../../../shared/model'
import { identifyTable } from '../../../shared/table'
import { openSource } from './source'

type Identified = EngineCalls['file.identify']['response']

const headLength = 65_536

/** What a file is, by content first and name second. */
export async function identifyFile(ref: SourceRef): Promise<Identified> {
  const source = openSource(ref)
  const head = await source.slice(0, headLength)
  const text = new TextDecoder('latin1').decode(head.subarray(0, 4096))
  if (text.startsWith('%PDF-')) return /\.pdf$/i.test(source.name) ? { kind: 'pack', format: 'pdf', reason: 'The file starts with a PDF header.' } : { kind: 'unknown', format: 'pdf', reason: `${source.name} is a PDF under another name: neither a model nor a dataset.` }
  if (text.startsWith('SQLite format 3\0') && /\.countersign$/i.test(source.name)) return { kind: 'review', format: 'countersign', reason: 'An SQLite file with the review extension.' }
  if (/"countersign"\s*:\s*1/.test(text) && text.trimStart().startsWith('{')) return { kind: 'plan', format: 'plan', reason: 'A JSON document that declares itself a plan.' }
  const model = await identifyModel(source)
  const table = identifyTable(head, source.name)
  if (model !== null && model.score >= table.score) return { kind: 'model', format: model.format.id, reason: `Read as ${model.format.title}.` }
  if (table.format !== null) return { kind: 'dataset', format: table.format, reason: `Read as ${table.format}.` }
  return { kind: 'unknown', format: '', reason: source.size === 0 ? `${source.name} is empty.` : `${source.name} is in no format that is read here.` }
}
