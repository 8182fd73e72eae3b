/**
 * Reads 1,000,000 × 20 mixed columns of CSV to typed, profiled columns, alone and with the app's second worker, beside papaparse,
 * csv-parse and DuckDB: `npm run bench csv`, or `npx tsx test/bench/csv.bench.ts [rows]`. Goal: half of papaparse's time, and DuckDB's.
 */
import { createReadStream, existsSync } from 'node:fs'
import { mkdtemp, open, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parse as csvParse } from 'csv-parse'
import Papa from 'papaparse'
import { PartnerHost } from '../../renderer/workers/engine/partner'
import type { ByteSource } from '../../shared/contract/bytes'
import { quietJob } from '../../shared/contract/job'
import type { JobContext } from '../../shared/contract/job'
import { profileShared, readTable } from '../../shared/table/index'
import { partnerThread } from '../threads/partner-thread'

const rows = Number(process.argv[2] ?? 1_000_000)
const folder = await mkdtemp(join(tmpdir(), 'countersign-bench-'))
const path = join(folder, 'mixed.csv')

/** A small linear congruential generator: the file is the same on every machine. */
let state = 12345
function random(): number {
  state = (Math.imul(state, 1103515245) + 12345) >>> 0
  return state / 4294967296
}

async function writeFile(): Promise<void> {
  const file = await open(path, 'w')
  await file.write('id,day,region,product,flag,age,tenure,income,balance,rate,score,limit,a,b,c,d,e,f,note,outcome\n')
  const regions = ['north', 'south', 'east', 'west', 'centre']
  for (let from = 0; from < rows; from += 10_000) {
    let text = ''
    for (let row = from; row < Math.min(rows, from + 10_000); row++) {
      const day = `20${10 + Math.floor(random() * 10)}-0${1 + Math.floor(random() * 9)}-1${Math.floor(random() * 10)}`
      const decimals = Array.from({ length: 6 }, () => (random() * 1000 - 500).toFixed(6)).join(',')
      text += `A${String(row).padStart(8, '0')},${day},${regions[Math.floor(random() * 5)]!},P${Math.floor(random() * 300)},${random() < 0.5 ? 'true' : 'false'},${18 + Math.floor(random() * 70)},${random() < 0.05 ? '' : Math.floor(random() * 400)},${(random() * 200000).toFixed(2)},${(random() * 1e6 - 5e5).toFixed(2)},${random().toFixed(4)},${random()},${Math.floor(random() * 50) * 500},${decimals},"note, ${Math.floor(random() * 1000)}",${random() < 0.2 ? 1 : 0}\n`
    }
    await file.write(text)
  }
  await file.close()
}

async function sourceOf(): Promise<ByteSource> {
  const { size } = await stat(path)
  return {
    name: 'mixed.csv',
    size,
    async slice(from, to) {
      const file = await open(path)
      const { buffer, bytesRead } = await file.read(new Uint8Array(Math.min(size, to) - from), 0, Math.min(size, to) - from, from)
      await file.close()
      return buffer.subarray(0, bytesRead)
    },
    stream: () => createReadStream(path, { highWaterMark: 1 << 20 }) as AsyncIterable<Uint8Array>,
  }
}

async function timed(name: string, work: () => Promise<string>): Promise<void> {
  const started = performance.now()
  const cpu = process.cpuUsage()
  const said = await work()
  const { user, system } = process.cpuUsage(cpu)
  console.log(`${name.padEnd(12)} ${((performance.now() - started) / 1000).toFixed(2).padStart(6)} s  (${((user + system) / 1e6).toFixed(2)} s of processor)  ${said}  (${Math.round(process.memoryUsage().rss / 1e6)} MB)`)
}

await writeFile()
const source = await sourceOf()
console.log(`${rows.toLocaleString('en')} rows × 20, ${source.size.toLocaleString('en')} bytes`)
const ours = async (job: JobContext): Promise<string> => {
  const { table } = await readTable(source, {}, job)
  const started = performance.now()
  const profiles = await profileShared(table, job)
  return `${profiles.length} typed columns of ${table.rows.toLocaleString('en')} rows, of which profile ${((performance.now() - started) / 1000).toFixed(2)} s; ${job.partner === undefined ? 'one worker' : 'two workers'}`
}
// As the app does: the worker that opens a dataset, and its partner; started before, as after the first file of a review.
const host = new PartnerHost(partnerThread)
await host.lend(quietJob, source.size, () => Promise.resolve())
await host.lend(quietJob, source.size, (job) => timed('countersign', () => ours(job)))
await timed('countersign', () => ours(quietJob))
await timed('papaparse', () => new Promise((resolve, reject) => {
  let count = 0
  Papa.parse<Record<string, unknown>>(createReadStream(path), { header: true, dynamicTyping: true, step: () => count++, complete: () => resolve(`${count.toLocaleString('en')} objects`), error: reject })
}))
await timed('csv-parse', async () => {
  let count = 0
  for await (const record of createReadStream(path).pipe(csvParse({ columns: true, cast: true }))) if (record !== null) count++
  return `${count.toLocaleString('en')} objects`
})
const modules = process.env['COUNTERSIGN_BENCH_MODULES']
const duckdb = modules === undefined ? '' : join(modules, 'node_modules/@duckdb/node-api/lib/index.js')
if (existsSync(duckdb)) {
  const { DuckDBInstance } = await import(pathToFileURL(duckdb).href) as {
    readonly DuckDBInstance: { create(): Promise<{ connect(): Promise<{ run(sql: string): Promise<unknown> }> }> }
  }
  const connection = await (await DuckDBInstance.create()).connect()
  await timed('DuckDB', async () => {
    await connection.run(`CREATE TABLE mixed AS SELECT * FROM read_csv('${path.replaceAll("'", "''")}')`)
    const started = performance.now()
    await connection.run('SUMMARIZE mixed')
    return `typed table, of which profile (SUMMARIZE) ${((performance.now() - started) / 1000).toFixed(2)} s; all cores`
  })
} else console.log('DuckDB       not there')
await rm(folder, { recursive: true })
