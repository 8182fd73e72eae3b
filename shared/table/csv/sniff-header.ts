import type { ReadDecision, ReadOptions } from '../../contract/table'
import { decide } from '../decide'
import { isMissingToken } from '../missing-tokens'
import { parseNumber } from '../parse-number'
import { parseIsoDate, parseNamedDate, parseOrderedDate } from '../parse-date'
import type { SampleRecord } from './sample'

/** True for a text that is a number (with point or comma) or a date, whichever way round. */
export function isValue(cell: string): boolean {
  return parseNumber(cell) !== null || parseNumber(cell, { decimal: ',', thousands: '' }) !== null || parseIsoDate(cell) !== null || parseNamedDate(cell) !== null || parseOrderedDate(cell, 'dmy') !== null || parseOrderedDate(cell, 'mdy') !== null
}

const truth = /^\s*(?:true|false)\s*$/i

/**
 * Whether the first record names the columns. Evidence per column: words over numbers or dates speak for
 * a header, a number over numbers against; anything over true and false speaks for one, true or false
 * against. Without such evidence, a first row of distinct, filled
 * words that do not come back in their own columns counts as a header.
 */
export function sniffHeader(
  records: readonly SampleRecord[],
  commented: SampleRecord | undefined,
  modal: number,
  options: ReadOptions,
): { readonly decision: ReadDecision; readonly header: readonly string[] | null } {
  const first = records[0]
  const decision = decide(options, 'header', 'Header row', () => {
    if (first === undefined) return { chosen: 'no', reason: 'There are no rows.' }
    const body = records.slice(1, 500)
    let over = 0
    let against = 0
    first.fields.forEach((cell, column) => {
      const below = body.map((record) => record.fields[column] ?? '').filter((text) => text.trim() !== '' && !isMissingToken(text))
      if (below.length === 0 || cell.trim() === '') return
      const kind = [isValue, (text: string) => truth.test(text)].find((test) => below.filter(test).length >= 0.9 * below.length)
      if (kind === undefined) return
      if (kind(cell) || isMissingToken(cell)) against++
      else over++
    })
    if (commented?.fields.length === modal && modal > 1 && over <= against) {
      return { chosen: 'comment', reason: `The last comment line above the data has ${modal} fields, as the rows have.` }
    }
    if (over > against) return { chosen: 'yes', reason: `In ${over} columns the first row is a word above numbers, dates or true and false.` }
    if (against > 0) return { chosen: 'no', reason: `In ${against} columns the first row is a number, date or true or false like those below it.` }
    const cells = first.fields.map((cell) => cell.trim())
    if (cells.some((cell) => isValue(cell))) return { chosen: 'no', reason: 'The first row holds a number or date.' }
    if (cells.some((cell) => cell === '')) return { chosen: 'no', reason: 'The first row has blank cells and no column of numbers speaks for a header.' }
    const repeats = cells.filter((cell, column) => body.some((record) => record.fields[column]?.trim() === cell)).length
    if (repeats > 0) return { chosen: 'no', reason: `${repeats} cells of the first row come back below it.` }
    return { chosen: 'yes', reason: 'No column decides it (all are text); the first row is filled and none of its cells comes back below: taken as names. Check this.' }
  }, commented === undefined ? ['yes', 'no'] : ['yes', 'no', 'comment'])
  if (decision.chosen === 'comment' && commented !== undefined) return { decision, header: commented.fields }
  return { decision, header: decision.chosen === 'yes' ? first?.fields ?? null : null }
}
