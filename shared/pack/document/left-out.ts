import { note } from './build-blocks'
import type { Draft } from './context'
import { leftOutSections } from './section-list'

/** A section the reviewer left out keeps its number and heading and says so: never silently. Its run records stay in the evidence. */
export function leaveOut(draft: Draft, chosen: readonly string[]): Draft {
  if (!leftOutSections(chosen).some(({ id }) => id === draft.id)) return draft
  const had = draft.status === 'tested' ? 'It was tested: every number is in results.json inside this file.' : draft.status === 'stated' ? 'There is a statement for it in governance.json inside this file.' : 'It was neither tested nor stated.'
  return { ...draft, status: 'left-out', basis: 'The reviewer chose not to print this section.', blocks: [note('limitation', `Left out by the reviewer. ${had}`)] }
}
