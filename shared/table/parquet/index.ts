import type { TableFormat } from '../table-format'
import { readParquet } from './read-parquet'

/** Apache Parquet. */
const parquet: TableFormat = {
  id: 'parquet',
  title: 'Apache Parquet',
  extensions: ['.parquet', '.pq'],
  sniff: (head) => (head[0] === 0x50 && head[1] === 0x41 && head[2] === 0x52 && head[3] === 0x31 ? 1 : 0),
  read: readParquet,
}
export default parquet
