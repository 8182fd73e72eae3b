import { parse } from 'yaml'
import type { ByteSource } from '../../contract/bytes'
import { ExpectedError } from '../../contract/errors'
import type { JobContext } from '../../contract/job'
import type { ModelFormat, ReadModel } from '../../contract/model'
import { isRecord } from '../fields'
import { parseJsonText } from '../json-text'
import { limits } from '../limits'
import { malformed } from '../problems'
import { decodeText, readAllBytes } from '../read-bytes'
import { cardOf, withLinks } from './card'
import { outputsOf, readDocument, type PfaDocument, type PfaOutput } from './document'
import { answerOf, createScorer } from './scorer'
import type { Value } from './values'

/** YAML documents are written by hand; what is larger is JSON. */
const yamlBytes = 16 * 1024 * 1024

/** A PFA document: JSON, or the same as YAML. It is evaluated step by step with limits, never as code. */
const pfa: ModelFormat = {
  id: 'pfa',
  title: 'PFA (JSON or YAML)',
  extensions: ['.pfa', '.json', '.yaml', '.yml'],
  sniff(head: Uint8Array, source: ByteSource): number {
    const text = new TextDecoder('latin1').decode(head.slice())
    const named = /\.pfa$/i.test(source.name)
    const whole = source.size <= head.byteLength
    const json = text.trimStart().startsWith('{')
    // JSON lines may have columns of these names.
    if (!named && (/\.(jsonl|ndjson|csv)$/i.test(source.name) || /^\s*\{[^\n]*\}\r?\n\s*\{/.test(text))) return 0
    // Large cells may stand between the three keys: a .pfa needs only one of them at the head.
    const keys = ['input', 'output', 'action'].filter((key) => (json ? new RegExp(`"${key}"\\s*:`) : new RegExp(`^${key}\\s*:`, 'm')).test(text)).length
    if (keys === 3) return json ? 0.9 : named ? 0.95 : 0.85
    return named && (json ? keys > 0 || !whole : keys > 0) ? 0.9 : 0
  },
  async read(source: ByteSource, job: JobContext): Promise<ReadModel> {
    const bytes = await readAllBytes(source, limits.textBytes, job)
    const text = decodeText(bytes, source.name)
    const json = text.trimStart().startsWith('{') ? parseJsonText(text, source.name) : parseYaml(text, source.name)
    job.checkpoint()
    if (!isRecord(json)) throw malformed(source.name, 'it is no PFA document')
    const document = guarded(() => readDocument(json, source.name), source.name)
    document.compilation.machine.checkpoint = () => { job.checkpoint() }
    const { outputs, problem } = describeOutputs(document, json['action'])
    const unsupported = [...document.compilation.unsupported, ...(problem === null ? [] : [problem])]
    const card = cardOf(document, outputs, unsupported)
    return { card, createScorer: unsupported.length > 0 ? null : (mapping) => Promise.resolve(createScorer(document, card, outputs, mapping)) }
  },
}
export default pfa

function parseYaml(text: string, file: string): unknown {
  if (text.length > yamlBytes) throw malformed(file, `its YAML is longer than ${yamlBytes} characters`)
  try {
    return parse(text, { maxAliasCount: 0, uniqueKeys: false, schema: 'core', logLevel: 'error' })
  } catch {
    throw malformed(file, 'it is neither JSON nor YAML that can be read')
  }
}

/** One row of zeros and empty texts is tried where only an answer tells how wide the output is. */
function describeOutputs(document: PfaDocument, action: unknown): { readonly outputs: readonly PfaOutput[]; readonly problem: string | null } {
  const declared = outputsOf(document, undefined)
  const described = declared.problem === null || document.compilation.unsupported.size > 0 ? declared : outputsOf(document, trial(document))
  return { outputs: withLinks(described.outputs, action), problem: described.problem }
}

function trial(document: PfaDocument): Value | undefined {
  const zeros = document.inputs.map((input): Value => input.type === 'number' ? 0 : input.type === 'boolean' ? false : input.levels?.[0] ?? '')
  try {
    return answerOf(document, zeros)
  } catch (error) {
    if (error instanceof ExpectedError && error.code === 'model.pfa-limit') return undefined
    throw error
  }
}

function guarded<T>(read: () => T, file: string): T {
  try {
    return read()
  } catch (error) {
    if (error instanceof RangeError) throw malformed(file, 'its values are nested too deeply')
    throw error
  }
}
