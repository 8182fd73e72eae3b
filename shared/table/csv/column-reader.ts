import type { ByteSource } from '../../contract/bytes'
import type { JobContext, Partner } from '../../contract/job'
import { allocateInt32 } from '../allocate'
import type { PartnerTask } from '../partner'
import { watched } from '../watched'
import { ColumnWork } from './column-work'
import type { ColumnPlan, FileFacts, SettledPart, WorkPlan } from './column-work'
import type { EncodingEvidence } from './encoding-evidence'
import { PartnerLost, Ring } from './ring'
import { scan } from './scan'
import type { ScanResult } from './scan'
import { shareColumns } from './share-columns'
import type { Layout } from './sniff'
import type { RaggedRule } from './tokenizer'

/**
 * Reads columns of a file to settled columns, by this worker alone or with a partner. With one, this worker
 * tokenizes the file and hands every block on; each of the two reads and settles its own columns. Every column
 * sees the same blocks in the same order as without a partner: the result cannot depend on it.
 * @throws PartnerLost where the reading has to begin again without it.
 */
export class ColumnReader {
  private readonly partner: Partner | null
  private readonly stop = allocateInt32(1)
  private own: ColumnWork | null = null
  private shares = false

  constructor(private readonly source: ByteSource, private readonly encoding: string, private readonly layout: Layout, private readonly common: Pick<WorkPlan, 'style' | 'keepQuotedEmpty'>, private readonly job: JobContext) {
    // What is not shared memory would reach the partner as a copy.
    const { partner } = job
    this.partner = partner !== undefined && source.size >= partner.from && !(this.stop.buffer instanceof ArrayBuffer) ? partner : null
  }

  /** One pass over the file. */
  async read(columns: readonly ColumnPlan[], capacity: number, ragged: RaggedRule, evidence: EncodingEvidence | null, phase: string): Promise<ScanResult> {
    const { partner, source, encoding, layout, common, job } = this
    const { own, theirs } = partner === null ? { own: columns, theirs: [] } : shareColumns(columns, layout.columns, layout.sample)
    const plan = { ...common, width: layout.columns, dialect: layout.dialect, capacity }
    const work = new ColumnWork({ ...plan, columns: own })
    this.own = work
    this.shares = theirs.length > 0
    if (partner === null || theirs.length === 0) return scan(source, encoding, layout, work, ragged, evidence, phase, job, null)
    const ring = new Ring(layout.columns, partner.block, partner.fields)
    const answer = this.hand(partner, { kind: 'csv.read', plan: { ...plan, columns: theirs }, ring: ring.wire, stop: this.stop })
    answer.catch(() => { ring.fail() })
    try {
      const found = await scan(source, encoding, layout, work, ragged, evidence, phase, job, ring)
      ring.end()
      await watched(answer, partner, job)
      return found
    } catch (thrown) {
      this.halt()
      ring.wake()
      throw thrown
    }
  }

  /** The columns of the last pass, in their order in the file. */
  async settle(facts: FileFacts): Promise<readonly SettledPart[]> {
    const { partner, job, own: work } = this
    if (work === null) throw new Error('Nothing was read.')
    this.own = null
    try {
      const answer = partner === null || !this.shares ? null : this.hand(partner, { kind: 'csv.settle', facts, stop: this.stop })
      const own = work.settle(facts, () => { job.checkpoint() })
      const theirs = partner === null || answer === null ? [] : await watched(answer, partner, job) as readonly SettledPart[]
      return [...own, ...theirs].sort((a, b) => a.column - b.column)
    } catch (thrown) {
      this.halt()
      throw thrown
    }
  }

  /** Whatever the partner failed of, the reading alone will say, or do. */
  private hand(partner: Partner, task: PartnerTask): Promise<unknown> {
    const answer = partner.do(task).catch(() => { throw new PartnerLost('The second worker failed.') })
    answer.catch(() => undefined)
    return answer
  }

  private halt(): void {
    Atomics.store(this.stop, 0, 1)
  }
}
