import { limits } from '../limits'
import { malformed, tooLarge, truncated } from '../problems'

/** A legacy model as the document that `save_model` writes today, and whether its base score is a margin. */
export interface LegacyDocument {
  readonly document: Readonly<Record<string, unknown>>
  readonly baseIsMargin: boolean
}

/**
 * Reads XGBoost's binary model of versions before 3 (`.model`, `.bst`, with or without the `binf`
 * mark): little-endian C structs of fixed size. Before 1.0 the base score was stored as a margin.
 */
export function readLegacy(bytes: Uint8Array, file: string): LegacyDocument {
  const reader = new StructReader(bytes, file)
  if (reader.startsWith('binf')) reader.skip(4)
  const baseScore = reader.float()
  const features = reader.int()
  const classes = reader.int()
  const extraAttributes = reader.int()
  // Evaluation metrics may follow the model; they take no part in prediction.
  reader.skip(4)
  const major = reader.int()
  const minor = reader.int()
  const targets = reader.int()
  const fromAverage = reader.int()
  reader.skip(136 - 9 * 4)
  const objective = reader.text()
  const booster = reader.text()
  if (features < 0 || features > limits.inputs || classes < 0 || classes > limits.outputs || targets < 0 || targets > limits.outputs) throw malformed(file, 'its header holds impossible counts')
  const gradientBooster = booster === 'gblinear' ? readLinear(reader) : readTrees(reader, booster, { major, minor }, file)
  const attributes = extraAttributes === 0 || reader.left < 8 ? {} : readAttributes(reader, file)
  const baseIsMargin = major < 1 && !objective.startsWith('multi:')
  return {
    baseIsMargin,
    document: {
      version: major >= 1 ? [major, minor, 0] : [0, 0, 0],
      learner: {
        attributes,
        learner_model_param: { base_score: String(baseScore), num_feature: features, num_class: classes, num_target: Math.max(1, targets), boost_from_average: fromAverage },
        objective: { name: objective },
        gradient_booster: gradientBooster,
      },
    },
  }
}

/** True for a file that starts like the binary format: a plausible header and a known objective behind it. */
export function looksLegacy(head: Uint8Array): boolean {
  const from = head[0] === 0x62 && head[1] === 0x69 && head[2] === 0x6e && head[3] === 0x66 ? 4 : 0
  const name = new TextDecoder('latin1').decode(head.slice(from + 144, from + 144 + 64))
  return /^(binary|multi|reg|rank|count|survival):[a-z0-9]+/.test(name)
}

function readTrees(reader: StructReader, booster: string, { major, minor }: { readonly major: number; readonly minor: number }, file: string): Readonly<Record<string, unknown>> {
  if (booster !== 'gbtree' && booster !== 'dart') throw malformed(file, `its booster "${booster.slice(0, 40)}" is unknown`)
  const count = reader.int()
  // Roots per tree in old versions, trees per output and round since 1.6.
  const second = reader.int()
  const parallel = major > 1 || (major === 1 && minor >= 6) ? { num_parallel_tree: second } : {}
  reader.skip(152)
  if (count < 0 || count > limits.trees) throw tooLarge(file, `${count} trees`)
  const trees: Readonly<Record<string, unknown>>[] = []
  for (let t = 0; t < count; t++) trees.push(readTree(reader, major, file))
  const info = Int32Array.from({ length: count }, () => reader.int())
  const weights = booster === 'dart' && count > 0 ? reader.floats() : null
  return { name: booster, ...(weights === null ? {} : { weight_drop: weights }), model: { trees, tree_info: info, gbtree_model_param: { num_trees: count, ...parallel } } }
}

function readTree(reader: StructReader, major: number, file: string): Readonly<Record<string, unknown>> {
  reader.skip(4)
  const n = reader.int()
  reader.skip(12)
  const leafVector = reader.int()
  reader.skip(124)
  if (n <= 0 || n > limits.nodes || n * 36 > reader.left) throw truncated(file, `a tree of ${n} nodes does not fit`)
  const left = new Int32Array(n)
  const right = new Int32Array(n)
  const feature = new Int32Array(n)
  const defaultLeft = new Uint8Array(n)
  const condition = new Float32Array(n)
  for (let i = 0; i < n; i++) {
    reader.skip(4)
    left[i] = reader.int()
    right[i] = reader.int()
    const index = reader.int()
    feature[i] = index & 0x7fffffff
    defaultLeft[i] = index < 0 ? 1 : 0
    condition[i] = reader.float()
  }
  const gain = new Float32Array(n)
  const cover = new Float32Array(n)
  for (let i = 0; i < n; i++) {
    gain[i] = reader.float()
    cover[i] = reader.float()
    reader.skip(8)
  }
  // Leaf vectors were written before 1.0 only; 2.x sets the size to 1 and writes none.
  if (leafVector !== 0 && major < 1) reader.floats()
  return { left_children: left, right_children: right, split_indices: feature, split_conditions: condition, default_left: defaultLeft, loss_changes: gain, sum_hessian: cover }
}

function readLinear(reader: StructReader): Readonly<Record<string, unknown>> {
  reader.skip(136)
  return { name: 'gblinear', model: { weights: reader.floats() } }
}

function readAttributes(reader: StructReader, file: string): Readonly<Record<string, string>> {
  const count = reader.count()
  if (count > 10_000) throw malformed(file, `it declares ${count} attributes`)
  const entries: [string, string][] = []
  for (let i = 0; i < count; i++) entries.push([reader.text(), reader.text()])
  return Object.fromEntries(entries)
}

class StructReader {
  private at = 0
  private readonly view: DataView
  private readonly bytes: Uint8Array
  private readonly file: string

  constructor(bytes: Uint8Array, file: string) {
    this.bytes = bytes
    this.file = file
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  get left(): number {
    return this.bytes.byteLength - this.at
  }

  startsWith(mark: string): boolean {
    return Array.from(mark).every((character, i) => this.bytes[i] === character.charCodeAt(0))
  }

  skip(count: number): number {
    if (count > this.left) throw truncated(this.file, `it ends at byte ${this.bytes.byteLength}, inside the model`)
    const from = this.at
    this.at += count
    return from
  }

  int(): number {
    return this.view.getInt32(this.skip(4), true)
  }

  float(): number {
    return this.view.getFloat32(this.skip(4), true)
  }

  count(): number {
    const value = this.view.getBigUint64(this.skip(8), true)
    if (value > BigInt(this.left)) throw truncated(this.file, `a length of ${value} does not fit in what is left`)
    return Number(value)
  }

  text(): string {
    const length = this.count()
    const from = this.skip(length)
    return new TextDecoder().decode(this.bytes.slice(from, from + length))
  }

  floats(): Float32Array {
    const length = this.count()
    if (length * 4 > this.left) throw truncated(this.file, `a list of ${length} numbers does not fit`)
    return Float32Array.from({ length }, () => this.float())
  }
}
