import { z } from 'zod'
import { reviewCardSchema, type ReviewCard } from '../../shared/contract/ipc'
import type { JsonStore } from './json-store'

/** Cards of reviews by path, the latest last. */
export const cardsSchema = z.array(z.object({ path: z.string(), card: reviewCardSchema }))
export type Cards = z.infer<typeof cardsSchema>

const maxCards = 1000

/** Remembers what a review is about; only the latest is kept of each. */
export function noteCard(store: JsonStore<Cards>, path: string, card: ReviewCard): Promise<void> {
  return store.update((known) => [...known.filter((other) => other.path !== path), { path, card }].slice(-maxCards))
}

/** Forgets a review that was taken off the list or deleted. */
export function forgetCard(store: JsonStore<Cards>, path: string): Promise<void> {
  return store.update((known) => known.filter((other) => other.path !== path))
}
