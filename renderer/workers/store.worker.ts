import initSqlJs, { type Database } from 'sql.js'
import wasmUrl from 'sql.js/dist/sql-wasm-browser.wasm?url'
import { ExpectedError, toErrorReport } from '../../shared/contract/errors'
import type { FromStore, StoreCalls, ToStore } from '../../shared/contract/store'
import type { LogEntry } from '../../shared/review/log'
import type { ReviewState } from '../../shared/review/state'
import { openDatabase, readLog, writeState } from './store/review-database'

type Calls = StoreCalls<LogEntry, ReviewState>

const sql = initSqlJs({ locateFile: () => wasmUrl })
let database: Database | null = null

async function open({ bytes, journal }: Calls['open']['request']): Promise<Calls['open']['response']> {
  database?.close()
  database = openDatabase(await sql, bytes)
  const entries = readLog(database)
  // Lines at or before the snapshot's last one were already in it when the plug was pulled.
  const last = entries.at(-1)?.seq ?? 0
  const later = journal.map((line) => JSON.parse(line) as LogEntry).filter((entry) => entry.seq > last)
  return { entries: [...entries, ...later], ignoredLines: journal.length - later.length }
}

function snapshot({ entries, state }: Calls['snapshot']['request']): Calls['snapshot']['response'] {
  if (database === null) throw new ExpectedError('review.closed', 'No review is open.')
  const last = readLastSeq(database)
  writeState(database, entries.filter((entry) => entry.seq > last), state)
  return { bytes: database.export() }
}

function readLastSeq(from: Database): number {
  return Number(from.exec('SELECT coalesce(max(seq), 0) FROM log')[0]?.values[0]?.[0] ?? 0)
}

function close(): null {
  database?.close()
  database = null
  return null
}

async function answer({ call, request }: ToStore): Promise<unknown> {
  switch (call) {
    case 'open': return open(request as Calls['open']['request'])
    case 'snapshot': return snapshot(request as Calls['snapshot']['request'])
    case 'close': return close()
  }
}

// One call at a time: a snapshot must not overtake the opening it belongs to.
let queue: Promise<unknown> = Promise.resolve()
self.onmessage = ({ data }: MessageEvent<ToStore>): void => {
  const post = (message: FromStore): void => self.postMessage(message)
  queue = queue.then(async () => {
    try {
      post({ id: data.id, ok: true, value: await answer(data) })
    } catch (thrown) {
      post({ id: data.id, ok: false, error: toErrorReport(thrown) })
    }
  })
}
