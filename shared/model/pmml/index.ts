import type { ByteSource } from '../../contract/bytes'
import type { JobContext } from '../../contract/job'
import type { ModelFormat, ReadModel } from '../../contract/model'
import { limits } from '../limits'
import { malformed } from '../problems'
import { decodeText, readAllBytes } from '../read-bytes'
import { cardOf } from './card'
import { compileModel, dictionaryScope } from './compile'
import { Program } from './frame'
import { modelNames } from './models/mining'
import { createScorer } from './scorer'
import { verify } from './verification'
import { parseXml, type XmlElement } from './xml'

const pmml: ModelFormat = {
  id: 'pmml',
  title: 'PMML',
  extensions: ['.pmml', '.xml'],
  sniff(head: Uint8Array): number {
    const text = sniffText(head)
    if (/<([A-Za-z][\w.-]*:)?PMML[\s>]/.test(text)) return 0.99
    return 0
  },
  async read(source: ByteSource, job: JobContext): Promise<ReadModel> {
    const bytes = await readAllBytes(source, limits.textBytes, job)
    const root = parseXml(decodeXml(bytes, source.name), source.name)
    job.checkpoint()
    return readDocument(root, source.name)
  },
}
export default pmml

function sniffText(head: Uint8Array): string {
  const utf16 = (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff)
  return new TextDecoder(utf16 ? (head[0] === 0xff ? 'utf-16le' : 'utf-16be') : 'latin1').decode(head.slice(0, 65_536))
}

/** XML text in the encoding its byte order mark or declaration names. */
function decodeXml(bytes: Uint8Array, file: string): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  const declared = /^\s*<\?xml[^>]*encoding\s*=\s*["']([\w.:-]+)["']/.exec(new TextDecoder('latin1').decode(bytes.slice(0, 200)))?.[1]?.toLowerCase()
  if (declared === undefined || declared === 'utf-8' || declared === 'utf8') return decodeText(bytes, file)
  try {
    return new TextDecoder(declared).decode(bytes)
  } catch {
    throw malformed(file, `its encoding "${declared}" is unknown`)
  }
}

function readDocument(root: XmlElement, file: string): ReadModel {
  if (root.name !== 'PMML') throw malformed(file, `its root element is ${root.name.slice(0, 40)}, not PMML`)
  const program = new Program(file)
  const dictionary = new Map((root.child('DataDictionary')?.all('DataField') ?? []).map((field) => [field.need('name'), field]))
  if (dictionary.size > limits.inputs) throw malformed(file, `it declares ${dictionary.size} fields`)
  const element = root.elements.find((child) => modelNames.has(child.name)) ?? null
  const scope = dictionaryScope(dictionary, program)
  const model = element === null ? null : compileModel(element, scope, dictionary, program, root.child('TransformationDictionary'))
  if (model === null) program.unsupported.add('The document holds no model that is known here.')
  const verification = element === null || model === null ? null : verify(element, model, program)
  const card = cardOf(root, element, model, dictionary, [...program.unsupported], verification)
  return { card, createScorer: card.unsupported.length > 0 || model === null ? null : (mapping) => Promise.resolve(createScorer(card, model, dictionary, program, mapping)) }
}
