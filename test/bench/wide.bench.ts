/**
 * Drift of 1,000 columns, 3,000,000 rows against 3,000,000, where a column is read when it is its turn and dropped
 * after it: 48 GB of numbers are never held. `npx tsx test/bench/wide.bench.ts [rows] [columns]`; some minutes.
 */
import { parseParameters } from '../../shared/analyses/parameters'
import univariateDrift from '../../shared/analyses/drift/univariate.analysis'
import type { Analysis, AnalysisDataset, AnalysisInput } from '../../shared/contract/analysis'
import { quietJob } from '../../shared/contract/job'
import type { Column } from '../../shared/contract/table'
import { createRng } from '../../shared/stats/rng'

const rows = Number(process.argv[2] ?? 3_000_000)
const width = Number(process.argv[3] ?? 1_000)
const drift: Analysis = univariateDrift

let reads = 0
/** Numbers between 0 and 1 from a seed, by xorshift: a stand-in for a column in a file. */
function read(seed: number): Float64Array {
  reads += 1
  const values = new Float64Array(rows)
  let state = (seed * 2_654_435_761 + 1) | 0
  for (let row = 0; row < rows; row += 1) {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    values[row] = (state >>> 0) / 4_294_967_296
  }
  return values
}

/** Columns that read themselves when asked; the last one read is held. */
function columnsOf(side: number): readonly Column[] {
  let held = -1
  let last: Float64Array = new Float64Array()
  return Array.from({ length: width }, (_, index) => ({
    name: `x${String(index)}`, kind: 'number', type: 'decimal', missing: null,
    get values() {
      if (held !== index) {
        last = new Float64Array()
        last = read(2 * index + side + 1)
        held = index
      }
      return last
    },
  }))
}

const datasetOf = (role: AnalysisDataset['role'], period: string, side: number): AnalysisDataset => ({
  id: role, name: role, role, period, sha256: '0'.repeat(64), table: { rows, columns: columnsOf(side) }, score: null, recorded: null, outcome: null, weight: null, predictedClass: null, classProbabilities: null, recordedClass: null, recordedProbabilities: null,
})
const datasets = [datasetOf('development', '', 0), datasetOf('production', '2026-01', 1)]
const input: AnalysisInput = { task: 'binary', classes: ['0', '1'], decision: { threshold: 0.5, favourable: 'below' }, model: null, datasets, roles: Object.fromEntries(datasets[0]!.table.columns.map(({ name }) => [name, ['feature' as const]])) }

let peak = 0
let ticks = 0
const tick = (): void => { if ((ticks += 1) % 20 === 0) peak = Math.max(peak, process.memoryUsage().arrayBuffers / 2 ** 20) }
const started = performance.now()
const cpu = process.cpuUsage()
const result = await drift.compute(input, parseParameters(drift, {}), { ...quietJob, checkpoint: tick, progress: tick, rng: createRng(1, drift.id), alpha: 0.005, score: null, explain: null })
console.log(`${rows.toLocaleString('en')} against ${rows.toLocaleString('en')} rows × ${width.toLocaleString('en')} columns, ${((16 * rows * width) / 1e9).toFixed(1)} GB if it were held`)
console.log(`${((performance.now() - started) / 1000).toFixed(1)} s (${(process.cpuUsage(cpu).user / 1e6).toFixed(1)} s of processor, ${String(reads)} columns made), at most ${peak.toFixed(0)} MB in arrays`)
console.log(result.headline)
