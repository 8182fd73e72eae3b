import { concat, encodeField, encodeInt } from '../../../shared/model/onnx/protobuf'
import type { HostileCase } from './cases'

const text = (field: number, value: string): Uint8Array => encodeField(field, new TextEncoder().encode(value))
const shape = (...dims: readonly (number | null)[]): Uint8Array => concat(dims.map((dim) => encodeField(1, dim === null ? text(2, 'n') : encodeInt(1, dim))))
const value = (name: string, element: number, ...dims: readonly (number | null)[]): Uint8Array => concat([text(1, name), encodeField(2, encodeField(1, concat([encodeInt(1, element), encodeField(2, shape(...dims))])))])
const longs = (name: string, ...numbers: readonly number[]): Uint8Array => {
  const raw = new Uint8Array(numbers.length * 8)
  numbers.forEach((number, i) => { new DataView(raw.buffer).setBigInt64(i * 8, BigInt(number), true) })
  return concat([encodeInt(1, numbers.length), encodeInt(2, 7), text(8, name), encodeField(9, raw)])
}
const scalar = (name: string, element: number, raw: Uint8Array): Uint8Array => concat([encodeInt(2, element), text(8, name), encodeField(9, raw)])
const node = (op: string, inputs: readonly string[], outputs: readonly string[], ...attributes: readonly Uint8Array[]): Uint8Array =>
  concat([...inputs.map((name) => text(1, name)), ...outputs.map((name) => text(2, name)), text(4, op), ...attributes.map((attribute) => encodeField(5, attribute))])
const model = (graph: Uint8Array): Uint8Array => concat([encodeInt(1, 8), encodeField(7, graph), encodeField(8, concat([text(1, ''), encodeInt(2, 17)]))])
const graph = (nodes: readonly Uint8Array[], constants: readonly Uint8Array[] = [], output = value('y', 1, null, 1)): Uint8Array =>
  concat([...nodes.map((one) => encodeField(1, one)), text(2, 'g'), ...constants.map((one) => encodeField(5, one)), encodeField(11, value('x', 1, null, 2)), encodeField(12, output)])

/** A body that adds one to its state and goes on for ever. */
const body = concat([
  encodeField(1, node('Identity', ['c'], ['c2'])), encodeField(1, node('Add', ['s', 's'], ['s2'])), text(2, 'b'),
  encodeField(11, value('i', 7)), encodeField(11, value('c', 9)), encodeField(11, value('s', 1, null, 2)), encodeField(12, value('c2', 9)), encodeField(12, value('s2', 1, null, 2)),
])

/** Graphs that run without end, want more memory than there is, or nest. */
export const graphs: readonly HostileCase[] = [
  { name: 'ONNX: a loop without end', file: 'a.onnx', make: () => model(graph([node('Loop', ['m', 't', 'x'], ['y'], concat([text(1, 'body'), encodeField(6, body), encodeInt(20, 5)]))], [scalar('m', 7, Uint8Array.of(255, 255, 255, 255, 255, 255, 255, 127)), scalar('t', 9, Uint8Array.of(1))], value('y', 1, null, 2))) },
  { name: 'ONNX: a tensor of a terabyte', file: 'a.onnx', make: () => model(graph([node('ConstantOfShape', ['s'], ['big']), node('ReduceSum', ['big'], ['r']), node('Add', ['x', 'r'], ['y'])], [longs('s', 1_000_000, 1_000_000)])) },
  { name: 'ONNX: a tensor of 3 GB', file: 'a.onnx', make: () => model(graph([node('ConstantOfShape', ['s'], ['big']), node('ReduceSum', ['big'], ['r']), node('Add', ['x', 'r'], ['y'])], [longs('s', 800_000_000)], value('y', 1, null, 2))) },
  { name: 'ONNX: tiles without end', file: 'a.onnx', make: () => model(graph([node('Tile', ['x', 't'], ['y'])], [longs('t', 1_000_000, 1_000_000)])) },
  { name: 'ONNX: tiles of 2 GB', file: 'a.onnx', make: () => model(graph([node('Tile', ['x', 't'], ['z']), node('ReduceSum', ['z'], ['y'])], [longs('t', 20_000, 20_000)], value('y', 1, 1, 1))) },
  { name: 'ONNX: a range without end', file: 'a.onnx', make: () => model(graph([node('Range', ['a', 'b', 'c'], ['r']), node('Cast', ['r'], ['f'], concat([text(1, 'to'), encodeInt(3, 1), encodeInt(20, 2)])), node('ReduceSum', ['f'], ['q']), node('Add', ['x', 'q'], ['y'])], [scalar('a', 7, new Uint8Array(8)), scalar('b', 7, Uint8Array.of(0, 0, 0, 0, 0, 1, 0, 0)), scalar('c', 7, Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0))], value('y', 1, null, 2))) },
  { name: 'ONNX: a node that reads its own output', file: 'a.onnx', make: () => model(graph([node('Add', ['x', 'z'], ['y']), node('Identity', ['y'], ['z'])])) },
  { name: 'ONNX: graphs in graphs', file: 'a.onnx', make: () => {
    let inner = graph([node('Identity', ['x'], ['y'])])
    for (let i = 0; i < 5000; i++) inner = graph([node('If', ['x'], ['y'], concat([text(1, 'then_branch'), encodeField(6, inner)]))])
    return model(inner)
  } },
  { name: 'ONNX: dimensions that lie', file: 'a.onnx', make: () => model(graph([node('MatMul', ['x', 'w'], ['y'])], [concat([encodeInt(1, 2), encodeInt(1, 1_000_000_000), encodeInt(2, 1), text(8, 'w'), encodeField(9, new Uint8Array(8))])])) },
  { name: 'ONNX: a billion inputs', file: 'a.onnx', make: () => model(concat([encodeField(1, node('Identity', ['x'], ['y'])), text(2, 'g'), encodeField(11, value('x', 1, null, 1_000_000_000)), encodeField(12, value('y', 1, null, 1))])) },
  { name: 'ONNX: weights outside its folder', file: 'a.onnx', make: () => model(graph([node('MatMul', ['x', 'w'], ['y'])], [concat([encodeInt(1, 2), encodeInt(1, 1), encodeInt(2, 1), text(8, 'w'), encodeField(13, concat([text(1, 'location'), text(2, '../../etc/passwd')])), encodeInt(14, 1)])])) },
  { name: 'ONNX: a chain of a hundred thousand nodes', file: 'a.onnx', make: () => model(graph([...Array.from({ length: 100_000 }, (_, i) => node('Identity', [i === 0 ? 'x' : `t${i}`], [`t${i + 1}`])), node('Identity', ['t100000'], ['y'])], [], value('y', 1, null, 2))) },
  { name: 'ONNX: a million packed numbers', file: 'a.onnx', make: () => model(graph([node('TreeEnsembleRegressor', ['x'], ['y'], concat([text(1, 'nodes_featureids'), encodeField(8, new Uint8Array(5_000_000).fill(1)), encodeInt(20, 7)]))])) },
]
