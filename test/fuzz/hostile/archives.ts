import { deflateSync, gzipSync, zipSync, zlibSync } from 'fflate'
import { crc32 } from '../../../shared/model/archive/zip'
import type { HostileCase } from './cases'
import { bytes, repeated, u32 } from './pickles'

const u16 = (value: number): Uint8Array => Uint8Array.of(value & 255, value >> 8)
const text = (value: string): Uint8Array => new TextEncoder().encode(value)

interface Member {
  readonly name: string
  readonly data: Uint8Array
  readonly size: number
  readonly crc: number
}

const header = ({ name, data, size, crc }: Member): Uint8Array => bytes(u16(20), u16(2048), u16(8), u32(0), u32(crc), u32(data.length), u32(size), u16(name.length), u16(0))
const local = (member: Member): Uint8Array => bytes('PK\x03\x04', header(member), text(member.name), member.data)
const entry = (member: Member, at: number, name = member.name): Uint8Array => bytes('PK\x01\x02', u16(20), header({ ...member, name }), u16(0), u16(0), u16(0), u32(0), u32(at), text(name))
const ending = (count: number, size: number, at: number): Uint8Array => bytes('PK\x05\x06', u16(0), u16(0), u16(count), u16(count), u32(size), u32(at), u16(0))

/** An archive whose directory names one packed member many times. */
function overlapping(member: Member, count: number, extra: readonly Member[] = []): Uint8Array {
  const first = local(member)
  const others = extra.map(local)
  let at = first.length
  const entries = [
    ...Array.from({ length: count }, (_, i) => entry(member, 0, `data${String(i).padStart(6, '0')}.bin`)),
    ...extra.map((one, i) => { const made = entry(one, at); at += others[i]!.length; return made }),
  ]
  const directory = bytes(...entries)
  return bytes(first, ...others, directory, ending(Math.min(65_535, entries.length), directory.length, at))
}

const packed = (name: string, content: Uint8Array): Member => ({ name, data: deflateSync(content, { level: 9 }), size: content.length, crc: crc32(content) })

/** A directory of zip64 that announces `count` members. */
function zip64(count: number): Uint8Array {
  const member = packed('model.ini', text('[info]\n'))
  const first = local(member)
  const directory = entry(member, 0)
  const big = (value: number): Uint8Array => bytes(u32(value % 2 ** 32), u32(Math.floor(value / 2 ** 32)))
  const at = first.length + directory.length
  return bytes(first, directory, 'PK\x06\x06', big(44), u16(45), u16(45), u32(0), u32(0), big(count), big(count), big(directory.length), big(first.length), 'PK\x06\x07', u32(0), big(at), u32(1), ending(65_535, 0xffffffff, 0xffffffff))
}

const zeros = (size: number): Uint8Array => new Uint8Array(size)
const ini = (body: string): Uint8Array => zipSync({ 'model.ini': text(body) })
const skops = (schema: string, members: Readonly<Record<string, Uint8Array>> = {}): Uint8Array => zipSync({ 'schema.json': text(schema), ...members })
const npy = (head: string, data: Uint8Array): Uint8Array => bytes('\x93NUMPY\x01\x00', u16(head.length), head, data)
const iniHead = (more: string): string => `[info]\nalgorithm = gbm\nmojo_version = 1.40\nsupervised = true\ncategory = Regression\nn_features = 1\nn_classes = 1\n${more}`

/** 600 MB of zeros by bzip2. */
const bzip2 = 'QlpoOTFBWSZTWQ4J4t8BX45AAMAAAAggADCATUZCoCWpCoCXMUFZJlNZDgni3wFfjkAAwAAACCAAMIBNRkKgJakKgJcxQVkmU1kOCeLfAV+OQADAAAAIIAAwgE1GQqAlqQqAlzFBWSZTWQ4J4t8BX45AAMAAAAggADCATUZCoCWpCoCXMUFZJlNZDgni3wFfjkAAwAAACCAAMIBNRkKgJakKgJcxQVkmU1kOCeLfAV+OQADAAAAIIAAwgE1GQqAlqQqAlzFBWSZTWQ4J4t8BX45AAMAAAAggADCATUZCoCWpCoCXMUFZJlNZDgni3wFfjkAAwAAACCAAMIBNRkKgJakKgJcxQVkmU1kOCeLfAV+OQADAAAAIIAAwgE1GQqAlqQqAlzFBWSZTWQ4J4t8BX45AAMAAAAggADCATUZCoCWpCoCXMUFZJlNZDgni3wFfjkAAwAAACCAAMIBNRkKgJakKgJcxQVkmU1kOCeLfAV+OQADAAAAIIAAwgE1GQqAlqQqAlzFBWSZTWQ4J4t8BX45AAMAAAAggADCATUZCoCWpCoCXMUFZJlNZPLLSDwD4lkAQwAAgAAAIIAAwzAmqaaiUqDakSlQeLuSKcKEgPl2gNg=='

/** Archives and packed files that swell, lie about themselves or point where they should not. */
export const archives: readonly HostileCase[] = [
  { name: 'zip64 of four billion members', file: 'a.zip', make: () => zip64(4_000_000_000) },
  { name: 'zip64 of four billion members, skops', file: 'a.skops', make: () => zip64(4_000_000_000) },
  { name: 'zip64 of four billion members, jar', file: 'a.jar', make: () => zip64(4_000_000_000) },
  { name: 'a million members', file: 'a.zip', make: () => { const member = packed('MLmodel', text('flavors:\n')); const first = local(member); const directory = repeated(entry(member, 0), 1_000_000); return bytes(first, directory, ending(65_535, directory.length, first.length)) } },
  { name: 'one member sixty thousand times', file: 'a.skops', make: () => overlapping(packed('schema.json', text('{}')), 60_000) },
  { name: 'one large member ten thousand times', file: 'a.skops', make: () => overlapping(packed('big.npy', zeros(200_000)), 10_000, [packed('schema.json', text('{}'))]) },
  { name: 'member larger than it says', file: 'a.skops', make: () => overlapping({ ...packed('schema.json', zeros(50_000_000)), size: 10 }, 1, [{ ...packed('schema.json', zeros(300_000_000)), size: 100 }]) },
  { name: 'member of 500 MB', file: 'a.skops', make: () => overlapping(packed('x', zeros(10)), 1, [packed('schema.json', zeros(500_000_000))]) },
  { name: 'member of 3 GB as it says', file: 'a.skops', make: () => overlapping(packed('x', zeros(10)), 1, [{ ...packed('schema.json', zeros(1000)), size: 3_000_000_000 }]) },
  { name: 'MLmodel of 300 MB', file: 'a.zip', make: () => overlapping(packed('MLmodel', zeros(300_000_000)), 1, [packed('MLmodel', zeros(300_000_000))]) },
  { name: 'path that climbs', file: 'a.zip', make: () => zipSync({ '../../etc/MLmodel': text('flavors:\n  sklearn:\n    pickled_model: a\n') }) },
  { name: 'zlib bomb of 600 MB', file: 'a.pkl', make: () => zlibSync(zeros(600_000_000), { level: 9 }) },
  { name: 'zlib bomb of 500 MB', file: 'a.pkl', make: () => zlibSync(bytes('\x80\x04', zeros(500_000_000)), { level: 9 }) },
  { name: 'gzip bomb of 600 MB', file: 'a.joblib', make: () => gzipSync(bytes('\x80\x04', zeros(600_000_000)), { level: 9 }) },
  { name: 'bzip2 bomb', file: 'a.joblib', make: () => Uint8Array.from(Buffer.from(bzip2, 'base64')) },
  { name: 'lz4 bomb', file: 'a.joblib', make: () => { const block = bytes(0x1f, 0x80, 1, 0, new Uint8Array(3_000_000).fill(255), 0); return bytes(u32(0x184d2204), 0x40, 0x70, 0, u32(block.length), block, u32(0)) } },
  { name: 'lz4 that says 4 GB', file: 'a.joblib', make: () => bytes(u32(0x184d2204), 0x48, 0x70, u32(500_000_000), u32(0), 0, u32(1)) },
  { name: 'MOJO of a billion columns', file: 'a.zip', make: () => ini(iniHead('n_columns = 1000000000\n\n[columns]\na\n')) },
  { name: 'MOJO of a billion trees', file: 'a.zip', make: () => ini(iniHead('n_columns = 2\nn_trees = 1000000000\nn_trees_per_class = 1\n\n[columns]\na\ny\n')) },
  { name: 'MOJO of a billion classes', file: 'a.zip', make: () => ini(iniHead('n_columns = 2\nn_trees = 10\nn_trees_per_class = 1000000000\n\n[columns]\na\ny\n')) },
  { name: 'MOJO network of a billion units', file: 'a.zip', make: () => ini(iniHead('n_columns = 2\n\n[columns]\na\ny\n').replace('gbm', 'deeplearning').replace('[columns]', 'neural_network_sizes = [1, 1000000000, 1]\nnums = 1\ncats = 0\nmini_batch_size = 1\n[columns]')) },
  { name: 'MOJO domain of a billion levels', file: 'a.zip', make: () => ini(iniHead('n_columns = 2\n\n[columns]\na\ny\n[domains]\n0: 999999999 d000.txt\n')) },
  { name: 'MOJO stack that holds itself', file: 'a.zip', make: () => ini(iniHead('n_columns = 2\nbase_models_num = 1\n\n[columns]\na\ny\n').replace('gbm', 'stackedensemble')) },
  { name: 'skops of lists in lists', file: 'a.skops', make: () => skops(`{"__class__":"x","__module__":"y","__loader__":"NdArrayNode","type":"numpy","file":${'['.repeat(500_000)}${']'.repeat(500_000)}}`) },
  { name: 'skops with a deep plain value', file: 'a.skops', make: () => skops(`{"__class__":"str","__module__":"builtins","__loader__":"JsonNode","content":${'['.repeat(500_000)}${']'.repeat(500_000)}}`) },
  { name: 'skops with a deep key type', file: 'a.skops', make: () => skops(`{"__class__":"dict","__module__":"builtins","__loader__":"DictNode","key_types":{"__class__":"list","__loader__":"ListNode","content":[{"__class__":${'['.repeat(500_000)}${']'.repeat(500_000)}}]},"content":{"a":{"__loader__":"JsonNode","content":"1"}}}`) },
  { name: 'skops with one array a hundred thousand times', file: 'a.skops', make: () => {
    const node = '{"__class__":"ndarray","__module__":"numpy","__loader__":"NdArrayNode","type":"numpy","file":"a.npy"}'
    const head = `{'fortran_order': False, 'shape': (3,), ${"'descr': [".repeat(5000)}`
    return skops(`{"__class__":"list","__module__":"builtins","__loader__":"ListNode","content":[${Array.from({ length: 100_000 }, () => node).join(',')}]}`, { 'a.npy': npy(head, zeros(24)) })
  } },
  { name: 'npy of no width', file: 'a.skops', make: () => skops('{"__class__":"ndarray","__module__":"numpy","__loader__":"NdArrayNode","type":"numpy","file":"a.npy"}', { 'a.npy': npy("{'descr': '<U0', 'fortran_order': False, 'shape': (300000000,), }", zeros(0)) }) },
  { name: 'npy with an expression', file: 'a.skops', make: () => skops('{"__class__":"ndarray","__module__":"numpy","__loader__":"NdArrayNode","type":"numpy","file":"a.npy"}', { 'a.npy': npy("{'descr': __import__('os').system('x'), 'fortran_order': False, 'shape': (3,), }", zeros(24)) }) },
  { name: 'skops array of lists in lists', file: 'a.skops', make: () => {
    const plain = '{"__loader__":"JsonNode","content":"1"}'
    const shape = `{"__class__":"tuple","__module__":"builtins","__loader__":"TupleNode","content":[${Array.from({ length: 200_000 }, () => plain).join(',')}]}`
    return skops(`{"__class__":"ndarray","__module__":"numpy","__loader__":"NdArrayNode","type":"json","shape":${shape},"content":[${Array.from({ length: 20_000 }, () => plain).join(',')}]}`)
  } },
]
