import type { ReadDecision, ReadOptions } from '../../contract/table'
import { decide } from '../decide'
import type { SampleRecord } from './sample'

/** The header fitted to the rows, and the decision where they differ. */
export interface FittedHeader {
  readonly header: readonly string[]
  readonly decision: ReadDecision | null
}

const choices = ['row names', 'blank end', 'as written'] as const

/**
 * Fits a header to rows that all differ from it by one field. One field more in every row is a column
 * without a name: the first (row names, as R writes them, all different), or the last where it is always blank (rows end
 * with a delimiter). One field less under a header that ends with a delimiter takes that end off.
 * Anything else stays as it is written, and its rows are ragged.
 * @throws ExpectedError `table.bad-option`
 */
export function fitHeader(header: readonly string[], sample: readonly SampleRecord[], options: ReadOptions): FittedHeader {
  const widths = new Set(sample.map((record) => record.fields.length))
  const [width = header.length] = widths
  const difference = widths.size === 1 ? width - header.length : 0
  const endsBlank = header.length > 1 && header[header.length - 1]!.trim() === ''
  const blankEnd = difference === -1 ? endsBlank : difference === 1 && sample.every((record) => record.fields[width - 1]!.trim() === '')
  // Row names are never the same twice: what repeats is rather a delimiter inside an unquoted cell.
  const rowNames = sample.length > 1 && new Set(sample.map((record) => record.fields[0])).size === sample.length
  if (Math.abs(difference) !== 1 || !(blankEnd || (difference === 1 && rowNames))) return { header, decision: null }
  const decision = decide(options, 'header-width', 'Header and rows of different width', () => {
    if (difference === -1) return { chosen: 'blank end', reason: `The header ends with a delimiter and every sampled row has ${width} fields: no column is meant there.` }
    return blankEnd
      ? { chosen: 'blank end', reason: 'Every sampled row has one field more than the header, always blank: rows end with a delimiter.' }
      : { chosen: 'row names', reason: 'Every sampled row has one field more than the header, and the first ones are all different: a first column without a name, as R writes row names.' }
  }, difference === -1 ? ['blank end', 'as written'] : choices, true)
  if (decision.chosen === 'as written') return { header, decision }
  if (difference === -1) return { header: header.slice(0, -1), decision }
  return { header: decision.chosen === 'blank end' ? [...header, ''] : ['', ...header], decision }
}
