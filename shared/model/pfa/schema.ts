import { isRecord } from '../fields'
import { limits } from '../limits'
import { malformed, tooLarge } from '../problems'
import { RecordValue, type Value } from './values'

/** An Avro type as PFA documents declare it. */
export type Schema =
  | { readonly kind: 'null' | 'boolean' | 'int' | 'long' | 'float' | 'double' | 'string' | 'bytes' }
  | { readonly kind: 'array'; readonly items: Schema }
  | { readonly kind: 'map'; readonly values: Schema }
  | { readonly kind: 'enum'; readonly name: string; readonly symbols: readonly string[] }
  | { readonly kind: 'fixed'; readonly name: string }
  | { readonly kind: 'record'; readonly name: string; readonly fields: readonly { readonly name: string; readonly type: Schema; readonly fallback: unknown }[] }
  | { readonly kind: 'union'; readonly branches: readonly Schema[] }
  /** A named type, looked up when needed: types may speak of themselves. */
  | { readonly kind: 'named'; readonly name: string }

const primitives = ['null', 'boolean', 'int', 'long', 'float', 'double', 'string', 'bytes'] as const
const maxDepth = 2000

/** Named types of one document. */
export class Schemas {
  private readonly named = new Map<string, Schema>()
  private values = 0
  private readonly file: string

  constructor(file: string) {
    this.file = file
  }

  /** Reads a declaration; named types are remembered. */
  parse(value: unknown, depth = 0): Schema {
    if (depth > 100) throw malformed(this.file, 'a type is nested deeper than 100')
    if (typeof value === 'string') {
      const primitive = primitives.find((name) => name === value)
      return primitive === undefined ? { kind: 'named', name: value } : { kind: primitive }
    }
    if (Array.isArray(value)) return { kind: 'union', branches: value.map((branch) => this.parse(branch, depth + 1)) }
    if (!isRecord(value)) throw malformed(this.file, 'a type is neither a name nor a declaration')
    const type = value['type']
    const name = typeof value['name'] === 'string' ? value['name'] : ''
    switch (type) {
      case 'array': return { kind: 'array', items: this.parse(value['items'], depth + 1) }
      case 'map': return { kind: 'map', values: this.parse(value['values'], depth + 1) }
      case 'fixed': return this.remember(name, { kind: 'fixed', name })
      case 'enum': return this.remember(name, { kind: 'enum', name, symbols: Array.isArray(value['symbols']) ? value['symbols'].map(String) : [] })
      case 'record': {
        const fields = Array.isArray(value['fields']) ? value['fields'] : []
        return this.remember(name, { kind: 'record', name, fields: fields.map((field: unknown) => {
          if (!isRecord(field) || typeof field['name'] !== 'string') throw malformed(this.file, `the record "${name.slice(0, 60)}" has a field without a name`)
          return { name: field['name'], type: this.parse(field['type'], depth + 1), fallback: field['default'] }
        }) })
      }
      default: return this.parse(type, depth + 1)
    }
  }

  /** What a named type stands for. */
  resolve(schema: Schema): Exclude<Schema, { kind: 'named' }> {
    if (schema.kind !== 'named') return schema
    const found = this.named.get(schema.name) ?? this.named.get(schema.name.slice(schema.name.lastIndexOf('.') + 1))
    if (found === undefined || found.kind === 'named') throw malformed(this.file, `it uses a type "${schema.name.slice(0, 60)}" that it does not declare`)
    return found
  }

  /** A JSON value of a declared type; union tags are taken off. @throws ExpectedError `model.malformed`. */
  read(json: unknown, schema: Schema, depth = 0): Value {
    if (depth > maxDepth) throw malformed(this.file, `a value is nested deeper than ${maxDepth}`)
    const type = this.resolve(schema)
    // Defaults of records within records can make many values of few characters.
    this.values += type.kind === 'record' || type.kind === 'map' ? 8 : 1
    if (this.values > limits.values) throw tooLarge(this.file, `more than ${limits.values} values`)
    switch (type.kind) {
      case 'null': if (json === null) return null; break
      case 'boolean': if (typeof json === 'boolean') return json; break
      case 'int': case 'long': case 'float': case 'double': {
        const number = typeof json === 'string' && /^-?(NaN|Infinity|inf|nan)$/.test(json) ? Number(json.replace(/inf$/, 'Infinity').replace('nan', 'NaN')) : json
        if (typeof number === 'number') return type.kind === 'float' ? Math.fround(number) : number
        break
      }
      case 'string': case 'bytes': case 'fixed': if (typeof json === 'string') return json; break
      case 'enum': if (typeof json === 'string' && type.symbols.includes(json)) return json; break
      case 'array': if (Array.isArray(json)) return json.map((item) => this.read(item, type.items, depth + 1)); break
      case 'map': if (isRecord(json)) return new Map(Object.entries(json).map(([key, item]) => [key, this.read(item, type.values, depth + 1)])); break
      case 'record':
        if (isRecord(json)) return new RecordValue(type.name, new Map(type.fields.map((field) => [field.name, this.read(Object.hasOwn(json, field.name) ? json[field.name] : field.fallback, field.type, depth + 1)])))
        break
      case 'union': return this.branch(json, type.branches, depth)
    }
    throw malformed(this.file, `a value of type ${nameOf(type)} is ${json === undefined ? 'missing' : JSON.stringify(json).slice(0, 60)}`)
  }

  private branch(json: unknown, branches: readonly Schema[], depth: number): Value {
    if (json === null || json === undefined) return null
    if (isRecord(json)) {
      const [tag, ...more] = Object.keys(json)
      const tagged = more.length > 0 || tag === undefined ? undefined : branches.find((branch) => nameOf(this.resolve(branch)) === tag || nameOf(this.resolve(branch)) === tag.slice(tag.lastIndexOf('.') + 1))
      if (tagged !== undefined) return this.read(json[tag!], tagged, depth + 1)
    }
    // Some producers leave the tag out where the value can only be one of the branches.
    const fitting = branches.find((branch) => fits(json, this.resolve(branch)))
    if (fitting === undefined) throw malformed(this.file, `no branch of a union takes ${JSON.stringify(json).slice(0, 60)}`)
    return this.read(json, fitting, depth + 1)
  }

  private remember(name: string, schema: Schema): Schema {
    this.named.set(name, schema)
    return schema
  }
}

/** The name a union tags a branch with. */
export function nameOf(schema: Schema): string {
  return 'name' in schema ? schema.name : schema.kind
}

function fits(json: unknown, type: Schema): boolean {
  switch (type.kind) {
    case 'boolean': return typeof json === 'boolean'
    case 'int': case 'long': return typeof json === 'number' && Number.isInteger(json)
    case 'float': case 'double': return typeof json === 'number'
    case 'string': case 'bytes': case 'fixed': return typeof json === 'string'
    case 'enum': return typeof json === 'string' && type.symbols.includes(json)
    case 'array': return Array.isArray(json)
    case 'map': case 'record': return isRecord(json)
    default: return false
  }
}

/** True when a value is of a type, as a `cast` asks. */
export function isOf(value: Value, schema: Schema, schemas: Schemas): boolean {
  const type = schemas.resolve(schema)
  switch (type.kind) {
    case 'null': return value === null
    case 'boolean': return typeof value === 'boolean'
    case 'int': case 'long': return typeof value === 'number' && Number.isInteger(value)
    case 'float': case 'double': return typeof value === 'number'
    case 'string': case 'bytes': case 'fixed': return typeof value === 'string'
    case 'enum': return typeof value === 'string' && type.symbols.includes(value)
    case 'array': return Array.isArray(value)
    case 'map': return value instanceof Map
    case 'record': return value instanceof RecordValue && value.typeName === type.name
    case 'union': return type.branches.some((branch) => isOf(value, branch, schemas))
  }
}
