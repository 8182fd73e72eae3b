import { ExpectedError } from '../../shared/contract/errors'
import type { Grant } from '../../shared/contract/ipc'
import { append, nextEntry, replay, type ReviewLog } from '../../shared/review/log'
import { ask } from '../bridge'
import { callDesk } from '../engine'
import { callStore } from '../engine/store'
import { durableLines, journal, noteCard, owedLines, settled, settleOwed, showLog, startJournal } from './edits'
import { stopAll, tellMain } from './jobs'
import { say } from './notices'
import { forgetReview, held, store } from './store'

export async function refreshRecents(): Promise<void> {
  store.setState({ recents: await ask('recents.list') })
}

/** A new review in the drafts folder: nothing is lost before the first save. */
export async function newReview(title: string): Promise<void> {
  await closeReview()
  const grant = await ask('review.draft')
  await ask('review.open', { grant: grant.grant })
  startJournal(0)
  await callStore('open', { bytes: null, journal: [] })
  store.setState({ file: { grant, draft: true }, place: 'inputs' })
  const entry = nextEntry(null, { change: 'created', id: crypto.randomUUID(), title }, new Date().toISOString(), 'reviewer')
  showLog(append(null, entry))
  await journal(entry)
  await refreshRecents()
}

/** Opens a review file: snapshot, then the journal lines written after it. */
export async function openReview(grant: Grant, draft: boolean): Promise<void> {
  await closeReview()
  const { bytes, journal: lines, damaged } = await ask('review.open', { grant: grant.grant })
  startJournal(lines.length)
  const log = await readLog(grant, bytes, lines).catch(async (error: unknown) => {
    // What cannot be shown must not stay locked.
    await callStore('close', null)
    await ask('review.close', { grant: grant.grant, discardDraft: false })
    throw error
  })
  showLog(log)
  const { state } = log
  store.setState({
    file: { grant, draft }, saved: lines.length > 0 ? 'journalled' : 'saved', place: 'overview',
    unloaded: [...(state.model === null ? [] : ['model']), ...state.datasets.map((d) => d.id)],
  })
  if (damaged > 0) say('overview', `The last ${damaged === 1 ? 'line' : `${damaged} lines`} of the journal had not been written completely when the app ended; everything before is here.`, 'warning')
  await noteCard()
  await refreshRecents()
}

/** The log in a review file and its journal. @throws `review.*` for a file that holds no unbroken log. */
async function readLog(grant: Grant, bytes: Uint8Array | null, journal: readonly string[]): Promise<ReviewLog> {
  const { entries } = await callStore('open', { bytes, journal })
  if (entries.length === 0) throw new ExpectedError('review.empty', `${grant.name} holds no review.`, { file: grant.name })
  return replay(entries)
}

/** Writes a snapshot; `copyTo` also writes it to a new file ("save as"). */
async function snapshot(copyTo: Grant | null): Promise<void> {
  const { file } = store.getState()
  if (held.log === null || file === null) return
  store.setState({ saved: 'writing' })
  await settled()
  // Edits may go on while the bytes are made: only the lines that are in them leave the journal.
  const { log } = held
  const through = durableLines()
  const owed = owedLines()
  try {
    const { bytes } = await callStore('snapshot', { entries: log.entries, state: log.state })
    await ask('review.snapshot', { grant: file.grant.grant, bytes, copyTo: copyTo?.grant ?? null, through })
  } catch (error) {
    // The file is as it was before: what the journal holds, it still holds.
    store.setState({ saved: owed > 0 ? 'failed' : 'journalled' })
    throw error
  }
  settleOwed(owed)
  store.setState({ saved: held.log === log ? 'saved' : 'journalled' })
  if (owed > 0) tellMain()
}

/** Saves in place; a draft is asked for its name first. Answers false when the person backed out. */
export async function save(): Promise<boolean> {
  const { file } = store.getState()
  if (file === null) return false
  if (file.draft) return saveAs()
  await snapshot(null)
  return true
}

export async function saveAs(): Promise<boolean> {
  const { file, review } = store.getState()
  if (file === null || review === null) return false
  const suggestedName = `${review.title.replace(/[^\p{L}\p{N} ._-]+/gu, ' ').trim() || 'Review'}.countersign`
  const chosen = await ask('files.save', { purpose: 'review', suggestedName })
  if (chosen === null) return false
  await snapshot(chosen)
  await ask('review.close', { grant: file.grant.grant, discardDraft: file.draft })
  startJournal((await ask('review.open', { grant: chosen.grant })).journal.length)
  store.setState({ file: { grant: chosen, draft: false }, saved: 'saved' })
  await noteCard()
  await refreshRecents()
  return true
}

/** Closes the open review; its last state is written first, so that opening it again is quick. */
export async function closeReview(): Promise<void> {
  const { file, review } = store.getState()
  if (file === null || review === null) return
  // A job that ended later would write its results into the next review.
  await stopAll()
  await snapshot(null)
  await ask('review.close', { grant: file.grant.grant, discardDraft: false })
  for (const { id } of review.datasets) await callDesk('dataset.close', { dataset: id }).result
  if (review.model !== null) await callDesk('model.close', { model: review.model.model }).result
  await callStore('close', null)
  forgetReview()
  await refreshRecents()
}
