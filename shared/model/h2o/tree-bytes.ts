import { malformed, tooLarge, truncated } from '../problems'
import type { ForestBuilder, TreeParts } from '../trees/forest'

/** Where a missing value goes: bytes 1 to 4 of H2O's split direction; 1 tests for missing alone. */
const missingVersusRest = 1
const missingLeft = 2
const left = 4

/** Levels looked at over all sets of categories. */
const maxSetCells = 200_000_000

/** What a tree's nodes mean, for one model. */
export interface TreeContext {
  readonly builder: ForestBuilder
  /** Levels per column; null for numbers. */
  readonly levels: readonly (readonly string[] | null)[]
  /** Version of the MOJO: bit sets are laid out anew after 1.1, and out of range means missing since 1.1. */
  readonly version: number
  readonly file: string
}

interface Growing {
  readonly feature: number[]
  readonly threshold: number[]
  readonly left: number[]
  readonly right: number[]
  readonly rule: number[]
  readonly set: number[]
  readonly value: number[]
  readonly cover: number[]
}

/** Weights that reached the children of a node, by its number, and the children's numbers. */
interface Auxiliary {
  readonly weights: readonly [number, number]
  readonly children: readonly [number, number]
}

/**
 * Reads one tree of a MOJO. A node is its type (low bits: how the length of the left part is written, or
 * that it is a leaf), the column, the direction of missing values and a float32 to compare with (at least
 * it: right) or the set of categories that go right; then the left part and the right part.
 * @param auxiliary records of 40 bytes with the training weights; null before version 1.1.
 * @throws ExpectedError `model.truncated`, `model.malformed`.
 */
export function readTree(bytes: Uint8Array, auxiliary: Uint8Array | null, group: number, context: TreeContext): TreeParts {
  const { builder, levels, version, file } = context
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const aux = auxiliary === null ? null : readAuxiliary(auxiliary, file)
  const tree: Growing = { feature: [], threshold: [], left: [], right: [], rule: [], set: [], value: [], cover: [] }
  const need = (at: number, size: number): void => {
    if (at < 0 || at + size > bytes.length) throw truncated(file, 'a tree ends within a node')
  }
  const add = (weight: number): number => {
    tree.cover.push(weight)
    tree.feature.push(-1)
    for (const list of [tree.threshold, tree.left, tree.right, tree.rule, tree.value]) list.push(0)
    return tree.set.push(-1) - 1
  }
  const leaf = (node: number, at: number): void => {
    need(at, 4)
    tree.value[node] = view.getFloat32(at, true)
  }
  const root = aux?.get(0)
  // Place in the bytes, node of ours, node number of H2O's.
  const open: (readonly [at: number, node: number, number: number])[] = [[0, add(root === undefined ? NaN : root.weights[0] + root.weights[1]), 0]]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const node = next[1]
    let at = next[0]
    const known = aux?.get(next[2])
    need(at, 3)
    const type = bytes[at]!
    const column = view.getUint16(at + 1, true)
    at += 3
    if (column === 0xffff) {
      leaf(node, at)
      continue
    }
    // A part of at least one byte per node keeps a damaged tree from growing beyond its bytes.
    if (tree.feature.length > bytes.length) throw malformed(file, 'the parts of a tree overlap')
    if (column >= levels.length) throw malformed(file, `a tree splits on column ${column}, the model has ${levels.length}`)
    need(at, 1)
    const direction = bytes[at++]!
    const leftward = direction === missingLeft || direction === left
    tree.feature[node] = column
    tree.rule[node] = leftward ? 0 : 1
    if (direction === missingVersusRest) tree.threshold[node] = Infinity
    else if ((type & 12) === 0) {
      need(at, 4)
      tree.threshold[node] = view.getFloat32(at, true)
      at += 4
    } else {
      const own = levels[column]
      if (own === null || own === undefined) throw malformed(file, `a tree splits column ${column} by categories it does not have`)
      if (builder.sets.length * own.length > maxSetCells) throw tooLarge(file, 'its trees hold too many sets of categories')
      const set = readSet(view, at, (type & 12) === 8, version, file)
      at = set.end
      const strays = version > 1 ? leftward : true
      const members: number[] = []
      for (let code = 0; code < own.length; code++) if (code >= set.from && code < set.from + set.count ? !set.has(code - set.from) : strays) members.push(code)
      tree.set[node] = builder.addSet(members)
    }
    const lengthBytes = (type & 51) <= 3 ? (type & 51) + 1 : 0
    const leftLeaf = (type & 16) !== 0
    if (lengthBytes === 0 && (type & 51) !== 48) throw malformed(file, `a tree has a node of type ${type}`)
    need(at, lengthBytes)
    let size = lengthBytes === 0 ? 4 : 0
    for (let i = lengthBytes - 1; i >= 0; i--) size = size * 256 + bytes[at + i]!
    at += lengthBytes
    const ways = [[at, leftLeaf], [at + size, ((type & 0xc0) >> 2 & 16) !== 0]] as const
    ways.forEach(([place, isLeaf], side) => {
      const child = add(known?.weights[side] ?? NaN)
      if (side === 0) tree.left[node] = child
      else tree.right[node] = child
      if (isLeaf) leaf(child, place)
      else open.push([place, child, known?.children[side] ?? -1])
    })
  }
  const { cover, ...rest } = tree
  return { ...rest, group, cover: cover.every((weight) => weight >= 0) ? cover : null }
}

interface BitSet {
  readonly from: number
  readonly count: number
  readonly end: number
  has(bit: number): boolean
}

/** 32 bits in place, or an offset and a length (in bytes up to version 1.1, in bits since) before the bits. */
function readSet(view: DataView, at: number, inline: boolean, version: number, file: string): BitSet {
  let [from, count, start] = [0, 32, at]
  if (!inline) {
    const old = version <= 1.1
    if (at + (old ? 4 : 6) > view.byteLength) throw truncated(file, 'a tree ends within a set of categories')
    from = view.getUint16(at, true)
    count = old ? view.getUint16(at + 2, true) * 8 : view.getInt32(at + 2, true)
    start = at + (old ? 4 : 6)
  }
  // Java's shift keeps the sign, so a set of no bits takes no byte.
  const end = start + ((count - 1) >> 3) + 1
  if (count < 0 || end > view.byteLength) throw truncated(file, 'a tree ends within a set of categories')
  return { from, count, end, has: (bit) => ((view.getUint8(start + (bit >> 3)) >>> (bit & 7)) & 1) === 1 }
}

function readAuxiliary(bytes: Uint8Array, file: string): ReadonlyMap<number, Auxiliary> {
  if (bytes.length % 40 !== 0) throw truncated(file, 'the weights of a tree are incomplete')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const out = new Map<number, Auxiliary>()
  for (let at = 0; at < bytes.length; at += 40) {
    out.set(view.getInt32(at, true), {
      weights: [view.getFloat32(at + 8, true), view.getFloat32(at + 12, true)],
      children: [view.getInt32(at + 32, true), view.getInt32(at + 36, true)],
    })
  }
  return out
}
