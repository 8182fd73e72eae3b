import { ExpectedError } from '../contract/errors'
import { hashOfJson } from '../contract/json'
import { applyEdit, isUndoable, type ReviewEdit } from './edits'
import { newReview } from './new-review'
import type { ReviewState } from './state'

/** What a log line says happened. Undo and redo are lines too: the log never forgets. */
export type LogChange =
  | { readonly change: 'created'; readonly id: string; readonly title: string }
  | { readonly change: 'edited'; readonly edit: ReviewEdit }
  | { readonly change: 'undone'; readonly target: number }
  | { readonly change: 'redone'; readonly target: number }

/** One line of the hash chain: `hash` covers everything else in the line, `prev` ties it to the line before. */
export interface LogEntry {
  readonly seq: number
  /** ISO 8601, UTC, as the workstation's clock said. */
  readonly at: string
  readonly who: string
  readonly what: LogChange
  readonly prev: string
  readonly hash: string
}

/** The review and how it came to be. */
export interface ReviewLog {
  readonly entries: readonly LogEntry[]
  readonly state: ReviewState
  /** Sequence numbers of edits that are undone at present. */
  readonly undone: ReadonlySet<number>
  /** What redo would bring back, last undone last; a new edit empties it. */
  readonly redoable: readonly number[]
}

const origin = '0'.repeat(64)

/** The next line for `log`; its hash is computed here and nowhere else. */
export function nextEntry(log: ReviewLog | null, what: LogChange, at: string, who: string): LogEntry {
  const last = log?.entries.at(-1)
  const body = { seq: (last?.seq ?? 0) + 1, at, who, what, prev: last?.hash ?? origin }
  return { ...body, hash: hashOfJson(body) }
}

/** The log with one more line. @throws `review.log-broken` when the line does not continue the chain. */
export function append(log: ReviewLog | null, entry: LogEntry): ReviewLog {
  const { hash, ...body } = entry
  const last = log?.entries.at(-1)
  if (body.seq !== (last?.seq ?? 0) + 1 || body.prev !== (last?.hash ?? origin) || hashOfJson(body) !== hash) {
    throw new ExpectedError('review.log-broken', `Line ${entry.seq} of the review's log does not continue the line before it: the file was changed outside Countersign, or is damaged.`, { row: entry.seq, remedy: 'Open the backup beside it (.bak), or an earlier copy.' })
  }
  if (log === null) {
    if (entry.what.change !== 'created') throw new Error('A log starts with the creation of the review.')
    const state = newReview(entry.what.id, entry.what.title, entry.at)
    return { entries: [entry], state, undone: new Set(), redoable: [] }
  }
  return grow(log, entry)
}

function grow(log: ReviewLog, entry: LogEntry): ReviewLog {
  const entries = [...log.entries, entry]
  const { what } = entry
  switch (what.change) {
    case 'created': throw new Error('A log has one creation, at its start.')
    case 'edited': return { entries, state: applyEdit(log.state, what.edit), undone: log.undone, redoable: [] }
    case 'undone': {
      const undone = new Set(log.undone).add(what.target)
      return { entries, state: fold(entries, undone), undone, redoable: [...log.redoable, what.target] }
    }
    case 'redone': {
      const undone = new Set(log.undone)
      undone.delete(what.target)
      return { entries, state: fold(entries, undone), undone, redoable: log.redoable.filter((seq) => seq !== what.target) }
    }
  }
}

/** The review that results when the undone edits never happened. */
function fold(entries: readonly LogEntry[], undone: ReadonlySet<number>): ReviewState {
  const first = entries[0]
  if (first?.what.change !== 'created') throw new Error('A log starts with the creation of the review.')
  return entries.reduce(
    (state, { seq, what }) => (what.change === 'edited' && !undone.has(seq) ? applyEdit(state, what.edit) : state),
    newReview(first.what.id, first.what.title, first.at),
  )
}

/** Rebuilds a review from its lines. @throws `review.log-broken` where the chain breaks. */
export function replay(entries: readonly LogEntry[]): ReviewLog {
  const log = entries.reduce<ReviewLog | null>(append, null)
  if (log === null) throw new Error('The log is empty.')
  return log
}

/** The edit that undo would take back, or null. */
export function undoTarget(log: ReviewLog): number | null {
  for (let i = log.entries.length - 1; i >= 0; i--) {
    const { seq, what } = log.entries[i]!
    if (what.change === 'edited' && isUndoable(what.edit) && !log.undone.has(seq)) return seq
  }
  return null
}

/** The edit that redo would bring back, or null. */
export function redoTarget(log: ReviewLog): number | null {
  return log.redoable.at(-1) ?? null
}
