import type { ModelInput, ModelOutput } from '../../contract/model'
import { Fields, isRecord } from '../fields'
import { compileBlock, compileFunction, Scope, type Compilation } from './compile'
import { Machine } from './machine'
import { Schemas, type Schema } from './schema'
import { isMap, mapIn, RecordValue, RowProblem, type Value } from './values'

/** How the cells of a row become the document's input. */
export type InputShape =
  | { readonly kind: 'record'; readonly name: string }
  | { readonly kind: 'single' }
  | { readonly kind: 'array' }
  | { readonly kind: 'map' }

/** A document ready to score rows. */
export interface PfaDocument {
  readonly name: string
  readonly version: string
  readonly method: string
  readonly inputs: readonly (ModelInput & { readonly whole: boolean })[]
  readonly shape: InputShape
  readonly output: Schema
  readonly compilation: Compilation
  /** The answer for one input. @throws RowProblem where the document has none, ExpectedError beyond the limits. */
  readonly score: (input: Value) => Value
  readonly cells: readonly { readonly name: string; readonly value: Value }[]
}

/** Reads a parsed PFA document. @throws ExpectedError `model.malformed`. */
export function readDocument(json: unknown, file: string): PfaDocument {
  const fields = new Fields(json, '', file)
  const schemas = new Schemas(file)
  const input = schemas.parse(fields.raw('input'))
  const output = schemas.parse(fields.raw('output'))
  const declared = (['cells', 'pools'] as const).map((key) => {
    const block = fields.raw(key)
    return isRecord(block) ? Object.entries(block).map(([name, value]) => ({ name, fields: new Fields(value, `${key}.${name}`, file), type: schemas.parse(isRecord(value) ? value['type'] : undefined) })) : []
  })
  const unsupported = new Set<string>()
  const stored = (block: (typeof declared)[number]): readonly (readonly [string, Value])[] => block.map(({ name, fields: cell, type }) => {
    if (cell.has('source') && cell.raw('source') !== 'json' && cell.raw('source') !== 'embedded') unsupported.add(`The values of "${name.slice(0, 60)}" lie outside the document.`)
    return [name, cell.raw('init') !== undefined ? schemas.read(cell.raw('init'), type) : null]
  })
  const cells = new Map(stored(declared[0]!))
  const pools = new Map((declared[1] ?? []).map(({ name, fields: pool, type }): readonly [string, ReadonlyMap<string, Value>] => [name, mapIn(schemas.read(pool.raw('init') ?? {}, { kind: 'map', values: type }))]))
  const machine = new Machine(file)
  const compilation: Compilation = { file, schemas, machine, cells, pools, functions: new Map(), parameters: new Map(), unsupported, used: new Map(), parts: 0 }
  const functions = fields.raw('fcns')
  if (isRecord(functions)) {
    for (const [name, definition] of Object.entries(functions)) if (isRecord(definition) && Array.isArray(definition['params'])) compilation.parameters.set(`u.${name}`, definition['params'].map((param: unknown) => isRecord(param) ? (Object.keys(param)[0] ?? '') : ''))
    for (const [name, definition] of Object.entries(functions)) compilation.functions.set(`u.${name}`, compileFunction(definition, compilation)(new Scope(null)))
  }
  const method = fields.text('method', 'map')
  if (method !== 'map') unsupported.add(`The document's method is "${method.slice(0, 20)}": its scores depend on the rows before.`)
  if (Array.isArray(fields.raw('begin')) && fields.list('begin').length > 0) unsupported.add('The document does something before the first row.')
  const action = compileBlock(fields.raw('action'), compilation)
  const resolved = schemas.resolve(input)
  const { inputs, shape } = inputsOf(resolved, schemas, unsupported, cells)
  return {
    name: fields.text('name', ''), version: fields.has('version') ? fields.text('version') : '', method, inputs, shape, output, compilation, cells: [...cells].map(([name, value]) => ({ name, value })),
    score: (value) => {
      machine.reset()
      const scope = new Scope(null)
      scope.let('input', value)
      try {
        return action(scope)
      } catch (error) {
        // A stack that runs out is the document's doing as much as a failed step.
        if (error instanceof RangeError) throw new RowProblem('the stack ran out')
        throw error
      }
    },
  }
}

type Resolved = ReturnType<Schemas['resolve']>

function inputsOf(input: Resolved, schemas: Schemas, unsupported: Set<string>, cells: ReadonlyMap<string, Value>): { readonly inputs: PfaDocument['inputs']; readonly shape: InputShape } {
  switch (input.kind) {
    case 'record': return { shape: { kind: 'record', name: input.name }, inputs: input.fields.map((field) => inputOf(field.name, field.type, schemas, unsupported)) }
    case 'array': {
      const width = firstFound(cells, widthOf)
      if (width === null) unsupported.add('The document takes an array, and nothing in it says how long.')
      return { shape: { kind: 'array' }, inputs: Array.from({ length: width ?? 0 }, (_, i) => ({ ...inputOf(`f${i}`, input.items, schemas, unsupported), positional: true })) }
    }
    case 'map': {
      const names = firstFound(cells, namesOf)
      if (names === null) unsupported.add('The document takes a map, and nothing in it names its keys.')
      return { shape: { kind: 'map' }, inputs: (names ?? []).map((name) => inputOf(name, input.values, schemas, unsupported)) }
    }
    default: return { shape: { kind: 'single' }, inputs: [{ ...inputOf('input', input, schemas, unsupported), positional: true }] }
  }
}

function inputOf(name: string, declared: Schema, schemas: Schemas, unsupported: Set<string>): PfaDocument['inputs'][number] {
  const type = schemas.resolve(declared)
  const known = type.kind === 'union' ? type.branches.map((branch) => schemas.resolve(branch)).filter((branch) => branch.kind !== 'null') : [type]
  const only = known.length === 1 ? known[0]! : null
  switch (only?.kind) {
    case 'int': case 'long': return { name, type: 'number', positional: false, whole: true }
    case 'float': case 'double': return { name, type: 'number', positional: false, whole: false }
    case 'boolean': return { name, type: 'boolean', positional: false, whole: false }
    case 'enum': return { name, type: 'category', levels: only.symbols, positional: false, whole: false }
    case 'string': return { name, type: 'text', positional: false, whole: false }
    default:
      unsupported.add(`The input "${name.slice(0, 60)}" is of a type that no column holds.`)
      return { name, type: 'text', positional: false, whole: false }
  }
}

const vectorFields = ['coeff', 'center', 'supVec', 'weights', 'mean', 'posClass', 'negClass']

function firstFound<T>(cells: ReadonlyMap<string, Value>, find: (value: Value) => T | null): T | null {
  for (const value of cells.values()) {
    const found = search(value, find, 0)
    if (found !== null) return found
  }
  return null
}

function search<T>(value: Value, find: (value: Value) => T | null, depth: number): T | null {
  if (depth > 4 || value === null || typeof value !== 'object') return null
  const own = find(value)
  if (own !== null) return own
  const inner: Iterable<Value> = value instanceof RecordValue ? [...value.fields].filter(([name]) => vectorFields.includes(name)).map(([, part]) => part) : isMap(value) ? value.values() : (value).slice(0, 4)
  for (const part of inner) {
    const found = search(part, find, depth + 1)
    if (found !== null) return found
  }
  return null
}

/** Length of the innermost list of numbers: coefficients, a centre, a support vector, a layer's row; of records with mean and variance, one per feature. */
function widthOf(value: Value): number | null {
  if (!Array.isArray(value) || value.length === 0) return null
  const list = value as readonly Value[]
  return list.every((item) => typeof item === 'number' || (item instanceof RecordValue && item.fields.has('variance'))) ? list.length : null
}

function namesOf(value: Value): readonly string[] | null {
  if (!isMap(value) || value.size === 0) return null
  return [...value.values()].every((item) => typeof item === 'number' || (item instanceof RecordValue && item.fields.has('variance'))) ? [...value.keys()] : null
}

/** One output of a row, as a card has it, and where it is found in the answer. */
export interface PfaOutput extends ModelOutput {
  readonly read: (answer: Value) => Value
}

/** Outputs by the declared type; for arrays and maps by what one answer holds. */
export function outputsOf(document: PfaDocument, answer: Value | undefined): { readonly outputs: readonly PfaOutput[]; readonly problem: string | null } {
  const { schemas } = document.compilation
  const plain = (declared: Schema): Resolved | null => {
    const type = schemas.resolve(declared)
    if (type.kind !== 'union') return type
    const [only, ...more] = type.branches.map((branch) => schemas.resolve(branch)).filter((branch) => branch.kind !== 'null')
    return more.length === 0 ? (only ?? null) : type
  }
  const one = (name: string, declared: Schema, read: PfaOutput['read']): readonly PfaOutput[] => {
    const type = plain(declared)
    if (type === null) return []
    const kinds = type.kind === 'union' ? type.branches.map((branch) => schemas.resolve(branch).kind) : [type.kind]
    if (kinds.every((kind) => ['int', 'long', 'float', 'double', 'null'].includes(kind))) return [{ name, kind: 'value', read }]
    return kinds.every((kind) => ['string', 'enum', 'boolean', 'null'].includes(kind)) ? [{ name: name === 'score' ? 'label' : name, kind: 'label', read }] : []
  }
  const type = plain(document.output)
  if (type?.kind === 'record') {
    const outputs = type.fields.flatMap((field) => one(field.name, field.type, (value) => value instanceof RecordValue ? (value.fields.get(field.name) ?? null) : null))
    return { outputs, problem: outputs.length === 0 ? 'No field of its answer is a number or a label.' : null }
  }
  if (type?.kind === 'array') {
    const length = Array.isArray(answer) ? answer.length : 0
    return { outputs: Array.from({ length }, (_, i): PfaOutput => ({ name: `score:${i}`, kind: 'value', read: (value) => Array.isArray(value) ? ((value as readonly Value[])[i] ?? null) : null })), problem: length === 0 ? 'It answers with an array whose length is not known beforehand.' : null }
  }
  if (type?.kind === 'map') {
    const keys = isMap(answer) ? [...answer.keys()] : []
    return { outputs: keys.map((key): PfaOutput => ({ name: `score:${key}`, kind: 'value', classLabel: key, read: (value) => isMap(value) ? (value.get(key) ?? null) : null })), problem: keys.length === 0 ? 'It answers with a map whose keys are not known beforehand.' : null }
  }
  const outputs = one('score', document.output, (value) => value)
  return { outputs, problem: outputs.length === 0 ? 'Its answer is neither a number, a label nor a record of them.' : null }
}

