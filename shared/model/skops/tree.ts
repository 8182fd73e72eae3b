import { zipMembers } from '../archive/zip'
import { isRecord } from '../fields'
import { limits } from '../limits'
import { DType, NdArray, numberOf } from '../pickle/numpy'
import { PyDict, PyGlobal, PyObject, PySet, type PyValue } from '../pickle/values'
import { malformed, tooLarge } from '../problems'
import { readNpy } from './npy'

/** What the nodes of one file are read in. */
export interface SkopsReading {
  readonly file: string
  readonly members: ReadonlyMap<string, Uint8Array>
  /** Names a loader would import, filled while reading. */
  readonly globals: Map<string, PyGlobal>
  /** Nodes read so far. */
  count: number
}

type Node = Readonly<Record<string, unknown>>

/**
 * One node of `schema.json` as the value that a pickle of the same object would hold: nothing is imported
 * or called. Nodes are known by their loader's name (skops protocols 0 to 2).
 * @throws ExpectedError `model.malformed`, `model.too-large`.
 */
export function readNode(node: unknown, on: SkopsReading, depth = 0): PyValue {
  if (!isRecord(node) || typeof node['__loader__'] !== 'string') throw malformed(on.file, 'schema.json has a node without a loader')
  if (depth > limits.depth) throw malformed(on.file, `its objects are nested deeper than ${limits.depth}`)
  if (++on.count > limits.values) throw tooLarge(on.file, `more than ${limits.values} objects`)
  const inner = (part: unknown): PyValue => readNode(part, on, depth + 1)
  const content = node['content']
  const part = (name: string): PyValue => inner(isRecord(content) ? content[name] : undefined)
  switch (node['__loader__']) {
    case 'JsonNode': return plainValue(content, on)
    case 'DictNode': return dictionary(node, on, inner)
    case 'DefaultDictNode': case '_DictWithDeprecatedKeysNode': return part('main')
    case 'ListNode': case 'TupleNode': return listOf(content, on).map(inner)
    case 'SetNode': return new PySet(listOf(content, on).map(inner))
    case 'FunctionNode': return isRecord(content) ? named(on, content['module_path'], content['function']) : classOf(node, on)
    case 'TypeNode': return classOf(node, on)
    case 'MethodNode': return new PyObject(named(on, node['__module__'], `${textOf(node['__class__'])}.${isRecord(content) ? textOf(content['func']) : ''}`), [])
    case 'PartialNode': return new PyObject(named(on, 'functools', 'partial'), [part('func'), part('args'), part('kwds'), part('namespace')])
    case 'SliceNode': return new PyObject(named(on, 'builtins', 'slice'), ['start', 'stop', 'step'].map((name) => { const bound = isRecord(content) ? content[name] : null; return typeof bound === 'number' ? bound : null }))
    case 'NdArrayNode': return arrayOf(node, on, inner)
    case 'DTypeNode': { const array = inner(content); return array instanceof NdArray ? array.dtype : new DType('V', 0) }
    case 'MaskedArrayNode': return new PyObject(classOf(node, on), [part('data'), part('mask')])
    case 'BytesNode': case 'BytearrayNode': return memberOf(node, on)
    case 'SparseMatrixNode': return sparse(node, on)
    case 'RandomStateNode': case 'RandomGeneratorNode': return new PyObject(classOf(node, on), [])
    case 'ConstructorFromReduceNode': { const args = inner(content); return new PyObject(classOf(node, on), Array.isArray(args) ? args as readonly PyValue[] : [args]) }
    default: return object(node, on, inner)
  }
}

/** An instance: its class, what a constructor was given where that is written down, and its attributes. */
function object(node: Node, on: SkopsReading, inner: (part: unknown) => PyValue): PyValue {
  const reduced = node['__reduce__']
  const args = isRecord(reduced) ? inner(reduced['args']) : []
  const made = new PyObject(classOf(node, on), Array.isArray(args) ? args as readonly PyValue[] : [args])
  const content = node['content'] ?? node['attrs']
  if (isRecord(content)) made.state = inner(content)
  return made
}

function classOf(node: Node, on: SkopsReading): PyGlobal {
  return named(on, node['__module__'], node['__class__'])
}

function named(on: SkopsReading, module: unknown, name: unknown): PyGlobal {
  if (typeof module !== 'string' || typeof name !== 'string') throw malformed(on.file, 'schema.json has an object without a class')
  const made = new PyGlobal(module, name)
  on.globals.set(made.path, made)
  return made
}

function listOf(value: unknown, on: SkopsReading): readonly unknown[] {
  if (!Array.isArray(value)) throw malformed(on.file, 'schema.json has a list without items')
  return value
}

/** A plain value, itself written as JSON; Python's spelling of what JSON lacks is taken too. */
function plainValue(content: unknown, on: SkopsReading): PyValue {
  const special = typeof content === 'string' ? ({ NaN, Infinity, '-Infinity': -Infinity } as Readonly<Record<string, number>>)[content] : undefined
  if (special !== undefined) return special
  let value: unknown
  try {
    value = JSON.parse(textOf(content))
  } catch {
    throw malformed(on.file, 'schema.json has a plain value that is not JSON')
  }
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
  throw malformed(on.file, 'schema.json has a plain value that is not plain')
}

/** A dictionary: JSON knows only texts as keys, what they were is written beside. */
function dictionary(node: Node, on: SkopsReading, inner: (part: unknown) => PyValue): PyDict {
  const content = node['content']
  if (!isRecord(content)) throw malformed(on.file, 'schema.json has a dictionary without entries')
  const kinds = isRecord(node['key_types']) && Array.isArray(node['key_types']['content']) ? node['key_types']['content'] as readonly unknown[] : []
  const dict = new PyDict()
  Object.entries(content).forEach(([key, part], i) => {
    const kind = kinds[i]
    const type = isRecord(kind) ? textOf(kind['__class__']) : 'str'
    dict.entries.set(/^(int|float)/.test(type) && key.trim() !== '' && !Number.isNaN(Number(key)) ? Number(key) : type === 'bool' ? key === 'true' : type === 'NoneType' ? null : key, inner(part))
  })
  return dict
}

/** A text or number as written; what is neither is none: lists are not asked for their text, they may be nested without end. */
function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : value === null ? 'null' : ''
}

function memberOf(node: Node, on: SkopsReading): Uint8Array {
  const name = textOf(node['file'])
  const found = on.members.get(name)
  if (found === undefined) throw malformed(on.file, `it has no member "${name.slice(0, 80)}"`)
  return found
}

/** An array, or a number that numpy keeps as one. */
function arrayOf(node: Node, on: SkopsReading, inner: (part: unknown) => PyValue): PyValue {
  if (node['type'] === 'numpy') {
    const array = readNpy(memberOf(node, on), on.file)
    return node['__class__'] === 'ndarray' || array.shape.length > 0 ? array : (array.values()[0] ?? null)
  }
  if (node['type'] !== 'json') throw malformed(on.file, 'an array is written in a way that is not known')
  const shape = inner(node['shape'])
  const dims = Array.isArray(shape) ? (shape as readonly PyValue[]).map(numberOf) : []
  if (dims.length > 64) throw malformed(on.file, `an array has ${dims.length} dimensions`)
  let items = listOf(node['content'], on).map(inner)
  // Only nested lists are opened; the lists that are elements stay as they are.
  for (let axis = 1; axis < dims.length; axis++) items = items.flatMap((item) => Array.isArray(item) ? item as readonly PyValue[] : [item])
  return new NdArray(new DType('O', 8), dims, false, new Uint8Array(), items).check(on.file)
}

/** A sparse matrix as SciPy saves it: a zip of its parts. */
function sparse(node: Node, on: SkopsReading): PyValue {
  const parts = zipMembers(memberOf(node, on), on.file, (name) => name.endsWith('.npy'))
  const made = new PyObject(classOf(node, on), [])
  const state = new PyDict()
  for (const [name, bytes] of parts) if (!name.startsWith('format')) state.entries.set(name === 'shape.npy' ? '_shape' : name.slice(0, -4), readNpy(bytes, on.file))
  made.state = state
  return made
}
