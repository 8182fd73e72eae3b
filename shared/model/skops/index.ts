import type { ByteSource } from '../../contract/bytes'
import type { JobContext } from '../../contract/job'
import type { ModelFormat, ReadModel } from '../../contract/model'
import { looksLikeZip, zipMembers, zipNames } from '../archive/zip'
import { isRecord } from '../fields'
import { parseJsonText } from '../json-text'
import { limits } from '../limits'
import { inspectGlobals } from '../pickle/security'
import { malformed } from '../problems'
import { decodeText, readAllBytes } from '../read-bytes'
import { readSklearn } from '../sklearn/read'
import { readNode, type SkopsReading } from './tree'

/** scikit-learn as skops writes it (the default of newer MLflow): a zip of a JSON tree of objects and the arrays in it. */
const skops: ModelFormat = {
  id: 'sklearn-skops',
  title: 'scikit-learn skops',
  extensions: ['.skops'],
  sniff(head: Uint8Array, source: ByteSource): number {
    if (!looksLikeZip(head)) return 0
    if (source.name.toLowerCase().endsWith('.skops')) return 0.97
    return /PK\x03\x04[^]{26}(\d{6,}\.np[yz]|schema\.json)/.test(new TextDecoder('latin1').decode(head.slice(0, 256))) ? 0.7 : 0
  },
  async read(source: ByteSource, job: JobContext): Promise<ReadModel> {
    const bytes = await readAllBytes(source, limits.binaryBytes, job)
    if (!zipNames(bytes, source.name).includes('schema.json')) throw malformed(source.name, 'it holds no schema.json')
    const members = zipMembers(bytes, source.name, () => true)
    const schema = parseJsonText(decodeText(members.get('schema.json') ?? new Uint8Array(), source.name), source.name)
    job.checkpoint()
    const reading: SkopsReading = { file: source.name, members, globals: new Map(), count: 0 }
    const value = readNode(schema, reading)
    const [protocol, version] = isRecord(schema) ? [schema['protocol'], schema['_skops_version']] : []
    const form = `skops ${typeof version === 'string' ? `${version}, ` : ''}protocol ${typeof protocol === 'number' ? protocol : 0}`
    return readSklearn('sklearn-skops', { value, form, globals: inspectGlobals(reading.globals.values()), imports: Array.from(reading.globals.keys()) }, source.name)
  },
}
export default skops
