import { isRecord } from '../fields'
import { limits } from '../limits'
import { malformed, tooLarge } from '../problems'
import { library } from './library/index'
import { parameterNames } from './library/parameters'
import { isFunction, type Argument, type Machine } from './machine'
import { isOf, type Schema, type Schemas } from './schema'
import { isList, isMap, listIn, mapIn, plainText, RecordValue, RowProblem, truthIn, type FunctionValue, type Value } from './values'

/** Symbols of one evaluation, inner scopes before outer ones. */
export class Scope {
  private readonly symbols = new Map<string, Value>()
  private readonly parent: Scope | null

  constructor(parent: Scope | null) {
    this.parent = parent
  }

  get(name: string): Value {
    const own = this.symbols.get(name)
    if (own !== undefined) return own
    if (this.parent === null) throw new RowProblem(`the symbol "${name}" is not set`)
    return this.parent.get(name)
  }

  let(name: string, value: Value): void {
    this.symbols.set(name, value)
  }

  set(name: string, value: Value): void {
    if (this.symbols.has(name) || this.parent === null) this.symbols.set(name, value)
    else this.parent.set(name, value)
  }
}

type Code = (scope: Scope) => Value
type FunctionCode = (scope: Scope) => FunctionValue

/** What a document's expressions are compiled in. */
export interface Compilation {
  readonly file: string
  readonly schemas: Schemas
  readonly machine: Machine
  readonly cells: ReadonlyMap<string, Value>
  readonly pools: ReadonlyMap<string, ReadonlyMap<string, Value>>
  /** User functions (u.*), filled while the document is read. */
  readonly functions: Map<string, FunctionValue>
  /** Their parameters by name, in order. */
  readonly parameters: Map<string, readonly string[]>
  readonly unsupported: Set<string>
  /** Library functions that are called, for the card. */
  readonly used: Map<string, number>
  /** Expressions compiled so far. */
  parts: number
}

/** Forms that change the document's own state or stand outside of what scoring one row is. */
const refused: Readonly<Record<string, string>> = {
  emit: 'emits several results per row', 'cell-to': 'changes its own cells while scoring, so that a score depends on the rows before it', 'pool-to': 'changes its own pools while scoring, so that a score depends on the rows before it',
  'pool-del': 'changes its own pools while scoring, so that a score depends on the rows before it', pack: 'packs bytes', unpack: 'unpacks bytes',
}

/** A list of expressions, the last of which is the value. */
export function compileBlock(json: unknown, on: Compilation, depth = 0): Code {
  const parts = (Array.isArray(json) ? json : [json]).map((part: unknown) => compile(part, on, depth))
  if (parts.length === 0) throw malformed(on.file, 'it has an empty list of expressions')
  return (scope) => {
    let value: Value = null
    for (const part of parts) value = part(scope)
    return value
  }
}

/** Compiles one expression. What is not known here is noted as unsupported and stops the row. */
export function compile(json: unknown, on: Compilation, depth = 0): Code {
  if (depth > limits.depth) throw malformed(on.file, `its expressions are nested deeper than ${limits.depth}`)
  if (++on.parts > 200_000) throw tooLarge(on.file, 'more than 200000 expressions')
  if (json === null || typeof json === 'boolean' || typeof json === 'number') return () => json
  if (typeof json === 'string') return reference(json)
  if (Array.isArray(json)) {
    const [text] = json as readonly unknown[]
    if (json.length === 1 && typeof text === 'string') return () => text
    throw malformed(on.file, 'it has an array where an expression is expected')
  }
  if (!isRecord(json)) throw malformed(on.file, 'an expression is of no known form')
  const form = formOf(json)
  const run = form === null ? callOf(json, on, depth) : forms[form]!(json, on, depth)
  return (scope) => {
    on.machine.step()
    return run(scope)
  }
}

/** `x`, or `x.y.0` for what lies within it. */
function reference(name: string): Code {
  const [head, ...path] = name.split('.')
  if (path.length === 0) return (scope) => scope.get(name)
  const keys = path.map((part) => /^\d+$/.test(part) ? Number(part) : part)
  return (scope) => within(scope.get(head!), keys)
}

function within(value: Value, path: readonly Value[]): Value {
  let at = value
  for (const key of path) {
    const next: Value | undefined = at instanceof RecordValue ? at.fields.get(plainText(key)) : isMap(at) ? at.get(plainText(key)) : isList(at) && typeof key === 'number' ? at[key < 0 ? at.length + key : key] : undefined
    if (next === undefined) throw new RowProblem(`nothing at "${plainText(key).slice(0, 40)}"`)
    at = next
  }
  return at
}

type Form = (json: Readonly<Record<string, unknown>>, on: Compilation, depth: number) => Code

/** The form of an object: by the key that only it has; null for a call of a function. */
function formOf(json: Readonly<Record<string, unknown>>): string | null {
  const has = (key: string): boolean => Object.hasOwn(json, key)
  if (has('value') && has('type')) return 'literal'
  if ((has('cell') || has('pool')) && has('to')) return 'refused'
  for (const key of ['int', 'long', 'float', 'double', 'string', 'base64']) if (has(key)) return 'constant'
  for (const key of ['emit', 'pack', 'unpack', 'pool-del']) if (has(key)) return 'refused'
  for (const key of ['let', 'set', 'attr', 'cell', 'pool', 'if', 'cond', 'foreach', 'forkey', 'for', 'cast', 'upcast', 'ifnotnull', 'new', 'error', 'try', 'log', 'doc', 'call']) if (has(key)) return key
  if (has('until')) return 'until'
  if (has('while')) return 'while'
  if (has('do') && !has('params')) return 'do'
  return Object.keys(json).length === 1 ? null : 'unknown'
}

const texts = (value: unknown): readonly unknown[] => Array.isArray(value) ? value as readonly unknown[] : []

const forms: Readonly<Record<string, Form>> = {
  literal: (json, on) => { const value = on.schemas.read(json['value'], on.schemas.parse(json['type'])); return () => value },
  constant: (json) => { const value = Object.values(json)[0]; const constant: Value = typeof value === 'number' ? (Object.hasOwn(json, 'float') ? Math.fround(value) : value) : String(value); return () => constant },
  refused: (json, on) => {
    const key = Object.hasOwn(json, 'to') ? (Object.hasOwn(json, 'cell') ? 'cell-to' : 'pool-to') : Object.keys(json).find((name) => Object.hasOwn(refused, name)) ?? ''
    on.unsupported.add(`The document ${refused[key] ?? 'does what is not supported'}.`)
    return () => null
  },
  unknown: (json, on) => { on.unsupported.add(`The expression with ${Object.keys(json).slice(0, 4).join(', ').slice(0, 80)} is not known here.`); return () => null },
  do: (json, on, depth) => { const body = compileBlock(json['do'], on, depth + 1); return (scope) => body(new Scope(scope)) },
  let: (json, on, depth) => assignments(json['let'], on, depth, (scope, name, value) => { scope.let(name, value) }),
  set: (json, on, depth) => assignments(json['set'], on, depth, (scope, name, value) => { scope.set(name, value) }),
  attr: (json, on, depth) => {
    const base = compile(json['attr'], on, depth + 1)
    const path = texts(json['path']).map((part) => compile(part, on, depth + 1))
    if (!Object.hasOwn(json, 'to')) return (scope) => within(base(scope), path.map((part) => part(scope)))
    const to = json['to']
    const change = isFunctionJson(to) ? compileFunction(to, on, depth + 1) : null
    const value = change === null ? compile(to, on, depth + 1) : null
    return (scope) => replaced(base(scope), path.map((part) => part(scope)), (old) => change === null ? value!(scope) : change(scope).call([old]), on.machine)
  },
  cell: (json, on, depth) => stored(on.cells.get(String(json['cell'])), `cell "${String(json['cell']).slice(0, 60)}"`, json, on, depth),
  pool: (json, on, depth) => stored(on.pools.get(String(json['pool'])), `pool "${String(json['pool']).slice(0, 60)}"`, json, on, depth),
  if: (json, on, depth) => {
    const [condition, yes, no] = [compile(json['if'], on, depth + 1), compileBlock(json['then'], on, depth + 1), Object.hasOwn(json, 'else') ? compileBlock(json['else'], on, depth + 1) : null]
    return (scope) => truthIn(condition(scope)) ? yes(new Scope(scope)) : no === null ? null : no(new Scope(scope))
  },
  cond: (json, on, depth) => {
    const cases = texts(json['cond']).map((part) => { if (!isRecord(part)) throw malformed(on.file, 'a cond has a case of no known form'); return { test: compile(part['if'], on, depth + 1), then: compileBlock(part['then'], on, depth + 1) } })
    const otherwise = Object.hasOwn(json, 'else') ? compileBlock(json['else'], on, depth + 1) : null
    return (scope) => { const found = cases.find(({ test }) => truthIn(test(scope))); return found === undefined ? (otherwise?.(new Scope(scope)) ?? null) : found.then(new Scope(scope)) }
  },
  while: (json, on, depth) => {
    const [test, body] = [compile(json['while'], on, depth + 1), compileBlock(json['do'], on, depth + 1)]
    return (scope) => { const inner = new Scope(scope); while (truthIn(test(inner))) { on.machine.step(); body(inner) } return null }
  },
  until: (json, on, depth) => {
    const [test, body] = [compile(json['until'], on, depth + 1), compileBlock(json['do'], on, depth + 1)]
    return (scope) => { const inner = new Scope(scope); do { on.machine.step(); body(inner) } while (!truthIn(test(inner))); return null }
  },
  for: (json, on, depth) => {
    const start = assignments(json['for'], on, depth, (scope, name, value) => { scope.let(name, value) })
    const step = assignments(json['step'], on, depth, (scope, name, value) => { scope.set(name, value) })
    const [test, body] = [compile(json['while'], on, depth + 1), compileBlock(json['do'], on, depth + 1)]
    return (scope) => { const inner = new Scope(scope); for (start(inner); truthIn(test(inner)); step(inner)) { on.machine.step(); body(new Scope(inner)) } return null }
  },
  foreach: (json, on, depth) => {
    const [list, body, name] = [compile(json['in'], on, depth + 1), compileBlock(json['do'], on, depth + 1), String(json['foreach'])]
    return (scope) => { for (const item of listIn(list(scope))) { on.machine.step(); const inner = new Scope(scope); inner.let(name, item); body(inner) } return null }
  },
  forkey: (json, on, depth) => {
    const [map, body] = [compile(json['in'], on, depth + 1), compileBlock(json['do'], on, depth + 1)]
    const [key, value] = [String(json['forkey']), String(json['forval'])]
    return (scope) => { for (const [name, item] of mapIn(map(scope))) { on.machine.step(); const inner = new Scope(scope); inner.let(key, name); inner.let(value, item); body(inner) } return null }
  },
  cast: (json, on, depth) => {
    const base = compile(json['cast'], on, depth + 1)
    const cases = texts(json['cases']).map((part) => { if (!isRecord(part)) throw malformed(on.file, 'a cast has a case of no known form'); return { type: on.schemas.parse(part['as']), name: String(part['named']), body: compileBlock(part['do'], on, depth + 1) } })
    return (scope) => {
      const value = base(scope)
      const found = cases.find(({ type }) => isOf(value, type, on.schemas))
      if (found === undefined) return null
      const inner = new Scope(scope)
      inner.let(found.name, value)
      return found.body(inner)
    }
  },
  upcast: (json, on, depth) => compile(json['upcast'], on, depth + 1),
  ifnotnull: (json, on, depth) => {
    if (!isRecord(json['ifnotnull'])) throw malformed(on.file, 'an ifnotnull names no symbols')
    const given = Object.entries(json['ifnotnull']).map(([name, part]) => ({ name, code: compile(part, on, depth + 1) }))
    const [yes, no] = [compileBlock(json['then'], on, depth + 1), Object.hasOwn(json, 'else') ? compileBlock(json['else'], on, depth + 1) : null]
    return (scope) => {
      const inner = new Scope(scope)
      for (const { name, code } of given) {
        const value = code(scope)
        if (value === null) return no === null ? null : no(new Scope(scope))
        inner.let(name, value)
      }
      return yes(inner)
    }
  },
  new: (json, on, depth) => made(json['new'], on.schemas.parse(json['type']), on, depth),
  error: (json) => () => { throw new RowProblem(String(json['error']).slice(0, 200)) },
  try: (json, on, depth) => {
    const body = compileBlock(json['try'], on, depth + 1)
    return (scope) => {
      try {
        return body(new Scope(scope))
      } catch (error) {
        if (error instanceof RowProblem) return null
        throw error
      }
    }
  },
  log: () => () => null,
  doc: () => () => null,
  call: (json, on, depth) => {
    const [f, args] = [compileFunction(json['call'], on, depth + 1), texts(json['args']).map((part) => compile(part, on, depth + 1))]
    return (scope) => f(scope).call(args.map((arg) => arg(scope)))
  },
}

function assignments(json: unknown, on: Compilation, depth: number, assign: (scope: Scope, name: string, value: Value) => void): Code {
  if (!isRecord(json)) throw malformed(on.file, 'a let or set names no symbols')
  const parts = Object.entries(json).map(([name, part]) => ({ name, code: compile(part, on, depth + 1) }))
  return (scope) => {
    // All of them are computed before any is set: a step may exchange two symbols.
    const values = parts.map(({ code }) => code(scope))
    parts.forEach(({ name }, i) => { assign(scope, name, values[i]!) })
    return null
  }
}

function stored(value: Value | undefined, what: string, json: Readonly<Record<string, unknown>>, on: Compilation, depth: number): Code {
  if (value === undefined) throw malformed(on.file, `it uses a ${what} that it does not have`)
  const path = texts(json['path']).map((part) => compile(part, on, depth + 1))
  return path.length === 0 ? () => value : (scope) => within(value, path.map((part) => part(scope)))
}

/** A copy with one place changed. */
function replaced(value: Value, path: readonly Value[], change: (old: Value) => Value, machine: Machine): Value {
  const [key, ...rest] = path
  if (key === undefined) return change(value)
  if (value instanceof RecordValue) {
    machine.make(value.fields.size)
    return new RecordValue(value.typeName, new Map([...value.fields, [plainText(key), replaced(within(value, [key]), rest, change, machine)]]))
  }
  if (isMap(value)) {
    machine.make(value.size)
    return new Map([...value, [plainText(key), replaced(value.get(plainText(key)) ?? null, rest, change, machine)]])
  }
  const list = listIn(value)
  machine.make(list.length)
  return list.map((item, i) => i === key ? replaced(item, rest, change, machine) : item)
}

function made(json: unknown, declared: Schema, on: Compilation, depth: number): Code {
  const type = on.schemas.resolve(declared)
  if (Array.isArray(json)) {
    const items = json.map((part: unknown) => compile(part, on, depth + 1))
    return (scope) => { on.machine.make(items.length); return items.map((item) => item(scope)) }
  }
  if (!isRecord(json)) throw malformed(on.file, 'a new has neither items nor fields')
  const fields = Object.entries(json).map(([name, part]) => ({ name, code: compile(part, on, depth + 1) }))
  return (scope) => {
    on.machine.make(fields.length)
    const values = new Map(fields.map(({ name, code }) => [name, code(scope)]))
    return type.kind === 'record' ? new RecordValue(type.name, values) : values
  }
}

/** True for what stands for a function among arguments: a reference or a definition. */
function isFunctionJson(json: unknown): json is Readonly<Record<string, unknown>> {
  return isRecord(json) && (Object.hasOwn(json, 'params') || (Object.hasOwn(json, 'fcn') || Object.hasOwn(json, 'fcnref')) && !Object.hasOwn(json, 'do'))
}

/** A function: its definition, or a reference with some parameters filled. */
export function compileFunction(json: unknown, on: Compilation, depth = 0): FunctionCode {
  if (!isFunctionJson(json)) throw malformed(on.file, 'a function is of no known form')
  if (Object.hasOwn(json, 'params')) {
    const names = texts(json['params']).map((param) => isRecord(param) ? (Object.keys(param)[0] ?? '') : String(param))
    const body = compileBlock(json['do'], on, depth + 1)
    return (scope) => ({
      call: (args) => on.machine.within(() => {
        const inner = new Scope(scope)
        if (args.length !== names.length) throw new RowProblem('a function is called with the wrong number of arguments')
        names.forEach((name, i) => { inner.let(name, args[i]!) })
        return body(inner)
      }),
    })
  }
  const name = String(json['fcn'] ?? json['fcnref'])
  const found = named(name, on)
  if (!isRecord(json['fill'])) return () => ({ call: (args) => found(args, on.machine) })
  const names = on.parameters.get(name) ?? (Object.hasOwn(parameterNames, name) ? parameterNames[name]! : null)
  const fill = new Map(Object.entries(json['fill']).map(([key, part]) => [key, isFunctionJson(part) ? compileFunction(part, on, depth + 1) : compile(part, on, depth + 1)]))
  if (names === null || [...fill.keys()].some((key) => !names.includes(key))) {
    on.unsupported.add(`A reference to "${name.slice(0, 60)}" fills parameters whose names are not known here.`)
    return () => ({ call: () => null })
  }
  return (scope) => {
    const filled = new Map([...fill].map(([key, code]) => [key, code(scope)]))
    return {
      call: (args) => {
        let next = 0
        return found(names.map((parameter) => filled.get(parameter) ?? args[next++] ?? null), on.machine)
      },
    }
  }
}

function named(name: string, on: Compilation): (args: readonly Argument[], machine: Machine) => Value {
  if (name.startsWith('u.')) {
    return (args) => {
      const found = on.functions.get(name)
      if (found === undefined) throw malformed(on.file, `it calls "${name.slice(0, 60)}", which it does not define`)
      return found.call(args.map((arg) => { if (isFunction(arg)) throw new RowProblem('a function given to a function of the document'); return arg }))
    }
  }
  const found = library.get(name)
  on.used.set(name, (on.used.get(name) ?? 0) + 1)
  if (found !== undefined) return found
  on.unsupported.add(`The function "${name.slice(0, 60)}" is not known here.`)
  return () => null
}

/** A call: `{"name": [arguments]}`, or a single argument without its array. */
function callOf(json: Readonly<Record<string, unknown>>, on: Compilation, depth: number): Code {
  const [name, given] = Object.entries(json)[0] ?? ['', []]
  const args = (Array.isArray(given) ? given : [given]) as readonly unknown[]
  if (name === '&&' || name === '||') {
    const [x, y] = args.map((part) => compile(part, on, depth + 1))
    if (x === undefined || y === undefined) throw malformed(on.file, `${name} has fewer than two arguments`)
    return (scope) => truthIn(x(scope)) === (name === '&&') ? y(scope) : name === '||'
  }
  const f = named(name, on)
  const parts = args.map((part): ((scope: Scope) => Argument) => isFunctionJson(part) ? compileFunction(part, on, depth + 1) : compile(part, on, depth + 1))
  return (scope) => f(parts.map((part) => part(scope)), on.machine)
}
