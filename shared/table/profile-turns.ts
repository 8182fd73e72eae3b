import type { JobContext } from '../contract/job'
import type { Column, ColumnProfile, Table } from '../contract/table'
import { allocateInt32 } from './allocate'
import { profileColumn, profileTable } from './profile-table'
import { watched } from './watched'

/** Columns that two workers profile together: whoever raises `taken` from n takes the nth. */
export interface ProfileTurns {
  readonly rows: number
  readonly columns: readonly Column[]
  readonly taken: Int32Array
}

/** Profiles columns until none is left; answers with the index of each. */
export function profileTurns({ rows, columns, taken }: ProfileTurns, job: JobContext): (readonly [index: number, profile: ColumnProfile])[] {
  const done: (readonly [number, ColumnProfile])[] = []
  for (let index = Atomics.add(taken, 0, 1); index < columns.length; index = Atomics.add(taken, 0, 1)) {
    job.checkpoint()
    job.progress({ phase: 'Profiling columns', done: index, total: columns.length, unit: 'columns' })
    done.push([index, profileColumn(columns[index]!, rows, job)])
  }
  return done
}

/** Rows from which a partner is worth its messages. */
const shareFrom = 50_000

/**
 * Profile of every column as `profileTable` gives it, together with the job's partner where there is one.
 * Columns of levels are not handed over: their texts would have to be copied, and counting them is quick.
 */
export async function profileShared(table: Table, job: JobContext): Promise<ColumnProfile[]> {
  const { partner } = job
  const taken = allocateInt32(1)
  const stop = allocateInt32(1)
  const sharing = table.columns.flatMap((column, index) => (column.kind === 'category' ? [] : [{ column, index }]))
    // The longest work first, so that both end together.
    .sort((a, b) => Number(b.column.kind === 'text') - Number(a.column.kind === 'text'))
  if (partner === undefined || table.rows < shareFrom || sharing.length < 2 || taken.buffer instanceof ArrayBuffer) return profileTable(table, job)
  const turns: ProfileTurns = { rows: table.rows, columns: sharing.map(({ column }) => column), taken }
  const lost = Symbol('lost')
  const answer = partner.do({ kind: 'profile', turns, stop }).catch(() => lost)
  try {
    const profiles: ColumnProfile[] = []
    const own = profileTurns(turns, job)
    table.columns.forEach((column, index) => { if (column.kind === 'category') profiles[index] = profileColumn(column, table.rows, job) })
    const theirs = await watched(answer, partner, job)
    if (theirs === lost) return profileTable(table, job)
    for (const [turn, profile] of [...own, ...theirs as typeof own]) profiles[sharing[turn]!.index] = profile
    return profiles
  } catch (thrown) {
    Atomics.store(stop, 0, 1)
    throw thrown
  }
}
