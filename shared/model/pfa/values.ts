/** A record of a PFA document: its type's name matters where a union holds several records. */
export class RecordValue {
  readonly typeName: string
  readonly fields: ReadonlyMap<string, Value>

  constructor(typeName: string, fields: ReadonlyMap<string, Value>) {
    this.typeName = typeName
    this.fields = fields
  }
}

/** A PFA value; unions are held without their tags, all numbers as float64, maps as Map. Values are never changed. */
export type Value = null | boolean | number | string | readonly Value[] | RecordValue | ReadonlyMap<string, Value>

/** A function value: inline, referred to by name, or partly filled. */
export interface FunctionValue {
  readonly call: (args: readonly Value[]) => Value
}

/** What stops one row: the PFA runtime error of the specification. The row gets no number. */
export class RowProblem extends Error {}

export const isMap = (value: unknown): value is ReadonlyMap<string, Value> => value instanceof Map
export const isList = (value: unknown): value is readonly Value[] => Array.isArray(value)

export function numberIn(value: Value | undefined): number {
  if (typeof value !== 'number') throw new RowProblem('a number was expected')
  return value
}

export function listIn(value: Value | undefined): readonly Value[] {
  if (!isList(value)) throw new RowProblem('an array was expected')
  return value
}

export function numbersIn(value: Value | undefined): readonly number[] {
  const list = listIn(value)
  for (const item of list) if (typeof item !== 'number') throw new RowProblem('an array of numbers was expected')
  return list as readonly number[]
}

export function mapIn(value: Value | undefined): ReadonlyMap<string, Value> {
  if (!isMap(value)) throw new RowProblem('a map was expected')
  return value
}

export function textIn(value: Value | undefined): string {
  if (typeof value !== 'string') throw new RowProblem('a string was expected')
  return value
}

export function truthIn(value: Value | undefined): boolean {
  if (typeof value !== 'boolean') throw new RowProblem('a boolean was expected')
  return value
}

export function recordIn(value: Value | undefined): RecordValue {
  if (!(value instanceof RecordValue)) throw new RowProblem('a record was expected')
  return value
}

/** A field of a record that must be there. */
export function fieldOf(value: Value | undefined, name: string): Value {
  const found = recordIn(value).fields.get(name)
  if (found === undefined) throw new RowProblem(`a record has no field "${name}"`)
  return found
}

/** A plain value as text; what is no plain value is named by its kind. */
export function plainText(value: Value): string {
  return typeof value === 'string' ? value : typeof value === 'number' || typeof value === 'boolean' ? String(value) : value === null ? 'null' : isList(value) ? 'array' : isMap(value) ? 'map' : 'record'
}

const kinds = ['null', 'boolean', 'number', 'string', 'array', 'map', 'record'] as const
function kindOf(value: Value): number {
  if (value === null) return 0
  if (isList(value)) return 4
  if (isMap(value)) return 5
  if (value instanceof RecordValue) return 6
  return kinds.indexOf(typeof value as 'boolean')
}

/** The order of Avro: numbers by size, texts by code units, arrays and records by their parts, maps only by equality. */
export function compare(a: Value, b: Value): number {
  if (typeof a === 'number' && typeof b === 'number') return a < b ? -1 : a > b ? 1 : a === b ? 0 : Number.isNaN(a) ? (Number.isNaN(b) ? 0 : 1) : -1
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : a > b ? 1 : 0
  if (typeof a === 'boolean' && typeof b === 'boolean') return Number(a) - Number(b)
  if (isList(a) && isList(b)) return compareLists(a, b)
  if (a instanceof RecordValue && b instanceof RecordValue) return compareLists([...a.fields.values()], [...b.fields.values()])
  if (isMap(a) && isMap(b)) return compareLists(pairs(a), pairs(b))
  return kindOf(a) - kindOf(b)
}

function pairs(map: ReadonlyMap<string, Value>): readonly Value[] {
  return [...map].sort(([x], [y]) => x < y ? -1 : 1).flat()
}

function compareLists(a: readonly Value[], b: readonly Value[]): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const order = compare(a[i]!, b[i]!)
    if (order !== 0) return order
  }
  return a.length - b.length
}
