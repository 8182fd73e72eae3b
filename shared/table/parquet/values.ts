import type { SchemaElement } from 'hyparquet'
import type { NumericColumn } from '../../contract/table'
import type { ValueSink } from '../value-builder'

/** How a Parquet column becomes a column here: its type, and how each raw value is put into the builder. */
export interface ColumnPlan {
  readonly type: NumericColumn['type'] | 'text'
  /** What the file declares, in its own words. */
  readonly declared: string
  set(builder: ValueSink, row: number, value: unknown): void
}

const beyond = 'whole numbers beyond ±2^53 are kept exactly as text'
/** Why a column of decimals became text. */
export const longDecimal = 'decimals of more than 53 bits are kept exactly as text'

/** A decimal written out: unscaled integer and scale. */
export function decimalText(unscaled: bigint, scale: number): string {
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(scale + 1, '0')
  const whole = digits.slice(0, digits.length - scale)
  return (unscaled < 0n ? '-' : '') + (scale === 0 ? whole : `${whole}.${digits.slice(digits.length - scale)}`)
}

function bigEndian(bytes: Uint8Array): bigint {
  let value = 0n
  for (const byte of bytes) value = (value << 8n) | BigInt(byte)
  return bytes.length > 0 && bytes[0]! >= 128 ? value - (1n << BigInt(bytes.length * 8)) : value
}

/** Puts a whole number; beyond ±2^53 it stays exact as text. */
export function setWhole(builder: ValueSink, row: number, value: unknown): void {
  if (typeof value === 'number') builder.setNumber(row, value)
  else if (typeof value === 'bigint') {
    const number = Number(value)
    if (Number.isSafeInteger(number)) builder.setNumber(row, number)
    else builder.setText(row, value.toString(), beyond)
  } else throw new Error('A whole number was expected.')
}

/** A time of day (ns) as `hh:mm:ss.fraction`. */
export function clock(nanoseconds: bigint): string {
  const part = (value: bigint, width: number) => value.toString().padStart(width, '0')
  const seconds = nanoseconds / 1_000_000_000n
  const fraction = part(nanoseconds % 1_000_000_000n, 9).replace(/0+$/, '')
  return `${part(seconds / 3600n, 2)}:${part((seconds / 60n) % 60n, 2)}:${part(seconds % 60n, 2)}${fraction === '' ? '' : `.${fraction}`}`
}

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** True for bytes with control characters, which no text has; tab and line ends are text. */
function hasControls(bytes: Uint8Array): boolean {
  return bytes.some((byte) => (byte < 32 && (byte < 9 || byte > 13)) || byte === 127)
}

function hexadecimal(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** Puts bytes that nobody declared to be text: as text where they read as one, hexadecimal where not. */
export function setBinary(builder: ValueSink, row: number, value: unknown): void {
  if (value instanceof Uint8Array && hasControls(value)) builder.setText(row, `0x${hexadecimal(value)}`, '')
  else setBytes(builder, row, value)
}

/** Puts sixteen bytes as a UUID is written. */
export function setUuid(builder: ValueSink, row: number, value: unknown): void {
  if (!(value instanceof Uint8Array) || value.length !== 16) setBinary(builder, row, value)
  else builder.setText(row, hexadecimal(value).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'), '')
}

/** Puts bytes as text: UTF-8 where they are, hexadecimal where not. */
export function setBytes(builder: ValueSink, row: number, value: unknown): void {
  if (typeof value === 'string') builder.setText(row, value, '')
  else if (value instanceof Uint8Array) {
    let text: string
    try {
      text = strict.decode(value)
    } catch {
      text = `0x${hexadecimal(value)}`
    }
    builder.setText(row, text, '')
  } else builder.setText(row, JSON.stringify(value), '')
}

/** Milliseconds of a count of units, exact as far as a double goes (finer parts stay as a fraction). */
export function milliseconds(value: unknown, perMillisecond: bigint): number {
  const count = BigInt(value as bigint | number)
  const whole = count / perMillisecond
  return Number(whole) + Number(count % perMillisecond) / Number(perMillisecond)
}

/** The plan for a leaf of the schema. @throws Error for types that are not read. */
export function planColumn(element: SchemaElement): ColumnPlan {
  const { type, converted_type: converted, logical_type: logical } = element
  const declared = logical !== undefined ? `${type ?? ''} (${logical.type})` : converted !== undefined ? `${type ?? ''} (${converted})` : type ?? 'no type'
  if (converted === 'DECIMAL' || logical?.type === 'DECIMAL') {
    const scale = logical?.type === 'DECIMAL' ? logical.scale : element.scale ?? 0
    if (scale < 0 || scale > 400) throw new Error('A decimal has an impossible scale.')
    return {
      type: scale === 0 ? 'integer' : 'decimal', declared,
      set(builder, row, value) {
        const unscaled = value instanceof Uint8Array ? bigEndian(value) : BigInt(value as bigint | number)
        const number = Number(unscaled)
        if (Number.isSafeInteger(number) && scale <= 22) builder.setNumber(row, number / 10 ** scale)
        else builder.setText(row, decimalText(unscaled, scale), longDecimal)
      },
    }
  }
  if (type === 'BOOLEAN') return { type: 'boolean', declared, set: (builder, row, value) => builder.setNumber(row, value === true || value === 1 ? 1 : 0) }
  if (converted === 'DATE' || logical?.type === 'DATE') return { type: 'date', declared, set: (builder, row, value) => builder.setNumber(row, Number(value) * 86_400_000) }
  const unit = logical?.type === 'TIMESTAMP' || logical?.type === 'TIME' ? logical.unit : converted?.endsWith('_MICROS') === true ? 'MICROS' : converted?.endsWith('_MILLIS') === true ? 'MILLIS' : null
  const per = unit === 'MICROS' ? 1000n : unit === 'NANOS' ? 1_000_000n : 1n
  if (type === 'INT96') return { type: 'date', declared: 'INT96 (timestamp)', set: (builder, row, value) => builder.setNumber(row, milliseconds(value, 1_000_000n)) }
  if (logical?.type === 'TIMESTAMP' || converted === 'TIMESTAMP_MICROS' || converted === 'TIMESTAMP_MILLIS') {
    return { type: 'date', declared, set: (builder, row, value) => builder.setNumber(row, milliseconds(value, per)) }
  }
  if (logical?.type === 'TIME' || converted === 'TIME_MICROS' || converted === 'TIME_MILLIS') {
    return { type: 'text', declared, set: (builder, row, value) => builder.setText(row, clock(BigInt(value as bigint | number) * (1_000_000n / per)), '') }
  }
  if (converted === 'BSON' || converted === 'INTERVAL') throw new Error(`Columns of type ${converted} are not read.`)
  if (type === 'INT32' || type === 'INT64') return { type: 'integer', declared, set: setWhole }
  if (type === 'FLOAT' || type === 'DOUBLE' || logical?.type === 'FLOAT16') return { type: 'decimal', declared, set: (builder, row, value) => builder.setNumber(row, value as number) }
  const text = converted ?? logical?.type
  return { type: 'text', declared, set: text === undefined ? setBinary : setBytes }
}
