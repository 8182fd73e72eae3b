import { limits } from '../limits'
import { malformed, tooLarge, truncated } from '../problems'
import { FlatTable } from './flatbuffer'
import { ctrTypes, maxDepth, type CtrFeature, type CtrTable, type CtrType, type Projection, type RawCatboost, type RawTree } from './types'

const treatments = ['AsIs', 'AsFalse', 'AsTrue'] as const
const noLeaf = 0xffffffff
const noHash = 0xffffffffffffffffn

/** True for a `.cbm` file. */
export function looksBinary(head: Uint8Array): boolean {
  return head[0] === 0x43 && head[1] === 0x42 && head[2] === 0x4d && head[3] === 0x31
}

/**
 * Reads `.cbm`: `CBM1`, then sized FlatBuffers (the core, after it the tables of target statistics).
 * @throws ExpectedError `model.truncated`, `model.malformed`, `model.too-large`.
 */
export function readBinary(bytes: Uint8Array, file: string): RawCatboost {
  const reader = new Parts(bytes, file)
  const core = FlatTable.root(reader.sized(), file)
  const trees = core.table(1)
  if (core.text(0) !== 'FlabuffersModel_v1' || trees === null) throw malformed(file, `its format "${core.text(0).slice(0, 40)}" is unknown`)
  const parts = core.texts(3)
  const tables = new Map<string, CtrTable>()
  const unsupported: string[] = []
  for (const part of parts) {
    if (part === 'static_provider_v1') for (let left = reader.size(); left > 0; left--) addTable(FlatTable.root(reader.sized(), file), tables, file)
    else {
      // Parts have no length of their own: behind one that is unknown nothing can be read.
      unsupported.push(`It has a part that is not read here: ${part.replace(/[^ -~]/g, '').slice(0, 80)}.`)
      break
    }
  }
  const dimensions = trees.int(0, 0)
  if (dimensions < 1 || dimensions > limits.outputs) throw malformed(file, `it gives ${dimensions} numbers`)
  const bias = Array.from(trees.doubles(16))
  const floats = trees.tables(5).map((feature) => ({ index: feature.int(1, -1), flat: feature.int(2, -1), borders: feature.floats(3), name: feature.text(4), missing: treatments[feature.byte(5, 0)] ?? 'AsIs' as const }))
  const estimated = trees.tables(13)
  if (estimated.length > 0) unsupported.push('It splits on features that CatBoost makes from texts or embeddings, which are not computed here.')
  return {
    formatVersion: core.text(0),
    dimensions,
    floats,
    categories: trees.tables(4).map((feature) => ({ index: feature.int(0, -1), flat: feature.int(1, -1), name: feature.text(2), used: feature.byte(3, 1) !== 0 })),
    oneHots: trees.tables(6).map((feature) => ({ category: feature.int(0, -1), values: Array.from(feature.ints(1)) })),
    ctrs: trees.tables(7).map((feature) => ctrFeature(feature, file)),
    tables,
    trees: estimated.length > 0 ? [] : readTrees(trees, dimensions, file),
    scale: trees.double(14, 1),
    bias: bias.length > 0 ? bias : new Array<number>(dimensions).fill(trees.double(15, 0)),
    info: new Map(core.tables(2).map((entry) => [entry.text(0), entry.text(1)])),
    texts: new Map(),
    other: [
      ...trees.tables(12).map((feature) => ({ flat: feature.int(1, -1), name: feature.text(2), kind: 'text' as const })),
      ...trees.tables(18).map((feature) => ({ flat: feature.int(1, -1), name: feature.text(2), kind: 'embedding' as const })),
    ],
    unsupported,
  }
}

/** The parts of the file one after the other. */
class Parts {
  private at = 4
  private readonly view: DataView
  private readonly bytes: Uint8Array
  private readonly file: string

  constructor(bytes: Uint8Array, file: string) {
    this.bytes = bytes
    this.file = file
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  /** 32 bits, or 64 behind a mark. */
  size(): number {
    this.need(4)
    let size = this.view.getUint32(this.at, true)
    this.at += 4
    if (size === 0xffffffff) {
      this.need(8)
      size = Number(this.view.getBigUint64(this.at, true))
      this.at += 8
    }
    return size
  }

  sized(): Uint8Array {
    const size = this.size()
    this.need(size)
    this.at += size
    return this.bytes.subarray(this.at - size, this.at)
  }

  private need(size: number): void {
    if (!(this.at + size <= this.bytes.length)) throw truncated(this.file, 'a part of it is cut off')
  }
}

function projectionOf(base: FlatTable | null, file: string): { readonly projection: Projection; readonly type: CtrType; readonly table: string } {
  const combination = base?.table(0)
  if (base === null || combination == null) throw malformed(file, 'a target statistic is of no combination of features')
  const type = ctrTypes[base.byte(1, 0)]
  if (type === undefined) throw malformed(file, `a target statistic is of kind ${base.byte(1, 0)}`)
  const projection: Projection = {
    categories: Array.from(combination.ints(0)),
    floats: combination.structs(1, 8, (view, at) => ({ index: view.getInt32(at, true), border: view.getFloat32(at + 4, true) })),
    oneHots: combination.structs(2, 8, (view, at) => ({ index: view.getInt32(at, true), value: view.getInt32(at + 4, true) })),
  }
  return { projection, type, table: JSON.stringify([projection, type, base.int(2, 0)]) }
}

function ctrFeature(feature: FlatTable, file: string): CtrFeature {
  const ctr = feature.table(0)
  if (ctr === null) throw malformed(file, 'a target statistic is not described')
  return { ...projectionOf(ctr.table(0), file), targetBorder: ctr.int(1, 0), priorNumerator: ctr.float(2, 0), priorDenominator: ctr.float(3, 1), shift: ctr.float(4, 0), scale: ctr.float(5, 1), borders: feature.floats(1) }
}

function addTable(table: FlatTable, tables: Map<string, CtrTable>, file: string): void {
  const { type, table: key } = projectionOf(table.table(0), file)
  const buckets = table.bytes(1)
  const blob = table.bytes(2)
  const classes = table.int(4, 0)
  const mean = type === 'BinarizedTargetMeanValue' || type === 'FloatTargetMeanValue'
  const stride = mean ? 2 : type === 'Counter' || type === 'FeatureFreq' ? 1 : classes
  if (stride < 1 || stride > limits.outputs || buckets.length % 12 !== 0 || blob.length % (4 * stride) !== 0) throw malformed(file, 'a table of target statistics has an impossible layout')
  const view = new DataView(buckets.buffer, buckets.byteOffset, buckets.byteLength)
  const places = new Map<bigint, number>()
  for (let at = 0; at < buckets.length; at += 12) {
    const hash = view.getBigUint64(at, true)
    if (hash === noHash || places.has(hash)) continue
    const place = view.getUint32(at + 8, true)
    if (place >= blob.length / (4 * stride)) throw malformed(file, 'a table of target statistics names counts it does not have')
    places.set(hash, place)
  }
  const values = new DataView(blob.buffer, blob.byteOffset, blob.byteLength)
  const counts = Float64Array.from({ length: blob.length / 4 }, (_, i) => mean && i % 2 === 0 ? values.getFloat32(4 * i, true) : values.getInt32(4 * i, true))
  tables.set(key, { places, counts, stride, denominator: table.int(3, 0) })
}

function readTrees(trees: FlatTable, dimensions: number, file: string): readonly RawTree[] {
  const splits = trees.ints(1)
  const sizes = trees.ints(2)
  const starts = trees.ints(3)
  const values = trees.doubles(8)
  const weights = trees.doubles(9)
  const steps = trees.structs(10, 4, (view, at) => [view.getUint16(at, true), view.getUint16(at + 2, true)] as const)
  const leafOf = trees.ints(11)
  if (sizes.length > limits.trees) throw tooLarge(file, `${sizes.length} trees`)
  const oblivious = steps.length === 0
  let start = 0
  let firstLeaf = 0
  return Array.from(sizes, (size, tree): RawTree => {
    const from = starts[tree] ?? start
    start = from + size
    if (size < 0 || from < 0 || from + size > splits.length) throw malformed(file, `tree ${tree} has splits it does not hold`)
    if (!oblivious) return nodesOf(tree, from, size, { splits, steps, leafOf, values, weights, dimensions, file })
    if (size > maxDepth) throw tooLarge(file, `tree ${tree} is ${size} deep`)
    const leaves = 2 ** size
    const end = (firstLeaf + leaves) * dimensions
    if (end > values.length) throw truncated(file, `tree ${tree} has too few leaf values`)
    const out: RawTree = { kind: 'oblivious', splits: splits.subarray(from, from + size), values: values.subarray(firstLeaf * dimensions, end), weights: weights.length >= firstLeaf + leaves ? weights.subarray(firstLeaf, firstLeaf + leaves) : null }
    firstLeaf += leaves
    return out
  })
}

interface Nodes {
  readonly splits: Int32Array
  readonly steps: readonly (readonly [left: number, right: number])[]
  readonly leafOf: Int32Array
  readonly values: Float64Array
  readonly weights: Float64Array
  readonly dimensions: number
  readonly file: string
}

/** A tree of steps: a step of 0 ends in the node's own leaf. */
function nodesOf(tree: number, from: number, size: number, { splits, steps, leafOf, values, weights, dimensions, file }: Nodes): RawTree {
  if (size < 1 || from + size > steps.length || from + size > leafOf.length) throw malformed(file, `tree ${tree} has nodes it does not hold`)
  const out = { split: [] as number[], left: [] as number[], right: [] as number[], values: [] as Float64Array[], weights: [] as number[] }
  const add = (): number => {
    if (out.split.length > 2 * size + 1) throw malformed(file, `tree ${tree} is not a tree`)
    out.left.push(-1)
    out.right.push(-1)
    out.values.push(new Float64Array(0))
    out.weights.push(0)
    return out.split.push(-1) - 1
  }
  const leaf = (node: number, own: number): void => {
    const at = leafOf[node]! >>> 0
    if (at === noLeaf || at % dimensions !== 0 || at + dimensions > values.length) throw malformed(file, `tree ${tree} has a leaf without values`)
    out.values[own] = values.subarray(at, at + dimensions)
    out.weights[own] = weights[at / dimensions] ?? NaN
  }
  const open: (readonly [node: number, own: number])[] = [[from, add()]]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [node, own] = next
    const [left, right] = steps[node]!
    if (left === 0 && right === 0) {
      leaf(node, own)
      continue
    }
    out.split[own] = splits[node]!
    for (const [diff, side] of [[left, out.left], [right, out.right]] as const) {
      const child = add()
      side[own] = child
      if (diff === 0) leaf(node, child)
      else if (node + diff >= from + size) throw malformed(file, `tree ${tree} steps out of its nodes`)
      else open.push([node + diff, child])
    }
  }
  return { kind: 'nodes', ...out, weights: out.weights.some(Number.isNaN) ? null : out.weights }
}
