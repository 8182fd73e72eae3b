import { parseNumber } from '../parse-number'
import type { TableFormat } from '../table-format'
import { encodingOfHead } from './byte-stream'
import { readCsv } from './read-csv'

const extensions = ['.csv', '.tsv', '.tab', '.txt', '.data', '.dat', '.psv', '.test']

/** Delimited text of any dialect and encoding. */
const csv: TableFormat = {
  id: 'csv',
  title: 'Delimited text (CSV, TSV, ...)',
  extensions,
  sniff(head, name) {
    if (head.length === 0) return 0
    const named = extensions.some((extension) => name.toLowerCase().endsWith(extension))
    try {
      if (encodingOfHead(head) !== null) return named ? 0.9 : 0.7
    } catch {
      return named ? 0.5 : 0.2
    }
    let control = 0
    for (const byte of head) if (byte === 0 || (byte < 32 && byte !== 9 && byte !== 10 && byte !== 13 && byte !== 12 && byte !== 1)) control++
    if (control > (named ? 0.1 * head.length + 8 : 0.001 * head.length)) return 0
    const first = new TextDecoder('latin1').decode(head.subarray(0, 2000)).trimStart()
    if (/^(?:<\?xml|<!DOCTYPE|<html|<PMML|[{[]\s*["{\]}])/i.test(first) && parseNumber(first) === null) return named ? 0.3 : 0.05
    return named ? 0.9 : /[,;\t|]/.test(first) ? 0.5 : 0.3
  },
  read: readCsv,
}
export default csv
