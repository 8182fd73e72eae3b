import type { TableFormat } from '../table-format'
import { readJsonLines } from './read-jsonl'

const extensions = ['.jsonl', '.ndjson', '.json']

/** JSON Lines, or a JSON array of records. */
const jsonl: TableFormat = {
  id: 'jsonl',
  title: 'JSON Lines',
  extensions,
  sniff(head, name) {
    const text = new TextDecoder().decode(head.subarray(0, 4096)).trimStart()
    const named = extensions.some((extension) => name.toLowerCase().endsWith(extension))
    if (/^\[\s*\{/.test(text)) return named ? 0.8 : 0.5
    if (!text.startsWith('{')) return 0
    const [first = '', second = ''] = text.split('\n')
    const line = first.trimEnd().endsWith('}') && (second === '' || second.startsWith('{'))
    if (line && second === '' && name.toLowerCase().endsWith('.json')) return 0.4
    return line ? (named ? 0.95 : 0.8) : /\.(?:jsonl|ndjson)$/i.test(name) ? 0.6 : 0
  },
  read: readJsonLines,
}
export default jsonl
