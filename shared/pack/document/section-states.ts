import type { ReviewState } from '../../review/state'
import { buildPackDocument } from './build'
import { packSections, type SectionEntry } from './section-list'
import type { PackInfo, RenderRun, SectionStatus } from './types'

/** A section as it would come out if the pack were made now. */
export interface SectionState extends SectionEntry {
  readonly number: string
  readonly status: SectionStatus
  readonly basis: string
}

// What stands in a section does not depend on identifiers or on how runs are drawn.
const info: PackInfo = {
  packId: '', supersedes: '', appVersion: '', engine: '', claimedTime: '', platform: '', runtime: '', locale: '', evidenceHash: '', draft: true, marking: '', signatures: [], files: [], rulePacks: [],
}
const undrawn: RenderRun = (run) => ({ title: run.analysis, answers: '', blocks: [], figures: [], method: [], references: [] })

/** Which sections rest on tests, which on statements, and which are still empty; cheap enough to show while typing. */
export function sectionStates(review: ReviewState, given: Pick<PackInfo, 'signatures' | 'rulePacks'>): readonly SectionState[] {
  const { sections } = buildPackDocument(review, { ...info, ...given }, undrawn)
  return packSections.map((entry, i) => ({ ...entry, number: sections[i]!.number, status: sections[i]!.status, basis: sections[i]!.basis }))
}
