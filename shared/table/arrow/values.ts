import { DateUnit, TimeUnit, Type } from '@uwdata/flechette'
import type { Batch, Column, DataType } from '@uwdata/flechette'
import type { NumericColumn } from '../../contract/table'
import { clock, decimalText, longDecimal, milliseconds, setBinary, setBytes, setUuid, setWhole } from '../parquet/values'
import type { ValueSink } from '../value-builder'

/** How an Arrow column becomes a column here. */
export interface ArrowPlan {
  readonly type: NumericColumn['type'] | 'text'
  /** What the file declares, in Arrow's words. */
  readonly declared: string
  /** Puts the values of one batch into rows from `start` on. @throws Error where the batch is shorter than it says. */
  fill(builder: ValueSink, batch: Batch<unknown>, start: number, checkpoint: () => void): void
}

type Put = (builder: ValueSink, row: number, value: unknown) => void

const units = ['seconds', 'ms', 'µs', 'ns']
const perMillisecond = [0n, 1n, 1000n, 1_000_000n]

interface Buffers {
  readonly validity: Uint8Array | undefined
  readonly values: ArrayLike<unknown>
  readonly offsets: ArrayLike<number | bigint> | undefined
}

/** The raw buffers of a batch, which the library does not declare one by one. */
function buffers(batch: object): Buffers {
  return batch as Buffers
}

/** Fills from any batch: `width` is how many entries of the values buffer one row takes (0: bits, null: not checked here). */
function filler(width: number | null, put: Put, read: (batch: Batch<unknown>) => (index: number) => unknown): ArrowPlan['fill'] {
  return (builder, batch, start, checkpoint) => {
    const { validity, values } = buffers(batch)
    const { length } = batch
    const enough = width === null || (width === 0 ? values.length * 8 : values.length / width) >= length
    if (!enough || (batch.nullCount > 0 && (validity?.length ?? 0) * 8 < length)) throw new Error('a column has fewer values than rows.')
    const valueAt = read(batch)
    for (let index = 0; index < length; index++) {
      if ((index & 0x3fff) === 0) checkpoint()
      if (batch.nullCount > 0 && !batch.isValid(index)) builder.setMissing(start + index, 'blank')
      else put(builder, start + index, valueAt(index))
    }
  }
}

/** Bytes of a variable-length value, its bounds checked. */
function bytesOf(batch: Batch<unknown>): (index: number) => Uint8Array {
  const { values, offsets } = buffers(batch)
  const bytes = values as Uint8Array
  if (offsets === undefined || (batch.length > 0 && offsets.length <= batch.length)) throw new Error('a column has fewer values than rows.')
  return (index) => {
    const [from, to] = [Number(offsets[index]), Number(offsets[index + 1])]
    if (from < 0 || from > to || to > bytes.length) throw new Error('a text lies outside its column.')
    return bytes.subarray(from, to)
  }
}

const direct = (batch: Batch<unknown>) => {
  const { values } = buffers(batch)
  return (index: number) => values[index]
}
const decoded = (batch: Batch<unknown>) => (index: number) => batch.value(index)

const putNumber: Put = (builder, row, value) => {
  if (typeof value !== 'number') throw new Error('a column has fewer values than rows.')
  builder.setNumber(row, value)
}
const putText: Put = (builder, row, value) => setBytes(builder, row, value)
const putBinary: Put = (builder, row, value) => setBinary(builder, row, value)

/** The plan for a column's type (and the extension that its field names), or null for types that have no single value per row or are not read. */
export function planArrow(type: DataType, extension = ''): ArrowPlan | null {
  switch (type.typeId) {
    case Type.Int: return { type: 'integer', declared: `${type.signed ? 'int' : 'uint'}${type.bitWidth}`, fill: filler(1, setWhole, direct) }
    case Type.Float: return { type: 'decimal', declared: `float${[16, 32, 64][type.precision]!}`, fill: filler(1, putNumber, decoded) }
    case Type.Bool: return { type: 'boolean', declared: 'bool', fill: filler(0, (builder, row, value) => builder.setNumber(row, value === true ? 1 : 0), decoded) }
    case Type.Date: {
      const scale = type.unit === DateUnit.DAY ? 86_400_000 : 1
      return { type: 'date', declared: type.unit === DateUnit.DAY ? 'date32' : 'date64', fill: filler(1, (builder, row, value) => builder.setNumber(row, Number(value) * scale), direct) }
    }
    case Type.Timestamp: {
      const seconds = type.unit === TimeUnit.SECOND
      return {
        type: 'date', declared: `timestamp in ${units[type.unit]!}${type.timezone === null ? '' : `, ${type.timezone}`}`,
        fill: filler(1, (builder, row, value) => builder.setNumber(row, seconds ? Number(value) * 1000 : milliseconds(value, perMillisecond[type.unit]!)), direct),
      }
    }
    case Type.Time: {
      const nanoseconds = [1_000_000_000n, 1_000_000n, 1000n, 1n][type.unit]!
      return { type: 'text', declared: 'time of day', fill: filler(1, (builder, row, value) => builder.setText(row, clock(BigInt(value as bigint | number) * nanoseconds), ''), direct) }
    }
    case Type.Duration: return { type: 'integer', declared: `duration in ${units[type.unit]!}`, fill: filler(1, setWhole, direct) }
    case Type.Decimal: return {
      type: type.scale === 0 ? 'integer' : 'decimal', declared: `decimal(${type.precision}, ${type.scale})`,
      fill: filler(Math.max(1, type.bitWidth / 64), (builder, row, value) => putDecimal(builder, row, BigInt(value as bigint | number), type.scale), decoded),
    }
    case Type.Utf8: case Type.LargeUtf8: return { type: 'text', declared: 'string', fill: filler(null, putText, bytesOf) }
    case Type.Binary: case Type.LargeBinary: return { type: 'text', declared: 'binary', fill: filler(null, putBinary, bytesOf) }
    case Type.Utf8View: return { type: 'text', declared: 'string view', fill: filler(16, putText, decoded) }
    case Type.BinaryView: return { type: 'text', declared: 'binary view', fill: filler(16, putBinary, decoded) }
    case Type.FixedSizeBinary: return extension === 'arrow.uuid'
      ? { type: 'text', declared: 'UUID', fill: filler(type.stride, setUuid, decoded) }
      : { type: 'text', declared: 'fixed-size binary', fill: filler(type.stride, putBinary, decoded) }
    case Type.Null: return { type: 'text', declared: 'null', fill: (builder, batch, start) => { for (let index = 0; index < batch.length; index++) builder.setMissing(start + index, 'blank') } }
    case Type.Dictionary: return planDictionary(type.dictionary)
    default: return null
  }
}

function putDecimal(builder: ValueSink, row: number, unscaled: bigint, scale: number): void {
  const number = Number(unscaled)
  if (Number.isSafeInteger(number) && scale >= 0 && scale <= 22) builder.setNumber(row, number / 10 ** scale)
  else builder.setText(row, scale < 0 ? (unscaled * 10n ** BigInt(-scale)).toString() : decimalText(unscaled, scale), longDecimal)
}

/** Keys into a dictionary: each row gets what its level is, read by the level's own type. */
function planDictionary(inner: DataType): ArrowPlan | null {
  const plan = inner.typeId === Type.Dictionary ? null : planArrow(inner)
  if (plan === null) return null
  return {
    type: plan.type, declared: `dictionary of ${plan.declared}`,
    fill(builder, batch, start, checkpoint) {
      const { dictionary } = batch as unknown as { readonly dictionary: Column<unknown> }
      const levels = new LevelRecorder()
      let size = 0
      for (const part of dictionary.data) {
        plan.fill(levels, part, size, checkpoint)
        size += part.length
      }
      filler(1, (into, row, key) => {
        const level = levels.puts[Number(key)]
        if (level === undefined) throw new Error('a column refers to a level that is not there.')
        level(into, row)
      }, direct)(builder, batch, start, checkpoint)
    },
  }
}

/** Stands in for a builder: remembers how each level is put. */
class LevelRecorder implements ValueSink {
  readonly puts: ((builder: ValueSink, row: number) => void)[] = []

  setMissing(level: number, kind: 'blank' | 'nan' | 'infinite', value = NaN): void {
    this.puts[level] = (builder, row) => builder.setMissing(row, kind, value)
  }

  setNumber(level: number, value: number): void {
    this.puts[level] = (builder, row) => builder.setNumber(row, value)
  }

  setText(level: number, text: string, reason: string): void {
    this.puts[level] = (builder, row) => builder.setText(row, text, reason)
  }
}
