import type { ReadDecision, ReadOptions } from '../../contract/table'
import { decide } from '../decide'
import { isMissingToken, specialNumber } from '../missing-tokens'
import { hasLeadingZeros, isIntegerText, parseNumber } from '../parse-number'
import type { NumberStyle } from '../parse-number'
import type { SampleRecord } from './sample'

/**
 * How to read a column in the first pass, from the sample: `number` parses as it goes, `text` keeps the
 * bytes. Only a matter of speed: the type is decided afterwards over all cells.
 */
export function chooseMode(sample: readonly SampleRecord[], column: number, style: NumberStyle): 'number' | 'text' {
  let numbers = 0
  let others = 0
  for (const record of sample) {
    const cell = record.fields[column]
    if (cell === undefined || cell.trim() === '' || isMissingToken(cell) || specialNumber(cell) !== null) continue
    const value = parseNumber(cell, style)
    if (value === null) others++
    else if (hasLeadingZeros(cell) || (isIntegerText(cell) && !Number.isSafeInteger(value))) return 'text'
    else numbers++
  }
  return numbers > 0 && others <= 0.05 * numbers ? 'number' : 'text'
}

/** The decimal mark and the mark between thousands of the file; single columns may still turn out otherwise. */
export function chooseStyle(sample: readonly SampleRecord[], options: ReadOptions, delimiter: number): {
  readonly style: NumberStyle
  readonly styleSet: boolean
  readonly decisions: readonly ReadDecision[]
} {
  let commas = 0
  let points = 0
  for (const record of sample) {
    for (const cell of record.fields) {
      if (/^\s*[+-]?\d*\.\d+\s*$/.test(cell)) points++
      else if (/^\s*[+-]?\d*,\d+\s*$/.test(cell) && !/^\s*[+-]?[1-9]\d{0,2},\d{3}\s*$/.test(cell)) commas++
    }
  }
  const decimal = decide(options, 'decimal', 'Decimal mark', () =>
    commas > 0 && points === 0
      ? { chosen: ',', reason: `${commas} sampled cells can only be numbers with a decimal comma, none has a decimal point.` }
      : { chosen: '.', reason: `${points} sampled cells have a decimal point, ${commas} a decimal comma${delimiter === 44 ? ' (commas part the fields)' : ''}; each column is checked over all its cells.` }, ['.', ','], true)
  const thousands = decide(options, 'thousands', 'Mark between thousands', () => ({ chosen: 'none', reason: 'Columns that can only be read with one are found by themselves.' }), ['none', ',', '.', ' ', "'"], true)
  const style: NumberStyle = { decimal: decimal.chosen === ',' ? ',' : '.', thousands: thousands.chosen === 'none' || thousands.chosen === decimal.chosen ? '' : thousands.chosen }
  return { style, styleSet: decimal.overridden || thousands.overridden, decisions: [decimal, thousands] }
}
