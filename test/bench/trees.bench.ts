/**
 * Rows per second through 500 trees of depth 6 on 20 features: the rank kernel beside onnxruntime-web
 * and, where it is installed (`npm i --no-save onnxruntime-node`), onnxruntime-node, on the same forest.
 * `npx tsx test/bench/trees.bench.ts [rows]`
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { quietJob } from '../../shared/contract/job'
import { configureOnnx } from '../../shared/model/index'
import { concat, encodeField, encodeInt } from '../../shared/model/onnx/protobuf'
import { openSession, Tensor } from '../../shared/model/onnx/runtime'
import { ForestBuilder } from '../../shared/model/trees/forest'
import { compileForest, sumLeaves } from '../../shared/model/trees/kernel'

const rows = Number(process.argv[2] ?? 200_000)
const features = 20
const trees = 500
const depth = 6
const perTree = 2 ** (depth + 1) - 1
const splits = 2 ** depth - 1

let state = 1
function random(): number {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
  return state / 4_294_967_296
}

const forest = Array.from({ length: trees }, () => Array.from({ length: perTree }, (_, i) => ({
  leaf: i >= splits, feature: Math.floor(random() * features), threshold: Math.fround(Math.floor(random() * 256) / 256), value: Math.fround(random() - 0.5), left: 2 * i + 1, right: 2 * i + 2,
})))
const columns = Array.from({ length: features }, () => Float32Array.from({ length: rows }, random))

function ours(): Float32Array {
  const builder = new ForestBuilder('lt', features, 'bench')
  for (const nodes of forest) {
    builder.add({
      group: 0, feature: nodes.map((node) => node.leaf ? -1 : node.feature), threshold: nodes.map((node) => node.threshold), left: nodes.map((node) => node.left), right: nodes.map((node) => node.right),
      rule: nodes.map(() => 1), set: nodes.map(() => -1), value: nodes.map((node) => node.value),
    })
  }
  const compiled = compileForest(builder.build())
  const sums = new Float32Array(rows)
  sumLeaves(compiled, columns, rows, [sums], quietJob)
  return sums
}

const text = (value: string): Uint8Array => new TextEncoder().encode(value)
const ints = (name: string, values: readonly number[]): Uint8Array => encodeField(5, concat([encodeField(1, text(name)), ...values.map((value) => encodeInt(8, value)), encodeInt(20, 7)]))
const floats = (name: string, values: readonly number[]): Uint8Array => encodeField(5, concat([encodeField(1, text(name)), encodeField(7, new Uint8Array(Float32Array.from(values).buffer)), encodeInt(20, 6)]))
const texts = (name: string, values: readonly string[]): Uint8Array => encodeField(5, concat([encodeField(1, text(name)), ...values.map((value) => encodeField(9, text(value))), encodeInt(20, 8)]))

/** The same forest as an ONNX TreeEnsembleRegressor. */
function onnxModel(): Uint8Array {
  const all = forest.flatMap((nodes, tree) => nodes.map((node, id) => ({ ...node, tree, id })))
  const leaves = all.filter((node) => node.leaf)
  const node = concat([
    encodeField(1, text('X')), encodeField(2, text('Y')), encodeField(4, text('TreeEnsembleRegressor')), encodeField(7, text('ai.onnx.ml')),
    ints('nodes_treeids', all.map((n) => n.tree)), ints('nodes_nodeids', all.map((n) => n.id)), ints('nodes_featureids', all.map((n) => n.leaf ? 0 : n.feature)),
    texts('nodes_modes', all.map((n) => n.leaf ? 'LEAF' : 'BRANCH_LT')), floats('nodes_values', all.map((n) => n.leaf ? 0 : n.threshold)),
    ints('nodes_truenodeids', all.map((n) => n.leaf ? 0 : n.left)), ints('nodes_falsenodeids', all.map((n) => n.leaf ? 0 : n.right)),
    ints('target_treeids', leaves.map((n) => n.tree)), ints('target_nodeids', leaves.map((n) => n.id)), ints('target_ids', leaves.map(() => 0)), floats('target_weights', leaves.map((n) => n.value)),
    encodeField(5, concat([encodeField(1, text('n_targets')), encodeInt(3, 1), encodeInt(20, 2)])),
  ])
  const value = (name: string, width: number): Uint8Array => concat([encodeField(1, text(name)), encodeField(2, encodeField(1, concat([encodeInt(1, 1), encodeField(2, concat([encodeField(1, encodeField(2, text('N'))), encodeField(1, encodeInt(1, width))]))])))])
  const graph = concat([encodeField(1, node), encodeField(2, text('bench')), encodeField(11, value('X', features)), encodeField(12, value('Y', 1))])
  const opset = (domain: string, version: number): Uint8Array => encodeField(8, concat([encodeField(1, text(domain)), encodeInt(2, version)]))
  return concat([encodeInt(1, 8), encodeField(7, graph), opset('', 15), opset('ai.onnx.ml', 3)])
}

interface Session { run(feeds: Record<string, unknown>): Promise<Record<string, { readonly data: unknown }>> }

async function throughOnnx(session: Session, make: (data: Float32Array, dims: number[]) => unknown): Promise<Float32Array> {
  const out = new Float32Array(rows)
  for (let from = 0; from < rows; from += 4096) {
    const count = Math.min(4096, rows - from)
    const data = new Float32Array(count * features)
    for (let k = 0; k < features; k++) for (let i = 0; i < count; i++) data[i * features + k] = columns[k]![from + i]!
    out.set((await session.run({ X: make(data, [count, features]) }))['Y']!.data as Float32Array, from)
  }
  return out
}

async function timed(label: string, run: () => Promise<Float32Array> | Float32Array): Promise<Float32Array> {
  const started = performance.now()
  const cpu = process.cpuUsage()
  const out = await run()
  const seconds = (performance.now() - started) / 1000
  const used = process.cpuUsage(cpu)
  console.log(`${label.padEnd(34)} ${(rows / seconds / 1000).toFixed(0).padStart(6)} krows/s   ${seconds.toFixed(2)} s (${((used.user + used.system) / 1e6).toFixed(2)} s of processor)`)
  return out
}

console.log(`${rows} rows, ${trees} trees of depth ${depth}, ${features} features`)
const mine = await timed('rank kernel, 1 thread', ours)
configureOnnx({ wasmBinary: readFileSync(join(import.meta.dirname, '../../node_modules/onnxruntime-web/dist/ort-wasm-simd-threaded.wasm')) })
const web = await openSession(onnxModel())
const webOut = await timed('onnxruntime-web, 1 thread', () => throughOnnx(web, (data, dims) => new Tensor('float32', data, dims)))
let far = 0
for (let i = 0; i < rows; i++) far = Math.max(far, Math.abs(mine[i]! - webOut[i]!))
console.log(`largest difference to onnxruntime-web: ${far.toExponential(2)} (it adds trees in another order)`)
try {
  const name = 'onnxruntime-node'
  const node = await import(name) as { InferenceSession: { create(bytes: Uint8Array, options: object): Promise<Session> }; Tensor: new (type: string, data: Float32Array, dims: number[]) => unknown }
  for (const threads of [1, 2]) {
    const session = await node.InferenceSession.create(onnxModel(), { intraOpNumThreads: threads })
    await timed(`onnxruntime-node, ${threads} thread${threads === 1 ? '' : 's'}`, () => throughOnnx(session, (data, dims) => new node.Tensor('float32', data, dims)))
  }
} catch {
  console.log('onnxruntime-node is not installed: npm i --no-save onnxruntime-node')
}
