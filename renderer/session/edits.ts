import { cardOf } from '../../shared/review/card'
import { reviewSetupHash } from '../../shared/review/setup'
import { append, nextEntry, redoTarget, undoTarget, type LogChange, type LogEntry, type ReviewLog } from '../../shared/review/log'
import type { ReviewEdit } from '../../shared/review/edits'
import { ask } from '../bridge'
import { tellMain } from './jobs'
import { held, store } from './store'

// Journal lines are written one after the other; a later line never becomes durable before an earlier one.
let writing: Promise<void> = Promise.resolve()

/** Lines of the open file's journal that are on disk: those found on opening and those written since. */
let durable = 0

/** A file was opened that had so many lines in its journal. */
export function startJournal(lines: number): void {
  durable = lines
  owed = []
}

/** Lines that the disk refused, oldest first: no later line is written without them, or the chain would have a gap. */
let owed: readonly string[] = []

/** A snapshot holds every line so far, those that are owed too; call it with what `owedLines` said before. */
export function settleOwed(held: number): void {
  owed = owed.slice(held)
}

export function owedLines(): number {
  return owed.length
}

export function durableLines(): number {
  return durable
}

/** Shows a log: everything that follows from it is derived here and nowhere else. */
export function showLog(log: ReviewLog): void {
  held.log = log
  const { state } = log
  store.setState({
    review: state, log: log.entries,
    canUndo: undoTarget(log) !== null, canRedo: redoTarget(log) !== null,
    stale: state.runs.length > 0 && state.ranWith !== reviewSetupHash(state),
  })
}

function who(): string {
  return held.log?.state.governance.reviewer || 'reviewer'
}

async function change(what: LogChange): Promise<void> {
  if (held.log === null) throw new Error('There is no open review to change.')
  const entry = nextEntry(held.log, what, new Date().toISOString(), who())
  showLog(append(held.log, entry))
  await journal(entry)
}

/** Makes a line durable. @throws what the disk says; the line is still in memory and in the next snapshot. */
export async function journal(entry: LogEntry): Promise<void> {
  const { file } = store.getState()
  if (file === null) return
  const refused = store.getState().saved === 'failed'
  store.setState({ saved: 'writing' })
  const written = writing.then(async () => {
    owed = [...owed, JSON.stringify(entry)]
    for (let [line] = owed; line !== undefined; [line] = owed) {
      await ask('review.append', { grant: file.grant.grant, line })
      owed = owed.slice(1)
      durable++
    }
  })
  writing = written.then(() => undefined, () => undefined)
  await written.catch((error: unknown) => {
    store.setState({ saved: 'failed' })
    tellMain()
    throw error
  })
  store.setState({ saved: 'journalled' })
  if (refused) tellMain()
  void noteCard()
}

let noted = ''

/** Tells main what the review is about now, where that changed; a list that is behind is no reason to stop. */
export async function noteCard(): Promise<void> {
  const { file, review } = store.getState()
  if (file === null || review === null) return
  const card = cardOf(review)
  const said = JSON.stringify([file.grant.grant, card])
  if (said === noted) return
  noted = said
  await ask('review.card', { grant: file.grant.grant, card }).catch(() => undefined)
}

/** All journal lines so far are on disk once this answers. */
export function settled(): Promise<void> {
  return writing
}

export function edit(next: ReviewEdit): Promise<void> {
  return change({ change: 'edited', edit: next })
}

export async function undo(): Promise<void> {
  const target = held.log === null ? null : undoTarget(held.log)
  if (target !== null) await change({ change: 'undone', target })
}

export async function redo(): Promise<void> {
  const target = held.log === null ? null : redoTarget(held.log)
  if (target !== null) await change({ change: 'redone', target })
}
