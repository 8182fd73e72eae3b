import type { Analysis } from '../contract/analysis'

/**
 * The order in which analyses are computed: those that take long first, so that workers who share a plan end
 * at about the same time; alike ones as given. It decides no number, only when each is there.
 */
export function longestFirst<T>(entries: readonly T[], analysisOf: (entry: T) => Pick<Analysis, 'seconds'>): readonly T[] {
  const seconds = (entry: T): number => analysisOf(entry).seconds ?? 1
  return [...entries].sort((a, b) => seconds(b) - seconds(a))
}
