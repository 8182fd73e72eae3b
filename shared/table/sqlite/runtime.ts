import initSqlJs from 'sql.js'
import type { SqlJsStatic } from 'sql.js'
import { ExpectedError } from '../../contract/errors'

/** Where the host keeps SQLite's WebAssembly: an address that `fetch` can read, or its bytes. */
export interface SqliteHost {
  readonly wasmUrl?: string
  readonly wasmBinary?: Uint8Array
}

let host: SqliteHost | null = null
let runtime: Promise<SqlJsStatic> | null = null

/** Tells SQLite where its WebAssembly lies; call once before the first database is opened. */
export function configureSqlite(given: SqliteHost): void {
  host = given
  runtime = null
}

/** SQLite, loaded when first asked for. @throws ExpectedError `sqlite.runtime` when the host has not configured it. */
export async function loadSqlite(): Promise<SqlJsStatic> {
  if (host === null) throw new ExpectedError('sqlite.runtime', 'SQLite has not been configured by the host.')
  const { wasmUrl, wasmBinary } = host
  runtime ??= initSqlJs({ ...(wasmUrl === undefined ? {} : { locateFile: () => wasmUrl }), ...(wasmBinary === undefined ? {} : { wasmBinary: wasmBinary.slice().buffer }) })
  return runtime
}
