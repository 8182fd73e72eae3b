/**
 * The drift analyses that apply by default, 1,000,000 against 1,000,000 rows × 50 columns:
 * `npx tsx --expose-gc test/bench/drift.bench.ts [rows]`. Goal: under 10 s and 1 GB beyond the data on two cores.
 */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { whyNotApplicable } from '../../shared/analyses/applicability'
import { parseParameters } from '../../shared/analyses/parameters'
import type { Analysis, AnalysisDataset, AnalysisInput } from '../../shared/contract/analysis'
import { quietJob } from '../../shared/contract/job'
import type { Column } from '../../shared/contract/table'
import { createRng } from '../../shared/stats/rng'

const rows = Number(process.argv[2] ?? 1_000_000)
const numeric = 40
const categorical = 10
const levels = Array.from({ length: 12 }, (_, level) => `level ${String(level)}`)

function columns(seed: string): Column[] {
  const rng = createRng(1, seed)
  const numbers = Array.from({ length: numeric }, (_, index): Column => {
    const values = new Float64Array(rows)
    // Normals, incomes rounded to tens, whole numbers, and a column with missing cells.
    for (let row = 0; row < rows; row += 1) values[row] = index % 4 === 0 ? rng.normal() : index % 4 === 1 ? Math.round(Math.exp(10 + 0.5 * rng.normal()) / 10) * 10 : index % 4 === 2 ? rng.int(100) : rng.next()
    return { name: `x${String(index)}`, kind: 'number', type: 'decimal', values, missing: null }
  })
  const texts = Array.from({ length: categorical }, (_, index): Column => ({ name: `c${String(index)}`, kind: 'category', codes: Int32Array.from({ length: rows }, () => Math.min(rng.int(12), rng.int(12))), levels, missing: null }))
  return [...numbers, ...texts]
}

function dataset(role: AnalysisDataset['role'], period: string): AnalysisDataset {
  const table = { rows, columns: columns(role) }
  const first = table.columns[0] as Column & { readonly values: Float64Array }
  const rng = createRng(2, role)
  const score = first.values.map((value) => 1 / (1 + Math.exp(2 - value)))
  return { id: role, name: role, role, period, sha256: '0'.repeat(64), table, score, recorded: null, outcome: score.map((p) => (rng.next() < p ? 1 : 0)), weight: null, predictedClass: null, classProbabilities: null, recordedClass: null, recordedProbabilities: null }
}

const datasets = [dataset('development', ''), dataset('production', '2026-01')]
const input: AnalysisInput = {
  task: 'binary', classes: ['0', '1'], decision: { threshold: 0.2, favourable: 'below' }, model: null, datasets,
  roles: Object.fromEntries(datasets[0]!.table.columns.map((column) => [column.name, ['feature' as const]])),
}

const folder = join(import.meta.dirname, '../../shared/analyses/drift')
const only = process.argv[3]
const found = (await Promise.all(readdirSync(folder).filter((name) => name.endsWith('.analysis.ts')).map(async (name) => (await import(pathToFileURL(join(folder, name)).href) as { default: Analysis }).default))).filter(({ id }) => only === undefined || id.includes(only))
const used = (): number => { globalThis.gc?.(); const { heapUsed, arrayBuffers } = process.memoryUsage(); return (heapUsed + arrayBuffers) / 2 ** 20 }

const base = used()
let most = 0
let total = 0
let longest = 0
console.log(`${String(rows)} against ${String(rows)} rows × ${String(numeric + categorical)} columns, ${base.toFixed(0)} MB of data`)
for (const analysis of found) {
  const reason = whyNotApplicable(analysis, input)
  if (reason !== null) { console.log(`${analysis.id.padEnd(26)} ${reason}`); continue }
  let last = performance.now()
  let peak = 0
  longest = 0
  let ticks = 0
  const tick = (): void => {
    const now = performance.now()
    longest = Math.max(longest, now - last)
    last = now
    ticks += 1
    if (ticks % 200 === 0) { const { heapUsed, arrayBuffers } = process.memoryUsage(); peak = Math.max(peak, (heapUsed + arrayBuffers) / 2 ** 20) }
  }
  const cpu = process.cpuUsage()
  const started = performance.now()
  const result = await analysis.compute(input, parseParameters(analysis, {}), { ...quietJob, checkpoint: tick, progress: tick, rng: createRng(1, analysis.id), alpha: 0.005, score: null, explain: null })
  const seconds = (performance.now() - started) / 1000
  total += seconds
  most = Math.max(most, peak - base)
  console.log(`${analysis.id.padEnd(26)} ${seconds.toFixed(2).padStart(6)} s (${(process.cpuUsage(cpu).user / 1e6).toFixed(2)} s of processor)  ${Math.max(0, peak - base).toFixed(0).padStart(5)} MB beyond the data  longest wait for a cancel ${longest.toFixed(0).padStart(4)} ms  ${result.headline.slice(0, 80)}`)
}
console.log(`${'all'.padEnd(26)} ${total.toFixed(2).padStart(6)} s ${' '.repeat(24)} ${most.toFixed(0).padStart(6)} MB`)
