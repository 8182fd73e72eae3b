import { parseNumber } from './xml'

/** A PMML value; null is missing. */
export type Value = number | string | boolean | null

export type DataType = 'string' | 'integer' | 'float' | 'double' | 'boolean' | 'other'

/** PMML's data type names as this reader treats them; dates and times are kept as text. */
export function dataTypeOf(name: string | null): DataType {
  switch (name) {
    case 'integer': case 'float': case 'double': case 'boolean': return name
    case null: case 'string': return 'string'
    default: return 'other'
  }
}

export function isNumeric(type: DataType): boolean {
  return type === 'integer' || type === 'float' || type === 'double'
}

/** A text of the document (a predicate's value, a constant) as a value of a type; null when it is none. */
export function parseValue(text: string, type: DataType): Value {
  if (isNumeric(type)) {
    const value = parseNumber(text)
    if (Number.isNaN(value)) return null
    return type === 'float' ? Math.fround(value) : value
  }
  if (type === 'boolean') {
    const lower = text.trim().toLowerCase()
    return lower === 'true' || lower === '1' || lower === '1.0' ? true : lower === 'false' || lower === '0' || lower === '0.0' ? false : null
  }
  return text
}

/** A value cast to a declared type; a NaN is missing. */
export function cast(value: Value, type: DataType): Value {
  if (value === null) return null
  switch (type) {
    case 'double': case 'float': case 'integer': {
      const number = typeof value === 'boolean' ? (value ? 1 : 0) : typeof value === 'string' ? parseNumber(value) : value
      if (Number.isNaN(number)) return null
      return type === 'float' ? Math.fround(number) : number
    }
    case 'boolean': return typeof value === 'boolean' ? value : typeof value === 'number' ? (value === 1 ? true : value === 0 ? false : null) : parseValue(value, 'boolean')
    case 'string': case 'other': return textOf(value)
  }
}

/** A value as text: numbers in their shortest form. */
export function textOf(value: number | string | boolean): string {
  return typeof value === 'string' ? value : String(value)
}

/** A value as a number; null when it is missing or text. */
export function numberOf(value: Value): number | null {
  if (typeof value === 'number') return Number.isNaN(value) ? null : value
  if (typeof value === 'boolean') return value ? 1 : 0
  if (typeof value !== 'string') return null
  const number = parseNumber(value)
  return Number.isNaN(number) ? null : number
}

/** True when two values are the same, numbers compared as numbers whatever their notation. */
export function sameValue(a: Value, b: Value): boolean {
  if (a === b) return true
  if (a === null || b === null || typeof a === typeof b) return false
  if (typeof a === 'number' || typeof b === 'number') return numberOf(a) !== null && numberOf(a) === numberOf(b)
  return textOf(a) === textOf(b)
}
