import type { ReviewState } from '../../review/state'
import { glossarySection, reproducibilitySection, signoffSection } from './annex-sections'
import { changesSection } from './changes-section'
import { contextOf, statement, type DocumentContext, type Draft } from './context'
import { dataSection, purposeSection, soundnessSection } from './data-sections'
import { executiveBlocks } from './executive'
import { independenceSection, inventorySection, isModelSection, opinionSection, scopeSection, tierSection, vendorSection } from './front-sections'
import { challengeSection, findingsSection, limitationsSection, monitoringSection, riskSection } from './ledger-sections'
import { leaveOut } from './left-out'
import { rulesSection } from './rules-section'
import { runSection } from './run-sections'
import type { PackDocument, PackInfo, RenderRun } from './types'
import { orNotStated, reviewTypeWords } from './words'

/** The thirty sections in their fixed order: a reader finds the same thing under the same number in every pack. */
const sections: readonly ((context: DocumentContext, before: readonly Draft[]) => Draft)[] = [
  opinionSection, independenceSection, scopeSection, isModelSection, inventorySection, purposeSection, tierSection, dataSection, soundnessSection,
  (context) => runSection(context, 'reperformance'),
  (context) => runSection(context, 'discrimination'),
  (context) => runSection(context, 'calibration'),
  (context) => runSection(context, 'drift'),
  (context) => runSection(context, 'subpopulations'),
  (context) => runSection(context, 'fairness'),
  (context) => runSection(context, 'robustness'),
  (context) => runSection(context, 'comparison'),
  (context) => runSection(context, 'explanation'),
  (context) => statement(context, 'overrides', 'Overrides and adjustments', '', 'No overrides, post-model adjustments or overlays were supplied or stated.'),
  vendorSection,
  findingsSection, limitationsSection, monitoringSection, challengeSection, riskSection, changesSection,
  signoffSection, reproducibilitySection, rulesSection, glossarySection,
]

/**
 * The pack as a document: every section present, filled from the review and its run records or saying
 * what was not tested or not stated. Pure: same arguments, same document.
 * @param renderRun presents a run (title, blocks, figures, method); the registry's job, handed in.
 */
export function buildPackDocument(review: ReviewState, info: PackInfo, renderRun: RenderRun): PackDocument {
  const context = contextOf(review, info, renderRun)
  // Each section knows those before it: the rule packs say where in the pack a clause is answered, and how.
  const drafts = sections.reduce<readonly Draft[]>((before, write) => [...before, leaveOut(write(context, before), review.leftOut)], [])
  const { modelName, modelVersion, reviewType } = review.governance
  const model = [orNotStated(modelName), modelVersion === '' ? '' : `version ${modelVersion}`].filter((part) => part !== '').join(', ')
  return {
    title: review.title.trim() === '' ? 'Independent model review' : review.title,
    subject: `${reviewTypeWords[reviewType]} · ${model}`,
    packId: info.packId, evidenceHash: info.evidenceHash, draft: info.draft, language: 'en',
    executive: executiveBlocks(context, drafts),
    sections: drafts.map((draft, i) => ({ ...draft, number: String(i + 1) })),
  }
}
