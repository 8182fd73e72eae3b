import type { Governance } from '../../../shared/review/state'

export interface CheckItem {
  readonly id: string
  readonly text: string
  /** Tiers that ask for it; an unrated model is asked everything. */
  readonly tiers: readonly Governance['tier'][]
}

const everyTier = ['high', 'medium', 'low', 'unrated'] as const
const upper = ['high', 'medium', 'unrated'] as const
const highest = ['high', 'unrated'] as const

/** What a review has to have looked at. Ids are stored in reviews and never reused for another meaning. */
export const checklist: readonly CheckItem[] = [
  { id: 'inventory', text: 'The model is in the inventory, with owner, version and use', tiers: everyTier },
  { id: 'purpose', text: 'Purpose and limits of use are written down and match how it is used', tiers: everyTier },
  { id: 'data-lineage', text: 'Where the development data come from is documented', tiers: everyTier },
  { id: 'documentation', text: 'A third person could rebuild the model from its documentation', tiers: upper },
  { id: 'assumptions', text: 'Assumptions and their limits are stated and were challenged', tiers: upper },
  { id: 'alternatives', text: 'A simpler alternative or benchmark was compared', tiers: upper },
  { id: 'fairness', text: 'Protected attributes: availability, lawful basis and measured differences', tiers: upper },
  { id: 'implementation', text: 'What runs in production is the artifact that was reviewed', tiers: upper },
  { id: 'monitoring', text: 'Monitoring plan: metrics, limits, frequency, owner and escalation', tiers: upper },
  { id: 'vendor', text: 'What a vendor does not disclose is named and compensated', tiers: highest },
  { id: 'contingency', text: 'Fallback when the model fails is defined and was tried', tiers: highest },
  { id: 'override', text: 'Overrides are recorded, limited and analysed', tiers: highest },
]

/** The items a tier asks for. */
export function checklistFor(tier: Governance['tier']): readonly CheckItem[] {
  return checklist.filter((item) => item.tiers.includes(tier))
}

export type Rating = 1 | 2 | 3 | 4 | 5

/**
 * The tier that a probability and an impact suggest: product of the two, 15 and more is high, 6 and
 * more is medium; impact 5 is never low. A suggestion: the person decides the tier.
 */
export function suggestedTier(probability: Rating, impact: Rating): 'high' | 'medium' | 'low' {
  const product = probability * impact
  if (product >= 15) return 'high'
  return product >= 6 || impact === 5 ? 'medium' : 'low'
}
