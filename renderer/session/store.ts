import { create } from 'zustand'
import type { SourceRef } from '../../shared/contract/bytes'
import type { ReviewLog } from '../../shared/review/log'
import type { Place, SessionState } from './types'

const empty: SessionState = {
  info: null, place: 'start', review: null, log: [], file: null, saved: 'saved', canUndo: false, canRedo: false, jobs: [],
  notices: [], recents: [], identities: [], trusted: [], unloaded: [], failed: [], planCheck: null, stale: false, finished: [], pack: null,
  verification: null, signoffs: [],
}

/** What the places see. Only the files of this folder write to it. */
export const store = create<SessionState>(() => empty)

/** What a place never sees: the log as a value, and where each input is read from. */
export const held: { log: ReviewLog | null; readonly sources: Map<string, SourceRef> } = { log: null, sources: new Map() }

/** Places that are there without a review: what was said in the others was said of that review. */
const ownPlaces: readonly Place[] = ['start', 'verify', 'inventory']

/** Forgets the open review; what belongs to the workstation (info, recents, identities) stays. */
export function forgetReview(): void {
  held.log = null
  held.sources.clear()
  const { info, recents, identities, trusted, jobs, notices } = store.getState()
  store.setState({ ...empty, info, recents, identities, trusted, jobs, notices: notices.filter(({ place }) => ownPlaces.includes(place)) })
}
