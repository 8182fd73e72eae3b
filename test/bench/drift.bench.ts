/**
 * The drift analyses that apply by default, 1,000,000 against 1,000,000 rows × 50 columns, shared by two workers as
 * the app shares a plan: `npx tsx test/bench/drift.bench.ts [rows] [analysis]`. Goal: under 10 s and 1 GB beyond the data on two cores.
 */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { whyNotApplicable } from '../../shared/analyses/applicability'
import { parseParameters } from '../../shared/analyses/parameters'
import { longestFirst } from '../../shared/analyses/turns'
import type { Analysis, AnalysisDataset, AnalysisInput } from '../../shared/contract/analysis'
import { quietJob } from '../../shared/contract/job'
import type { Column } from '../../shared/contract/table'
import { createRng } from '../../shared/stats/rng'

const numeric = 40
const categorical = 10
const levels = Array.from({ length: 12 }, (_, level) => `level ${String(level)}`)

/** Numbers in memory that workers share, as the app's tables are. */
const numbers = (rows: number): Float64Array<SharedArrayBuffer> => new Float64Array(new SharedArrayBuffer(8 * rows))

function columns(rows: number, seed: string): Column[] {
  const rng = createRng(1, seed)
  const drawn = Array.from({ length: numeric }, (_, index): Column => {
    const values = numbers(rows)
    // Normals, incomes rounded to tens, whole numbers, and shares.
    for (let row = 0; row < rows; row += 1) values[row] = index % 4 === 0 ? rng.normal() : index % 4 === 1 ? Math.round(Math.exp(10 + 0.5 * rng.normal()) / 10) * 10 : index % 4 === 2 ? rng.int(100) : rng.next()
    return { name: `x${String(index)}`, kind: 'number', type: 'decimal', values, missing: null }
  })
  const texts = Array.from({ length: categorical }, (_, index): Column => {
    const codes = new Int32Array(new SharedArrayBuffer(4 * rows))
    for (let row = 0; row < rows; row += 1) codes[row] = Math.min(rng.int(12), rng.int(12))
    return { name: `c${String(index)}`, kind: 'category', codes, levels, missing: null }
  })
  return [...drawn, ...texts]
}

function dataset(rows: number, role: AnalysisDataset['role'], period: string): AnalysisDataset {
  const table = { rows, columns: columns(rows, role) }
  const first = table.columns[0] as Column & { readonly values: Float64Array }
  const rng = createRng(2, role)
  const [score, outcome] = [numbers(rows), numbers(rows)]
  for (let row = 0; row < rows; row += 1) {
    score[row] = 1 / (1 + Math.exp(2 - first.values[row]!))
    outcome[row] = rng.next() < score[row]! ? 1 : 0
  }
  return { id: role, name: role, role, period, sha256: '0'.repeat(64), table, score, recorded: null, outcome, weight: null, predictedClass: null, classProbabilities: null, recordedClass: null, recordedProbabilities: null }
}

async function driftAnalyses(only: string | undefined): Promise<readonly Analysis[]> {
  const folder = join(import.meta.dirname, '../../shared/analyses/drift')
  const files = readdirSync(folder).filter((name) => name.endsWith('.analysis.ts'))
  const all = await Promise.all(files.map(async (name) => (await import(pathToFileURL(join(folder, name)).href) as { default: Analysis }).default))
  return longestFirst(all.filter(({ id }) => only === undefined || id.includes(only)), (analysis) => analysis)
}

interface Order { readonly input: AnalysisInput; readonly turns: Int32Array; readonly only: string | undefined }
interface Told { readonly line: string; readonly peak: number }

const used = (): number => { const { heapUsed, arrayBuffers } = process.memoryUsage(); return (heapUsed + arrayBuffers) / 2 ** 20 }

/** One worker: takes the next analysis that the other has not taken, and tells what it cost. */
async function work({ input, turns, only }: Order): Promise<void> {
  const found = await driftAnalyses(only)
  parentPort!.postMessage('ready')
  await new Promise((resolve) => { parentPort!.once('message', resolve) })
  const base = used()
  let peak = 0
  for (const [index, analysis] of found.entries()) {
    if (Atomics.compareExchange(turns, index, 0, 1) !== 0) continue
    const reason = whyNotApplicable(analysis, input)
    if (reason !== null) { parentPort!.postMessage({ line: `${analysis.id.padEnd(26)} ${reason}`, peak }); continue }
    let last = performance.now()
    let longest = 0
    let ticks = 0
    const tick = (): void => {
      const now = performance.now()
      longest = Math.max(longest, now - last)
      last = now
      ticks += 1
      if (ticks % 50 === 0) peak = Math.max(peak, used() - base)
    }
    const started = performance.now()
    const result = await analysis.compute(input, parseParameters(analysis, {}), { ...quietJob, checkpoint: tick, progress: tick, rng: createRng(1, analysis.id), alpha: 0.005, score: null, explain: null })
    parentPort!.postMessage({ line: `${analysis.id.padEnd(26)} ${((performance.now() - started) / 1000).toFixed(2).padStart(6)} s  longest stretch without a checkpoint ${longest.toFixed(0).padStart(4)} ms  ${result.headline.slice(0, 60)}`, peak })
  }
}

async function main(): Promise<void> {
  const rows = Number(process.argv[2] ?? 1_000_000)
  const datasets = [dataset(rows, 'development', ''), dataset(rows, 'production', '2026-01')]
  const input: AnalysisInput = {
    task: 'binary', classes: ['0', '1'], decision: { threshold: 0.2, favourable: 'below' }, model: null, datasets,
    roles: Object.fromEntries(datasets[0]!.table.columns.map((column) => [column.name, ['feature' as const]])),
  }
  console.log(`${String(rows)} against ${String(rows)} rows × ${String(numeric + categorical)} columns, ${((2 * rows * (8 * (numeric + 2) + 4 * categorical)) / 2 ** 20).toFixed(0)} MB of data, two workers`)
  const turns = new Int32Array(new SharedArrayBuffer(256))
  const order: Order = { input, turns, only: process.argv[3] }
  const peaks: number[] = []
  // A worker does not inherit the loader that reads TypeScript.
  const start = `import('tsx/esm/api').then(({ register }) => { register(); return import(${JSON.stringify(import.meta.url)}) })`
  const workers = [0, 1].map((index) => {
    const worker = new Worker(start, { eval: true, workerData: order })
    const ready = new Promise((resolve) => { worker.once('message', resolve) })
    const ended = new Promise<void>((resolve, reject) => { worker.on('exit', () => { resolve() }).on('error', reject) })
    return { worker, ready, ended, index }
  })
  await Promise.all(workers.map(({ ready }) => ready))
  const started = performance.now()
  const cpu = process.cpuUsage()
  for (const { worker, index } of workers) {
    worker.on('message', ({ line, peak }: Told) => { console.log(`  worker ${String(index + 1)}  ${line}`); peaks[index] = peak })
    worker.postMessage('start')
  }
  await Promise.all(workers.map(({ ended }) => ended))
  console.log(`all: ${((performance.now() - started) / 1000).toFixed(2)} s, ${(process.cpuUsage(cpu).user / 1e6).toFixed(2)} s of processor, at most ${peaks.reduce((sum, peak) => sum + peak, 0).toFixed(0)} MB beyond the data`)
}

await (isMainThread ? main() : work(workerData as Order))
