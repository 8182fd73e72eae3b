/**
 * The review file. `log` is the truth; the other tables are today's state, rewritten at every
 * snapshot for people who open the file with an SQLite tool. Column `json` holds canonical JSON.
 */
export const schemaVersion = 1

export const schema = `
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS log (
  seq INTEGER PRIMARY KEY, at TEXT NOT NULL, who TEXT NOT NULL, what TEXT NOT NULL, prev TEXT NOT NULL, hash TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS inputs (
  id TEXT PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL, sha256 TEXT NOT NULL, role TEXT NOT NULL, period TEXT NOT NULL,
  rows INTEGER, json TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS runs (
  id TEXT PRIMARY KEY, analysis TEXT NOT NULL, version INTEGER NOT NULL, headline TEXT NOT NULL, verdict TEXT NOT NULL, json TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS findings (
  id TEXT PRIMARY KEY, status TEXT NOT NULL, severity TEXT NOT NULL, title TEXT NOT NULL, owner TEXT NOT NULL, due TEXT NOT NULL, json TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS statements (key TEXT PRIMARY KEY, json TEXT NOT NULL) STRICT;
`
