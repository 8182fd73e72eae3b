import type { ReadOptions } from '../../../shared/contract/table'

/** The options with one more thing that the person decided. */
export function withOverride(options: ReadOptions, id: string, value: string): ReadOptions {
  return { ...options, [id]: value }
}

/** The options with one thing left to the reader again. */
export function withoutOverride(options: ReadOptions, id: string): ReadOptions {
  return Object.fromEntries(Object.entries(options).filter(([key]) => key !== id))
}
