import { malformed } from './problems'

/** A list as document readers give it: a JSON array or a typed array of UBJ. */
export type NumberList = ArrayLike<number>

/**
 * Typed access to a parsed document whose shape is not yet trusted. Every refusal names the path:
 * `learner.gradient_booster.model.trees[3].left_children is not a list of numbers`.
 */
export class Fields {
  readonly path: string
  readonly file: string
  private readonly entries: Readonly<Record<string, unknown>>

  constructor(value: unknown, path: string, file: string) {
    if (!isRecord(value)) throw malformed(file, `${path} is not an object`)
    this.entries = value
    this.path = path
    this.file = file
  }

  has(key: string): boolean {
    return Object.hasOwn(this.entries, key) && this.entries[key] !== null && this.entries[key] !== undefined
  }

  raw(key: string): unknown {
    return Object.hasOwn(this.entries, key) ? this.entries[key] : undefined
  }

  child(key: string): Fields {
    if (!this.has(key)) throw malformed(this.file, `${this.at(key)} is missing`)
    return new Fields(this.raw(key), this.at(key), this.file)
  }

  optionalChild(key: string): Fields | null {
    return this.has(key) ? this.child(key) : null
  }

  /** A text; numbers are taken as their decimal form. */
  text(key: string, fallback?: string): string {
    const value = this.raw(key)
    if (typeof value === 'string') return value
    if (typeof value === 'number' || typeof value === 'bigint') return String(value)
    if (fallback !== undefined && !this.has(key)) return fallback
    throw malformed(this.file, `${this.at(key)} is not a text`)
  }

  /** A number; texts that are numbers are taken, as XGBoost writes its parameters. */
  number(key: string, fallback?: number): number {
    const value = this.raw(key)
    if (typeof value === 'number') return value
    if (typeof value === 'string' && value.trim() !== '' && !Number.isNaN(Number(value))) return Number(value)
    if (typeof value === 'boolean') return value ? 1 : 0
    if (fallback !== undefined && !this.has(key)) return fallback
    throw malformed(this.file, `${this.at(key)} is not a number`)
  }

  /** A non-negative whole number up to `max`. */
  count(key: string, max: number, fallback?: number): number {
    const value = this.number(key, fallback)
    if (!Number.isInteger(value) || value < 0) throw malformed(this.file, `${this.at(key)} is not a count`)
    if (value > max) throw malformed(this.file, `${this.at(key)} is ${value}, the limit is ${max}`)
    return value
  }

  list(key: string): readonly unknown[] {
    const value = this.raw(key)
    if (Array.isArray(value)) return value as readonly unknown[]
    if (ArrayBuffer.isView(value)) return Array.from(value as unknown as NumberList)
    throw malformed(this.file, `${this.at(key)} is not a list`)
  }

  /** Children of a list of objects. */
  children(key: string): readonly Fields[] {
    return this.list(key).map((value, index) => new Fields(value, `${this.at(key)}[${index}]`, this.file))
  }

  texts(key: string): readonly string[] {
    return this.list(key).map((value, index) => {
      if (typeof value === 'string') return value
      throw malformed(this.file, `${this.at(key)}[${index}] is not a text`)
    })
  }

  /** A list of numbers: booleans count as 0 and 1, null as NaN. */
  numbers(key: string): NumberList {
    const value = this.raw(key)
    if (ArrayBuffer.isView(value) && !(value instanceof DataView)) return value as unknown as NumberList
    if (!Array.isArray(value)) throw malformed(this.file, `${this.at(key)} is not a list of numbers`)
    const out = new Float64Array(value.length)
    for (let i = 0; i < out.length; i++) {
      const item: unknown = value[i]
      if (typeof item === 'number') out[i] = item
      else if (typeof item === 'boolean') out[i] = item ? 1 : 0
      else if (item === null) out[i] = NaN
      else if (typeof item === 'bigint') out[i] = Number(item)
      else throw malformed(this.file, `${this.at(key)}[${i}] is not a number`)
    }
    return out
  }

  at(key: string): string {
    return this.path === '' ? key : `${this.path}.${key}`
  }
}

/** A class or level of a parsed document as text, in Python's words for truth; lists and objects have none: they may be nested without end. */
export function levelText(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  return typeof value === 'string' || typeof value === 'number' ? String(value) : value === null ? 'null' : ''
}

/** True for plain objects of a parsed document. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value)
}
