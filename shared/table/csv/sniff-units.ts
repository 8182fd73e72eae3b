import type { ReadDecision, ReadOptions } from '../../contract/table'
import { decide } from '../decide'
import { isMissingToken } from '../missing-tokens'
import type { SampleRecord } from './sample'
import { isValue } from './sniff-header'

/** Rows that are looked at below the one in question. */
const looked = 500

/**
 * Whether the row right below the names is a second row of names or one of units (`kg`, `EUR`, `[m/s]`): words
 * in two or more columns that hold numbers or dates below, a number or date in none of them, and no cell that
 * comes back in its own column. As data it turns columns of numbers into text, or is a rejected cell in each. It
 * could also be a record with wrong cells, so it is never left out unless a person says so: it is only asked about.
 * Null where there are no names, or nothing speaks for it.
 */
export function sniffUnits(records: readonly SampleRecord[], options: ReadOptions): ReadDecision | null {
  const [first, ...below] = records
  const found = first === undefined ? null : unitsIn(first, below.slice(0, looked))
  if (found === null && options['units'] === undefined) return null
  return decide(options, 'units', 'Row below the names', () => found === null
    ? { chosen: 'data', reason: 'It looks like the rows below it.' }
    : { chosen: 'data', reason: `It holds words (${found.slice(0, 4).map((cell) => `"${cell}"`).join(', ')}) above ${found.length} columns of numbers or dates, and is read as data until it is declared: if it holds units or a second row of names, choose "left out".` }, ['left out', 'data'])
}

function unitsIn(first: SampleRecord, below: readonly SampleRecord[]): readonly string[] | null {
  if (below.length < 3) return null
  const units: string[] = []
  for (const [column, raw] of first.fields.entries()) {
    const cell = raw.trim()
    const cells = below.map((record) => record.fields[column]?.trim() ?? '').filter((text) => text !== '' && !isMissingToken(text))
    if (cell !== '' && cells.includes(cell)) return null
    const valued = cells.length >= 3 && cells.filter(isValue).length >= 0.9 * cells.length
    if (!valued || cell === '') continue
    if (isMissingToken(cell) || isValue(cell)) return null
    units.push(cell)
  }
  return units.length >= 2 ? units : null
}
