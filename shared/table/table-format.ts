import type { ByteSource } from '../contract/bytes'
import type { JobContext } from '../contract/job'
import type { ReadOptions, ReadReport } from '../contract/table'

/** One folder under `shared/table/`; its `index.ts` has this as default export. */
export interface TableFormat {
  /** Registry id, as `ReadReport.format` carries it. */
  readonly id: string
  readonly title: string
  /** Lower case, with the dot. */
  readonly extensions: readonly string[]
  /** Looks at the head of the file (first 64 KiB) and its name; 0 = no, 1 = certain. */
  sniff(head: Uint8Array, name: string): number
  /** Total and safe: every refusal is an `ExpectedError`. */
  read(source: ByteSource, options: ReadOptions, job: JobContext): Promise<ReadReport>
}
