import { allocateFloat64, allocateUint8 } from '../allocate'
import { kindCode } from '../missing-kind'
import { isMissingToken, specialNumber } from '../missing-tokens'
import { hasLeadingZeros, isIntegerText, parseNumber } from '../parse-number'
import type { NumberStyle } from '../parse-number'
import { countEmpty, field, isBlank, locateField } from './batch'
import type { Batch, EmptyCounts } from './batch'
import { Dictionary } from '../dictionary'
import { SPACE } from './dialect'
import { exactQuotient, mostPlaces } from './exact-quotient'

const powers = Array.from({ length: 16 }, (_, exponent) => 10 ** exponent)

/**
 * The number whose digits (and one mark before the last `places` of them) are bytes [from, to), without sign;
 * NaN where only the slow way is sure: more than 18 digits that count, or whole numbers of more than 15.
 */
function longNumber(bytes: Uint8Array, from: number, to: number, digits: number, places: number): number {
  if (digits > 15 && (places === 0 || places > mostPlaces)) return NaN
  let high = 0
  let low = 0
  let left = digits
  for (let p = from; p < to; p++) {
    const digit = bytes[p]! ^ 48
    if (digit > 9) continue
    if (left-- > 9) high = high * 10 + digit
    else low = low * 10 + digit
  }
  if (digits <= 15) return places === 0 ? high * 1e9 + low : (high * 1e9 + low) / powers[places]!
  return high < 1e9 ? exactQuotient(high, low, places) : NaN
}

/**
 * A column believed to hold numbers: parsed as it streams by. Cells that are no numbers are kept as
 * exceptions (row and text); `spoiled` says why the belief was wrong, and the column is then read
 * again as text, so that a late change loses nothing.
 */
export class NumberBuilder {
  values: Float64Array
  missing: Uint8Array | null = null
  /** Any value written with a decimal mark or an exponent. */
  decimals = false
  /** Whole numbers beyond ±2^53 whose last digits a number would lose. */
  inexact = 0
  leadingZeros = 0
  numbers = 0
  readonly empty: EmptyCounts = { blank: 0, quoted: 0, spaces: 0 }
  readonly exceptions = new Dictionary()
  readonly exceptionRows: number[] = []
  readonly exceptionCodes: number[] = []
  private readonly known: boolean[] = []
  private strange = 0
  spoiled: string | null = null

  constructor(capacity: number, private readonly style: NumberStyle, private readonly force: boolean) {
    this.values = allocateFloat64(capacity)
  }

  /** Takes column `column` of the batch; its first record is table row `row0`. */
  consume(batch: Batch, column: number, row0: number): void {
    if (this.spoiled !== null) return
    this.reserve(row0 + batch.records)
    const { bytes, starts, ends, columns, records } = batch
    const { values } = this
    const mark = this.style.decimal === ',' ? 44 : 46
    let numbers = 0
    for (let record = 0, index = column; record < records; record++, index += columns) {
      let p = starts[index]!
      let end = ends[index]!
      while (p < end && bytes[p] === SPACE) p++
      while (p < end && bytes[end - 1] === SPACE) end--
      const first = bytes[p]!
      if (first === 45 || first === 43) p++
      const whole = p
      // Whole 32-bit arithmetic is right up to nine digits; longer numbers are taken again below.
      let mantissa = 0
      let digit = 0
      while (p < end && (digit = bytes[p]! ^ 48) <= 9) {
        mantissa = (Math.imul(mantissa, 10) + digit) | 0
        p++
      }
      let digits = p - whole
      if (digits > 1 && bytes[whole] === 48) this.leadingZeros++
      let places = 0
      if (p < end && bytes[p] === mark) {
        const fraction = ++p
        while (p < end && (digit = bytes[p]! ^ 48) <= 9) {
          mantissa = (Math.imul(mantissa, 10) + digit) | 0
          p++
        }
        places = p - fraction
        digits += places
        this.decimals = true
      }
      if (p === end && digits > 0 && digits <= 9) {
        const value = places === 0 ? mantissa : mantissa / powers[places]!
        values[row0 + record] = first === 45 ? -value : value
        numbers++
        continue
      }
      const value = p === end && digits > 0 ? longNumber(bytes, whole, end, digits, places) : NaN
      if (value === value) {
        values[row0 + record] = first === 45 ? -value : value
        numbers++
      } else this.slow(batch, index, row0 + record)
    }
    this.numbers += numbers
    if (this.force) return
    if (this.leadingZeros > 0) this.spoiled = 'leading zeros'
    else if (this.strange > 1000 && this.strange > 0.05 * this.numbers) this.spoiled = 'cells that are not numbers'
  }

  private reserve(rows: number): void {
    if (rows <= this.values.length) return
    const capacity = Math.ceil(rows * 1.5)
    const values = allocateFloat64(capacity)
    values.set(this.values)
    this.values = values
    if (this.missing !== null) {
      const missing = allocateUint8(capacity)
      missing.set(this.missing)
      this.missing = missing
    }
  }

  private slow(batch: Batch, index: number, row: number): void {
    locateField(batch, index)
    const { bytes, from, to } = field
    if (isBlank(bytes, from, to)) {
      countEmpty(this.empty, batch.flags[index]!, from, to)
      this.setMissing(row, kindCode.blank, NaN)
      return
    }
    let text = ''
    if (to - from < 400) for (let p = from; p < to; p++) text += String.fromCharCode(bytes[p]!)
    // No-break spaces as UTF-8 writes them, byte by byte.
    if (this.style.thousands === ' ') text = text.replace(/\u00c2\u00a0|\u00e2\u0080\u00af/g, ' ')
    const value = parseNumber(text, this.style)
    if (value !== null) {
      const whole = isIntegerText(text)
      if (whole && !Number.isSafeInteger(value)) this.inexact++
      if (!whole && this.style.thousands === '') this.decimals = true
      if (hasLeadingZeros(text)) this.leadingZeros++
      if (Number.isFinite(value)) this.values[row] = value
      else this.setMissing(row, kindCode.infinite, value)
      this.numbers++
      return
    }
    const special = specialNumber(text)
    if (special !== null) {
      this.setMissing(row, kindCode[special], special === 'nan' ? NaN : text.includes('-') ? -Infinity : Infinity)
      return
    }
    const code = this.exceptions.intern(bytes, from, to)
    if (this.known.length <= code) this.known.push(isMissingToken(text))
    if (!this.known[code]!) this.strange++
    this.setMissing(row, kindCode.rejected, NaN)
    this.exceptionRows.push(row)
    this.exceptionCodes.push(code)
  }

  private setMissing(row: number, kind: number, value: number): void {
    this.missing ??= allocateUint8(this.values.length)
    this.missing[row] = kind
    this.values[row] = value
  }
}
