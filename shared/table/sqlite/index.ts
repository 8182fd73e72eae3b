import type { TableFormat } from '../table-format'
import { readSqlite } from './read-sqlite'

/** SQLite databases: one of their tables. */
const sqlite: TableFormat = {
  id: 'sqlite',
  title: 'SQLite database',
  extensions: ['.sqlite', '.sqlite3', '.db'],
  sniff: (head) => (String.fromCharCode(...head.subarray(0, 16)) === 'SQLite format 3\u0000' ? 1 : 0),
  read: readSqlite,
}
export default sqlite
