import type { Progress } from '../../shared/contract/job'
import { formatBytes, formatCount, formatDuration } from '../ui/format'

/** How far, as a person reads it: "Reading rows: 12,000 of 40,000 rows". */
export function progressWords({ phase, done, total, unit }: Progress): string {
  const amount = unit === 'bytes' ? formatBytes : formatCount
  if (total > 0) return unit === 'bytes' ? `${phase}: ${amount(done)} of ${amount(total)}` : `${phase}: ${amount(done)} of ${amount(total)} ${unit}`
  return done > 0 ? `${phase}: ${amount(done)}${unit === 'bytes' ? '' : ` ${unit}`}` : phase
}

/**
 * The time left at the pace so far, or null before there is ground for one: two seconds and two
 * per cent of the phase. `since`: when the phase began and how far it was then.
 */
export function timeLeft(progress: Progress, since: { readonly at: number; readonly done: number }, now: number): string | null {
  const elapsed = now - since.at
  const made = progress.done - since.done
  if (progress.total <= 0 || elapsed < 2000 || made < progress.total * 0.02) return null
  return `about ${formatDuration((elapsed / made) * Math.max(0, progress.total - progress.done))} left`
}

/** A job shows nothing for its first 250 ms. */
export function isShown(startedAt: number, now: number): boolean {
  return now - startedAt >= 250
}
