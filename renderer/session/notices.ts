import { CancelledError, describeError, toErrorReport } from '../../shared/contract/errors'
import { ask } from '../bridge'
import { store } from './store'
import type { Notice, Place } from './types'

let nextId = 1

function add(notice: Omit<Notice, 'id'>): void {
  store.setState(({ notices }) => ({ notices: [...notices.filter((n) => n.text !== notice.text), { ...notice, id: nextId++ }].slice(-20) }))
}

/** Says that something was done. */
export function say(place: Place, text: string, tone: 'done' | 'warning' = 'done'): void {
  add({ tone, text, place })
}

/** Shows an error in its place. A cancel is not an error; a defect is logged and gets an id. */
export async function report(place: Place, thrown: unknown): Promise<void> {
  if (thrown instanceof CancelledError) { say(place, thrown.message, 'warning'); return; }
  const error = toErrorReport(thrown)
  if (error.code !== 'unexpected') { add({ tone: 'error', text: describeError(error), error, place }); return; }
  const stack = thrown instanceof Error ? (thrown.stack ?? '') : ''
  const id = await ask('defect.report', { where: place, message: error.message, stack }).then((answer) => answer.id, () => 'not logged')
  add({ tone: 'error', text: `Something went wrong here that should not: ${error.message} (logged as ${id}). Nothing you entered is lost.`, error, place })
}

/** What was said in a place before is no longer news once something new is begun there. */
function clear(place: Place): void {
  store.setState(({ notices }) => ({ notices: notices.filter((n) => n.place !== place || n.tone !== 'done') }))
}

/** What went wrong in a place has been put right. */
export function clearErrors(place: Place): void {
  store.setState(({ notices }) => ({ notices: notices.filter((n) => n.place !== place || n.tone !== 'error') }))
}

/** Runs an action; whatever it throws becomes a notice in its place, and the answer is then `fallback`. */
export async function guarded<T>(place: Place, action: () => Promise<T>, fallback: T): Promise<T> {
  clear(place)
  try {
    return await action()
  } catch (thrown) {
    await report(place, thrown)
    return fallback
  }
}

export function dismiss(id: number): void {
  store.setState(({ notices }) => ({ notices: notices.filter((n) => n.id !== id) }))
}
