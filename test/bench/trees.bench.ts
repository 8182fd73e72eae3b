/**
 * Rows per second through 500 trees of depth 6 on 20 features: the rank kernel on one thread and on two workers
 * beside onnxruntime-web and onnxruntime-node, on the same forest and rows; then the growth from 10,000 rows up.
 * `npm run bench trees`, or `npx tsx test/bench/trees.bench.ts [rows] [most rows of the growth]`. Goal: twice onnxruntime-node.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { quietJob } from '../../shared/contract/job'
import { configureOnnx } from '../../shared/model/index'
import { concat, encodeField, encodeInt } from '../../shared/model/onnx/protobuf'
import { openSession, Tensor } from '../../shared/model/onnx/runtime'
import { ForestBuilder } from '../../shared/model/trees/forest'
import { compileForest, sumLeaves } from '../../shared/model/trees/kernel'

const rows = Number(process.argv[2] ?? 1_000_000)
const most = Number(process.argv[3] ?? 10_000_000)
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
/** Columns in memory that workers share, as the app's tables are. */
function columnsOf(count: number): readonly Float32Array[] {
  return Array.from({ length: features }, () => {
    const column = new Float32Array(new SharedArrayBuffer(4 * count))
    for (let row = 0; row < count; row += 1) column[row] = random()
    return column
  })
}

function compiled(): ReturnType<typeof compileForest> {
  const builder = new ForestBuilder('lt', features, 'bench')
  for (const nodes of forest) {
    builder.add({
      group: 0, feature: nodes.map((node) => node.leaf ? -1 : node.feature), threshold: nodes.map((node) => node.threshold), left: nodes.map((node) => node.left), right: nodes.map((node) => node.right),
      rule: nodes.map(() => 1), set: nodes.map(() => -1), value: nodes.map((node) => node.value),
    })
  }
  return compileForest(builder.build())
}

interface Half { readonly columns: readonly Float32Array[]; readonly sums: Float32Array }

function score(own: ReturnType<typeof compileForest>, { columns, sums }: Half): void {
  sumLeaves(own, columns, sums.length, [sums], quietJob)
}

/** Two workers that hold the forest, as the app's runners do; each scores half of the rows. */
async function startWorkers(): Promise<{ readonly score: (columns: readonly Float32Array[], sums: Float32Array) => Promise<void>; readonly end: () => void }> {
  // A worker does not inherit the loader that reads TypeScript.
  const start = `import('tsx/esm/api').then(({ register }) => { register(); return import(${JSON.stringify(import.meta.url)}) })`
  const workers = [0, 1].map(() => new Worker(start, { eval: true, workerData: 'score' }))
  const told = (worker: Worker): Promise<unknown> => new Promise((resolve, reject) => { worker.once('message', resolve).once('error', reject) })
  await Promise.all(workers.map(told))
  return {
    score: async (columns, sums) => {
      const middle = sums.length >> 1
      await Promise.all(workers.map((worker, index) => {
        const [from, to] = index === 0 ? [0, middle] : [middle, sums.length]
        const done = told(worker)
        worker.postMessage({ columns: columns.map((column) => column.subarray(from, to)), sums: sums.subarray(from, to) } satisfies Half)
        return done
      }))
    },
    end: () => { for (const worker of workers) void worker.terminate() },
  }
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

async function throughOnnx(columns: readonly Float32Array[], session: Session, make: (data: Float32Array, dims: number[]) => unknown): Promise<Float32Array> {
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
  console.log(`${label.padEnd(34)} ${(out.length / seconds / 1000).toFixed(0).padStart(6)} krows/s   ${seconds.toFixed(2)} s (${((used.user + used.system) / 1e6).toFixed(2)} s of processor)`)
  return out
}

async function main(): Promise<void> {
  console.log(`${rows.toLocaleString('en')} rows, ${String(trees)} trees of depth ${String(depth)}, ${String(features)} features`)
  const columns = columnsOf(rows)
  const own = compiled()
  const mine = await timed('rank kernel, 1 thread', () => {
    const sums = new Float32Array(rows)
    score(own, { columns, sums })
    return sums
  })
  const workers = await startWorkers()
  const shared = (count: number): Float32Array => new Float32Array(new SharedArrayBuffer(4 * count))
  const halves = await timed('rank kernel, 2 workers', async () => {
    const sums = shared(rows)
    await workers.score(columns, sums)
    return sums
  })
  if (halves.some((sum, row) => sum !== mine[row])) throw new Error('Two workers gave other sums than one thread.')
  const node = join(process.env['COUNTERSIGN_BENCH_MODULES'] ?? 'node_modules', process.env['COUNTERSIGN_BENCH_MODULES'] === undefined ? '' : 'node_modules', 'onnxruntime-node/dist/index.js')
  if (existsSync(node)) {
    const runtime = await import(pathToFileURL(node).href) as { InferenceSession: { create(bytes: Uint8Array, options: object): Promise<Session> }; Tensor: new (type: string, data: Float32Array, dims: number[]) => unknown }
    for (const threads of [1, 2]) {
      const session = await runtime.InferenceSession.create(onnxModel(), { intraOpNumThreads: threads })
      await timed(`onnxruntime-node, ${String(threads)} thread${threads === 1 ? '' : 's'}`, () => throughOnnx(columns, session, (data, dims) => new runtime.Tensor('float32', data, dims)))
    }
  } else console.log('onnxruntime-node is not there.')
  configureOnnx({ wasmBinary: readFileSync(join(import.meta.dirname, '../../node_modules/onnxruntime-web/dist/ort-wasm-simd-threaded.wasm')) })
  const web = await openSession(onnxModel())
  const webOut = await timed('onnxruntime-web, 1 thread', () => throughOnnx(columns, web, (data, dims) => new Tensor('float32', data, dims)))
  let far = 0
  for (let i = 0; i < rows; i++) far = Math.max(far, Math.abs(mine[i]! - webOut[i]!))
  console.log(`largest difference to onnxruntime-web: ${far.toExponential(2)} (it adds trees in another order)`)
  for (let count = 10_000; count <= most; count *= 10) {
    const grown = columnsOf(count)
    await timed(`2 workers, ${count.toLocaleString('en')} rows`, async () => {
      const sums = shared(count)
      await workers.score(grown, sums)
      return sums
    })
  }
  workers.end()
}

if (isMainThread) await main()
else if (workerData === 'score') {
  const own = compiled()
  parentPort!.on('message', (half: Half) => {
    score(own, half)
    parentPort!.postMessage('done')
  })
  parentPort!.postMessage('ready')
}
