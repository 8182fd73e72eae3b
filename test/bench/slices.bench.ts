/**
 * Slices of 50,000 rows × 30 columns to three conditions, found on one half and confirmed on the other:
 * `npx tsx test/bench/slices.bench.ts [rows] [columns]`. Goal: under 5 s and 500 MB.
 */
import { parseParameters } from '../../shared/analyses/parameters'
import sliceDiscovery from '../../shared/analyses/subpopulations/slice-discovery.analysis'
import type { Analysis, AnalysisDataset, AnalysisInput } from '../../shared/contract/analysis'
import { quietJob } from '../../shared/contract/job'
import type { Column } from '../../shared/contract/table'
import { createRng } from '../../shared/stats/rng'

const rows = Number(process.argv[2] ?? 50_000)
const width = Number(process.argv[3] ?? 30)
const rng = createRng(1, 'bench')
const slices: Analysis = sliceDiscovery

const columns = Array.from({ length: width }, (_, index): Column => (index % 3 === 0
  ? { name: `c${String(index)}`, kind: 'category', codes: Int32Array.from({ length: rows }, () => Math.min(rng.int(6), rng.int(6))), levels: Array.from({ length: 6 }, (_unused, level) => `level ${String(level)}`), missing: null }
  : { name: `x${String(index)}`, kind: 'number', type: 'decimal', values: Float64Array.from({ length: rows }, () => rng.normal()), missing: null }))
const [first, second, third] = columns as [Column & { codes: Int32Array }, Column & { values: Float64Array }, Column & { values: Float64Array }]
const score = Float64Array.from({ length: rows }, () => 0.05 + 0.4 * rng.next())
// A weak spot to find: three conditions, under three rows in a hundred.
const outcome = score.map((p, row) => (rng.next() < (first.codes[row] === 0 && second.values[row]! > 0.7 && third.values[row]! > 0.7 ? 1 - p : p) ? 1 : 0))
const dataset: AnalysisDataset = { id: 'test', name: 'test', role: 'test', period: '', sha256: '0'.repeat(64), table: { rows, columns }, score, recorded: null, outcome, weight: null, predictedClass: null, classProbabilities: null, recordedClass: null, recordedProbabilities: null }
const input: AnalysisInput = { task: 'binary', classes: ['0', '1'], decision: { threshold: 0.2, favourable: 'below' }, model: null, datasets: [dataset], roles: Object.fromEntries(columns.map(({ name }) => [name, ['feature' as const]])) }

const used = (): number => { const { heapUsed, arrayBuffers } = process.memoryUsage(); return (heapUsed + arrayBuffers) / 2 ** 20 }
const base = used()
let peak = base
let ticks = 0
const tick = (): void => { if ((ticks += 1) % 100 === 0) peak = Math.max(peak, used()) }
const started = performance.now()
const cpu = process.cpuUsage()
const result = await slices.compute(input, parseParameters(slices, {}), { ...quietJob, checkpoint: tick, progress: tick, rng: createRng(1, slices.id), alpha: 0.005, score: null, explain: null })
console.log(`${String(rows)} rows × ${String(width)} columns: ${((performance.now() - started) / 1000).toFixed(2)} s (${(process.cpuUsage(cpu).user / 1e6).toFixed(2)} s of processor), ${(peak - base).toFixed(0)} MB beyond the data`)
console.log(result.headline)
