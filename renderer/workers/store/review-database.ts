import type { Database, SqlJsStatic, SqlValue } from 'sql.js'
import { ExpectedError } from '../../../shared/contract/errors'
import { canonicalJson } from '../../../shared/contract/json'
import type { LogChange, LogEntry } from '../../../shared/review/log'
import type { ReviewState } from '../../../shared/review/state'
import { schema, schemaVersion } from './schema'

/** Opens a review file, or makes an empty one. @throws `review.not-a-review` and `review.newer`. */
export function openDatabase(sql: SqlJsStatic, bytes: Uint8Array | null): Database {
  const database = new sql.Database(bytes ?? undefined)
  try {
    if (bytes !== null) checkVersion(database)
    database.run(schema)
    database.run('INSERT OR REPLACE INTO meta VALUES (?, ?)', ['schema', String(schemaVersion)])
    return database
  } catch (error) {
    database.close()
    if (error instanceof ExpectedError) throw error
    throw new ExpectedError('review.not-a-review', 'This file is not a Countersign review, or it is damaged.', { remedy: 'Open the backup beside it (.bak), or an earlier copy.' })
  }
}

function checkVersion(database: Database): void {
  const found = database.exec("SELECT value FROM meta WHERE key = 'schema'")[0]?.values[0]?.[0]
  if (found === undefined || Number(found) > schemaVersion) {
    throw new ExpectedError('review.newer', 'This review was written by a newer version of Countersign.', { remedy: 'Open it with that version.' })
  }
}

/** All lines of the log in order. */
export function readLog(database: Database): LogEntry[] {
  const rows = database.exec('SELECT seq, at, who, what, prev, hash FROM log ORDER BY seq')[0]?.values ?? []
  return rows.map(([seq, at, who, what, prev, hash]) => ({
    seq: Number(seq), at: String(at), who: String(who), what: JSON.parse(String(what)) as LogChange, prev: String(prev), hash: String(hash),
  }))
}

/** Adds lines and rewrites the present state in one transaction. */
export function writeState(database: Database, entries: readonly LogEntry[], state: ReviewState): void {
  database.run('BEGIN')
  try {
    for (const { seq, at, who, what, prev, hash } of entries) insert(database, 'log', [seq, at, who, canonicalJson(what), prev, hash])
    for (const table of ['inputs', 'runs', 'findings', 'statements']) database.run(`DELETE FROM ${table}`)
    const { model } = state
    if (model !== null) insert(database, 'inputs', [model.model, 'model', model.name, model.sha256, 'model', '', null, canonicalJson(model)])
    for (const d of state.datasets) insert(database, 'inputs', [d.id, 'dataset', d.summary.name, d.summary.sha256, d.role, d.period, d.summary.rows, canonicalJson(d)])
    for (const run of state.runs) insert(database, 'runs', [run.id, run.analysis, run.analysisVersion, run.result.headline, run.result.verdict, canonicalJson(run)])
    for (const f of state.findings) insert(database, 'findings', [f.id, f.status, f.severity, f.title, f.owner, f.due, canonicalJson(f)])
    const { id, title, createdAt, roles, task, positive, decision, policy, seed, governance, opinion, notes, notRun, signatures } = state
    const statements = { id, title, createdAt, roles, task, positive, decision, policy, seed, governance, opinion, notes, notRun, signatures }
    for (const [key, value] of Object.entries(statements)) insert(database, 'statements', [key, canonicalJson(value)])
    database.run('COMMIT')
  } catch (error) {
    database.run('ROLLBACK')
    throw error
  }
}

function insert(database: Database, table: string, values: SqlValue[]): void {
  database.run(`INSERT INTO ${table} VALUES (${values.map(() => '?').join(', ')})`, values)
}
