import { appliedRulePacks, readRulePacks, type AppliedRulePack, type RulePack } from '../../shared/pack/rules/rule-pack'
import canada from '../../resources/rule-packs/ca-osfi-e-23.json'
import european from '../../resources/rule-packs/eu-ai-act-annex-iv.json'
import neutral from '../../resources/rule-packs/neutral.json'
import britain from '../../resources/rule-packs/uk-ss1-23.json'
import banks from '../../resources/rule-packs/us-banks-sr-26-2.json'
import newYork from '../../resources/rule-packs/us-nyc-ll144.json'
import legacy from '../../resources/rule-packs/us-sr-11-7-legacy.json'

/** Every rule pack of this version, in the order they are offered. To add one: its file, and its line here. */
export const rulePacks: readonly RulePack[] = readRulePacks([neutral, banks, britain, european, canada, newYork, legacy])

/** The rule packs that a review applies. @throws ExpectedError `rules.unknown`. */
export function rulePacksOf(chosen: readonly string[]): readonly AppliedRulePack[] {
  return appliedRulePacks(rulePacks, chosen)
}
