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
    // Lines of arrays, and JSON in UTF-16, are for this reader to refuse: as delimited text they would be nonsense.
    const lines = /\.(?:jsonl|ndjson)$/i.test(name)
    if (lines && (/^\[\s*[^{\s]/.test(text) || (head[0]! + head[1]! === 0x1fd && head[0]! >= 0xfe))) return 0.95
    if (/^\[\s*\{/.test(text)) return named ? 0.8 : 0.5
    if (!text.startsWith('{')) return 0
    const [first = '', second = ''] = text.split('\n')
    const line = first.trimEnd().endsWith('}') && (second === '' || second.startsWith('{'))
    if (line && second === '' && name.toLowerCase().endsWith('.json')) return 0.4
    return line ? (named ? 0.95 : 0.8) : lines ? 0.6 : 0
  },
  read: readJsonLines,
}
export default jsonl
