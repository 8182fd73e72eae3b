// Runs every bench in turn and prints their tables: `npm run bench [name]`. Packages that are only there to
// be compared with are put into a folder of their own outside the project; without a registry they are left out, and that is said.
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'

const folder = import.meta.dirname
const compared = ['@duckdb/node-api', 'onnxruntime-node']
const modules = join(tmpdir(), 'countersign-bench-modules')
const only = process.argv[2]
const benches = readdirSync(folder).filter((name) => name.endsWith('.bench.ts') && (only === undefined || name.startsWith(only)))

mkdirSync(modules, { recursive: true })
// One command for all of them: npm takes out what a later one does not name.
if (compared.some((name) => !existsSync(join(modules, 'node_modules', name)))) {
  try {
    execFileSync('npm', ['install', '--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--prefix', modules, ...compared], { stdio: 'ignore', timeout: 120_000 })
  } catch {
    console.log(`${compared.join(' and ')} could not be installed: they are not in the comparison.`)
  }
}

console.log(`Node.js ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, load ${loadavg()[0].toFixed(1)} before the start`)
let failed = 0
for (const bench of benches) {
  console.log(`\n== ${bench}`)
  const { status } = spawnSync(process.execPath, ['--import', 'tsx', join(folder, bench)], { stdio: 'inherit', env: { ...process.env, COUNTERSIGN_BENCH_MODULES: modules } })
  if (status !== 0) failed++
}
if (failed > 0) console.log(`\n${failed} of ${benches.length} benches did not finish.`)
process.exitCode = failed === 0 ? 0 : 1
