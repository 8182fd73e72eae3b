import type { HostileCase } from './cases'

const encoder = new TextEncoder()

/** Bytes from opcodes as texts, numbers as single bytes and bytes as they are. */
export function bytes(...parts: readonly (string | number | Uint8Array)[]): Uint8Array {
  const all = parts.map((part) => typeof part === 'string' ? Uint8Array.from(part, (char) => char.charCodeAt(0)) : typeof part === 'number' ? Uint8Array.of(part) : part)
  const out = new Uint8Array(all.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of all) {
    out.set(part, at)
    at += part.length
  }
  return out
}

export function u32(value: number): Uint8Array {
  const out = new Uint8Array(4)
  new DataView(out.buffer).setUint32(0, value, true)
  return out
}

/** A run of bytes repeated. */
export function repeated(part: Uint8Array, times: number): Uint8Array {
  const out = new Uint8Array(part.length * times)
  for (let i = 0; i < times; i++) out.set(part, i * part.length)
  return out
}

const protocol = '\x80\x04'
const text = (value: string): Uint8Array => bytes('X', u32(encoder.encode(value).length), encoder.encode(value))
const global = (path: string): Uint8Array => bytes(`c${path.slice(0, path.lastIndexOf('.'))}\n${path.slice(path.lastIndexOf('.') + 1)}\n`)
const dtype = (code: string): Uint8Array => bytes(global('numpy.dtype'), text(code), '\x88\x89\x87R')
const ints = (...values: readonly number[]): Uint8Array => bytes('(', ...values.flatMap((value) => ['J', u32(value)]), 't')
const rawArray = bytes(global('numpy.core.multiarray._reconstruct'), global('numpy.ndarray'), 'K\x00\x85C\x01b\x87R')
/** An array by its state: shape, element type, data. */
const array = (shape: Uint8Array, type: Uint8Array, data: Uint8Array): Uint8Array => bytes(rawArray, '(K\x01', shape, type, '\x89', data, 'tb')
const raw = (data: Uint8Array): Uint8Array => bytes('B', u32(data.length), data)
/** A fitted estimator with attributes. */
const estimator = (path: string, ...attributes: readonly (readonly [string, Uint8Array])[]): Uint8Array => bytes(global(path), ')\x81}(', ...attributes.flatMap(([name, value]) => [text(name), value]), 'ub')
const whole = (...parts: readonly (string | number | Uint8Array)[]): Uint8Array => bytes(protocol, ...parts, '.')
const linear = (...attributes: readonly (readonly [string, Uint8Array])[]): Uint8Array => estimator('sklearn.linear_model._base.LinearRegression', ...attributes)

/** A list of two references to the list before it, and so on: 2 to the power of `levels` items when written out. */
function doubling(levels: number): Uint8Array {
  const parts: (string | Uint8Array)[] = ['K\x01\x85q\x00']
  for (let i = 0; i < levels; i++) parts.push('h\x00h\x00\x86q\x00')
  return bytes('0'.repeat(0), ...parts.map((part, i) => i === 0 ? part : bytes('0', part)))
}

/** Pickles that are small and ask for much, or that close a circle. */
export const pickles: readonly HostileCase[] = [
  { name: 'empty dictionaries', file: 'a.pkl', make: () => whole('(', repeated(bytes('}'), 18_000_000), 'l') },
  { name: 'empty objects', file: 'a.pkl', make: () => whole(global('a.b'), 'q\x000(', repeated(bytes('h\x00)\x81'), 6_000_000), 'l') },
  { name: 'empty lists', file: 'a.pkl', make: () => whole('(', repeated(bytes(']'), 18_000_000), 'l') },
  { name: 'memo of ten million', file: 'a.pkl', make: () => whole(repeated(bytes('N\x94'), 9_900_000)) },
  { name: 'a million arrays', file: 'a.pkl', make: () => whole(dtype('f8'), 'q\x000', '(', repeated(rawArray, 250_000), 'l') },
  { name: 'sets of a million', file: 'a.pkl', make: () => whole('\x8f(', repeated(bytes('K\x01'), 1_000_000), '\x90') },
  { name: 'one very long text', file: 'a.pkl', make: () => whole('T', u32(100_000_000), new Uint8Array(100_000_000).fill(65)) },
  { name: 'one very long line', file: 'a.pkl', make: () => whole('V', new Uint8Array(100_000_000).fill(65), '\n') },
  { name: 'a long line of escapes', file: 'a.pkl', make: () => whole('V', repeated(bytes('\\u0041'), 10_000_000), '\n') },
  { name: 'LONG4 of a gigabyte', file: 'a.pkl', make: () => whole('\x8b', u32(0x40000000), new Uint8Array(1000)) },
  { name: 'many long integers', file: 'a.pkl', make: () => whole('(', repeated(bytes('\x8b', u32(4096), new Uint8Array(4096).fill(127)), 20_000), 'l') },
  { name: 'digits without end', file: 'a.pkl', make: () => whole('L', new Uint8Array(50_000_000).fill(0x39), 'L\n') },
  { name: 'frames that lie', file: 'a.pkl', make: () => whole('\x95', new Uint8Array(8).fill(255), 'N') },
  { name: 'nested a million deep', file: 'a.pkl', make: () => whole(repeated(bytes('('), 1_000_000), repeated(bytes('t'), 1_000_000)) },
  { name: 'deep list as a shape', file: 'a.pkl', make: () => whole(linear(['coef_', array(bytes('N', repeated(bytes('\x85'), 1_000_000)), dtype('f8'), raw(new Uint8Array(8)))])) },
  { name: 'deep list as a key', file: 'a.pkl', make: () => whole('}(N', repeated(bytes('\x85'), 1_000_000), 'K\x01u') },
  { name: 'doubling list as a key', file: 'a.pkl', make: () => whole('}(', doubling(60), 'K\x01u') },
  { name: 'doubling list as a shape', file: 'a.pkl', make: () => whole(linear(['coef_', array(bytes(doubling(60), '\x85'), dtype('f8'), raw(new Uint8Array(8)))])) },
  { name: 'array that holds itself', file: 'a.pkl', make: () => whole(linear(['coef_', bytes(rawArray, 'q\x05(K\x01', ints(1), dtype('O'), '\x89', 'h\x05\x85', 'tb')], ['intercept_', bytes('h\x05')])) },
  { name: 'list that holds itself', file: 'a.pkl', make: () => whole(linear(['coef_', bytes(']q\x05h\x05a')])) },
  { name: 'texts of no width', file: 'a.pkl', make: () => whole(linear(['coef_', array(ints(300_000_000), dtype('U0'), raw(new Uint8Array(0)))])) },
  { name: 'classes of no width', file: 'a.pkl', make: () => whole(estimator('sklearn.linear_model._logistic.LogisticRegression', ['classes_', array(ints(300_000_000), dtype('S0'), raw(new Uint8Array(0)))], ['coef_', array(ints(1, 2), dtype('f8'), raw(new Uint8Array(16)))], ['intercept_', array(ints(1), dtype('f8'), raw(new Uint8Array(8)))])) },
  { name: 'zeros before a letter', file: 'a.pkl', make: () => {
    const cells = new Uint8Array(4_000_000)
    cells[cells.length - 4] = 65
    return whole(estimator('sklearn.linear_model._logistic.LogisticRegression', ['classes_', array(ints(1), dtype('U1000000'), raw(cells))], ['coef_', array(ints(1, 2), dtype('f8'), raw(new Uint8Array(16)))], ['intercept_', array(ints(1), dtype('f8'), raw(new Uint8Array(8)))]))
  } },
  { name: 'record fields before the start', file: 'a.pkl', make: () => whole(estimator('sklearn.tree._classes.DecisionTreeRegressor', ['n_features_in_', bytes('K\x02')], ['tree_', bytes(global('sklearn.tree._tree.Tree'), ')\x81}(', text('nodes'),
    array(ints(1), bytes(dtype('V8'), '(K\x03X\x01\x00\x00\x00|N', text('left_child'), '\x85}', text('left_child'), dtype('i8'), 'J', u32(-800 >>> 0), '\x86sK\x08K\x01K\x10tb'), raw(new Uint8Array(8))), text('values'), array(ints(1), dtype('f8'), raw(new Uint8Array(8))), 'ub')])) },
  { name: 'array of a million dimensions', file: 'a.pkl', make: () => whole(linear(['coef_', array(bytes('(', repeated(bytes('K\x01'), 1_000_000), 't'), dtype('f8'), raw(new Uint8Array(8)))])) },
  { name: 'sparse weights of forty million', file: 'a.pkl', make: () => whole(linear(
    ['n_features_in_', bytes('K\x02')], ['intercept_', array(ints(1), dtype('f8'), raw(new Uint8Array(8)))],
    ['coef_', bytes(global('scipy.sparse._csr.csr_matrix'), ')\x81}(', text('_shape'), ints(1, 39_000_000), text('data'), array(ints(0), dtype('f8'), raw(new Uint8Array(0))), text('indices'), array(ints(0), dtype('i4'), raw(new Uint8Array(0))), text('indptr'), array(ints(2), dtype('i4'), raw(new Uint8Array(8))), 'ub')])) },
  { name: 'sums of many sparse weights', file: 'a.pkl', make: () => {
    const weights = bytes(global('scipy.sparse._csr.csr_matrix'), ')\x81}(', text('_shape'), ints(1, 39_000_000), text('data'), array(ints(0), dtype('f8'), raw(new Uint8Array(0))), text('indices'), array(ints(0), dtype('i4'), raw(new Uint8Array(0))), text('indptr'), array(ints(2), dtype('i4'), raw(new Uint8Array(8))), 'ub')
    const part = linear(['n_features_in_', bytes('K\x02')], ['intercept_', array(ints(1), dtype('f8'), raw(new Uint8Array(8)))], ['coef_', weights])
    return whole(estimator('sklearn.ensemble._voting.VotingRegressor', ['estimators_', bytes('(', part, 'q\x07', repeated(bytes('h\x07'), 15_000), 'l')]))
  } },
  { name: 'forest of one tree many times', file: 'a.pkl', make: () => {
    const n = 20_000
    const nodes = new Uint8Array(n * 8)
    const type = (code: string): Uint8Array => array(ints(n), dtype(code), raw(nodes))
    const tree = estimator('sklearn.tree._classes.DecisionTreeRegressor', ['n_features_in_', bytes('K\x02')], ['tree_', bytes(global('sklearn.tree._tree.Tree'), ')\x81}(', text('nodes'), type('i8'), 'ub')])
    return whole(estimator('sklearn.ensemble._forest.RandomForestRegressor', ['n_features_in_', bytes('K\x02')], ['estimators_', bytes('(', tree, 'q\x07', repeated(bytes('h\x07'), 1_000_000), 'l')]))
  } },
  { name: 'pipeline that holds itself', file: 'a.pkl', make: () => whole(global('sklearn.pipeline.Pipeline'), ')\x81q\x05}(', text('steps'), '(', text('a'), 'h\x05\x86l', 'ub') },
  { name: 'pipeline of a pipeline of a pipeline twice', file: 'a.pkl', make: () => {
    let inner = bytes(estimator('sklearn.preprocessing._data.StandardScaler', ['n_features_in_', bytes('K\x02')]), 'q\x00')
    for (let i = 0; i < 22; i++) inner = bytes(inner, '0', estimator('sklearn.pipeline.Pipeline', ['steps', bytes('(', text('a'), 'h\x00\x86', text('b'), 'h\x00\x86l')]), 'q\x00')
    return whole(inner)
  } },
  { name: 'dictionary of a dictionary that holds itself', file: 'a.pkl', make: () => whole('}q\x05(', text('a'), 'h\x05u') },
  { name: 'reduce that names eval', file: 'a.pkl', make: () => whole(global('builtins.eval'), text('1/0'), '\x85R') },
  { name: 'BUILD over and over', file: 'a.pkl', make: () => whole(global('a.b'), ')\x81q\x01', repeated(bytes('h\x01b'), 3_000_000)) },
  { name: 'ten thousand names', file: 'a.pkl', make: () => whole(Array.from({ length: 300_000 }, (_, i) => `ca${i}\nb\n0`).join(''), 'N') },
]
