import type { ReviewEdit } from '../../../shared/review/edits'
import type { LogEntry } from '../../../shared/review/log'
import { logWords } from '../../ui/log-words'

/** Edits that decide numbers; the others leave results as they are. */
const deciding: ReadonlySet<ReviewEdit['edit']> = new Set(['model.set', 'dataset.set', 'dataset.changed', 'dataset.removed', 'roles.guessed', 'roles.changed', 'setup.changed', 'plan.changed'])

/** What was changed since the last run that its results do not know of, oldest first; undone edits are left out. */
export function changesSinceRun(log: readonly LogEntry[]): readonly string[] {
  const undone = new Set<number>()
  for (const { what } of log) {
    if (what.change === 'undone') undone.add(what.target)
    if (what.change === 'redone') undone.delete(what.target)
  }
  const lastRun = log.findLast(({ what }) => what.change === 'edited' && what.edit.edit === 'runs.recorded')?.seq ?? Infinity
  return log
    .filter(({ seq, what }) => seq > lastRun && !undone.has(seq) && what.change === 'edited' && deciding.has(what.edit.edit))
    .map(({ what }) => logWords(what))
}
