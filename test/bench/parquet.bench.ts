/** Reads 1,000,000 × 20 mixed columns of Parquet, beside hyparquet and DuckDB, which writes the file: `npm run bench parquet [rows]`. */
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parquetRead } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import { memorySource } from '../../shared/contract/bytes'
import { quietJob } from '../../shared/contract/job'
import { profileTable, readTable } from '../../shared/table/index'

const rows = Number(process.argv[2] ?? 1_000_000)
const modules = process.env['COUNTERSIGN_BENCH_MODULES']
const duckdb = modules === undefined ? '' : join(modules, 'node_modules/@duckdb/node-api/lib/index.js')

async function timed(name: string, work: () => Promise<string>): Promise<void> {
  const started = performance.now()
  const cpu = process.cpuUsage()
  const said = await work()
  console.log(`${name.padEnd(24)} ${((performance.now() - started) / 1000).toFixed(2).padStart(6)} s  (${(process.cpuUsage(cpu).user / 1e6).toFixed(2)} s of processor)  ${said}`)
}

if (!existsSync(duckdb)) console.log('DuckDB is not there to write the file and to be compared with.')
else {
  const { DuckDBInstance } = await import(pathToFileURL(duckdb).href) as {
    readonly DuckDBInstance: { create(): Promise<{ connect(): Promise<{ run(sql: string): Promise<unknown> }> }> }
  }
  const connection = await (await DuckDBInstance.create()).connect()
  const folder = await mkdtemp(join(tmpdir(), 'countersign-bench-'))
  const path = join(folder, 'mixed.parquet')
  const numbers = Array.from({ length: 12 }, (_, index) => (index % 2 === 0 ? `random() * 1000 AS x${String(index)}` : `CAST(random() * 5000 AS INTEGER) AS x${String(index)}`))
  const others = ['i AS id', "DATE '2020-01-01' + CAST(random() * 2000 AS INTEGER) AS day", "'P' || CAST(random() * 300 AS INTEGER) AS product", "CASE WHEN random() < 0.5 THEN 'north' ELSE 'south' END AS region", 'random() < 0.5 AS flag', 'CASE WHEN random() < 0.05 THEN NULL ELSE CAST(random() * 400 AS INTEGER) END AS tenure', 'CAST(random() * 200000 AS DECIMAL(12, 2)) AS income', 'CASE WHEN random() < 0.2 THEN 1 ELSE 0 END AS outcome']
  await connection.run('SELECT setseed(0.5)')
  await connection.run(`COPY (SELECT ${[...others, ...numbers].join(', ')} FROM range(${String(rows)}) t(i)) TO '${path.replaceAll("'", "''")}' (FORMAT parquet, COMPRESSION snappy)`)
  const bytes = new Uint8Array(readFileSync(path))
  console.log(`${rows.toLocaleString('en')} rows × 20, ${bytes.length.toLocaleString('en')} bytes`)
  await timed('countersign', async () => {
    const { table } = await readTable(memorySource('mixed.parquet', bytes), {}, quietJob)
    const started = performance.now()
    profileTable(table, quietJob)
    return `typed columns of ${table.rows.toLocaleString('en')} rows, of which profile ${((performance.now() - started) / 1000).toFixed(2)} s`
  })
  await timed('hyparquet, columns', async () => {
    let chunks = 0
    await parquetRead({ file: { byteLength: bytes.length, slice: (from: number, to?: number) => bytes.slice(from, to).buffer }, compressors, onChunk: () => { chunks += 1 } })
    return `${String(chunks)} chunks of plain arrays, no profile`
  })
  await timed('DuckDB', async () => {
    await connection.run(`CREATE TABLE mixed AS SELECT * FROM read_parquet('${path.replaceAll("'", "''")}')`)
    const started = performance.now()
    await connection.run('SUMMARIZE mixed')
    return `typed table, of which profile (SUMMARIZE) ${((performance.now() - started) / 1000).toFixed(2)} s; all cores`
  })
  await rm(folder, { recursive: true })
}
