/** Exact contributions of 500 trees of depth 6 over 20 features: `npx tsx test/bench/tree-shap.bench.ts [rows]`. Goal: 10,000 rows under 20 s. */
import { quietJob } from '../../shared/contract/job'
import { treeShap } from '../../shared/model/explain/tree-shap'
import { ForestBuilder } from '../../shared/model/trees/forest'
import { compileForest, sumLeaves } from '../../shared/model/trees/kernel'
import { createRng } from '../../shared/stats/rng'

const rows = Number(process.argv[2] ?? 10_000)
const trees = 500
const depth = 6
const width = 20
const rng = createRng(1, 'bench')

const builder = new ForestBuilder('lt', width, 'bench')
const splits = 2 ** depth - 1
const nodes = 2 * splits + 1
for (let tree = 0; tree < trees; tree += 1) {
  const inner = Array.from({ length: nodes }, (_, node) => node < splits)
  const cover = new Float64Array(nodes)
  cover[0] = 1000
  for (let node = 0; node < splits; node += 1) {
    const share = 0.2 + 0.6 * rng.next()
    cover[2 * node + 1] = cover[node]! * share
    cover[2 * node + 2] = cover[node]! * (1 - share)
  }
  builder.add({
    group: 0, cover,
    feature: inner.map((split) => (split ? rng.int(width) : -1)),
    threshold: inner.map(() => rng.normal()),
    left: inner.map((split, node) => (split ? 2 * node + 1 : -1)),
    right: inner.map((split, node) => (split ? 2 * node + 2 : -1)),
    rule: inner.map(() => 0), set: inner.map(() => -1),
    value: inner.map((split) => (split ? 0 : 0.1 * rng.normal())),
  })
}
const forest = builder.build()
const compiled = compileForest(forest)
const features = Array.from({ length: width }, () => Float64Array.from({ length: rows }, () => rng.normal()))
const background = { features: features.map((values) => values.subarray(0, 1000)), rows: 1000 }

const margins = new Float64Array(rows)
sumLeaves(compiled, features, rows, [margins], quietJob)
for (const [name, against] of [['path-dependent', null], ['interventional, 1,000 background rows', background]] as const) {
  const started = performance.now()
  const cpu = process.cpuUsage()
  const { base, contributions } = treeShap(forest, compiled, 0, { features, rows }, against, quietJob)
  const seconds = (performance.now() - started) / 1000
  const busy = process.cpuUsage(cpu).user / 1e6
  let worst = 0
  for (let row = 0; row < rows; row += 1) worst = Math.max(worst, Math.abs(contributions.reduce((sum, values) => sum + values[row]!, base) - margins[row]!))
  console.log(`${name.padEnd(38)} ${seconds.toFixed(2).padStart(6)} s (${busy.toFixed(2)} s of processor)  ${Math.round(rows / seconds).toLocaleString('en').padStart(7)} rows/s  largest |f − E − Σφ| ${worst.toExponential(1)}`)
}
