import { ExpectedError } from '../contract/errors'
import type { ReadDecision, ReadOptions } from '../contract/table'

/**
 * A decision: what the person set under its id, or else what `guess` finds. With `strict`, a value
 * that is none of the alternatives is refused.
 * @throws ExpectedError `table.bad-option`
 */
export function decide(
  options: ReadOptions,
  id: string,
  label: string,
  guess: () => { readonly chosen: string; readonly reason: string },
  alternatives: readonly string[] = [],
  strict = false,
): ReadDecision {
  const set = options[id]
  if (set === undefined) {
    const { chosen, reason } = guess()
    return { id, label, chosen, reason, alternatives: alternatives.filter((value) => value !== chosen), overridden: false }
  }
  if (strict && !alternatives.includes(set)) {
    throw new ExpectedError('table.bad-option', `"${set}" is no value of the read option "${id}".`, { remedy: `Use one of: ${alternatives.join(', ')}.` })
  }
  return { id, label, chosen: set, reason: 'Set by the reviewer.', alternatives: alternatives.filter((value) => value !== set), overridden: true }
}
