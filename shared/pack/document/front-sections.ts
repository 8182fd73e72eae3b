import type { Block } from '../../contract/figure'
import { analysisById } from '../../analyses/registry'
import { countOf, formatCount } from '../../analyses/common/format'
import { facts, heading, list, note, paragraph, table, typed } from './build-blocks'
import { noteOn, section, statement, type DocumentContext, type Draft } from './context'
import { externalRunBlocks } from './external-run-blocks'
import { mergeItems } from './merge-items'
import { bestOpinion, isMoreFavourable, rollUpRule } from './roll-up'
import { notStated, opinionWords, orNotStated, reviewTypeWords, taskWords, tierWords } from './words'

/** Section 1: what was reviewed and the opinion, with the rule that bounds it. */
export function opinionSection(context: DocumentContext): Draft {
  const { review, info } = context
  const { governance, opinion } = review
  const periods = review.datasets.map((dataset) => dataset.period).filter((period) => period !== '').toSorted()
  const best = bestOpinion(review.findings)
  const blocks: Block[] = [
    facts([
      ['Opinion', opinionWords[opinion.verdict]], ['Model', orNotStated(governance.modelName)], ['Version', orNotStated(governance.modelVersion)],
      ['Model file', review.model === null ? 'none; recorded predictions only' : review.model.name], ['SHA-256 of the model file', review.model?.sha256 ?? 'none'],
      ['Type of review', reviewTypeWords[governance.reviewType]], ['Period of the data', periods.length === 0 ? notStated : `${periods[0]!} to ${periods.at(-1)!}`],
      ['Tier', tierWords[governance.tier]], ['Next review', orNotStated(governance.nextReview)], ['Pack', info.packId], ['Supersedes', info.supersedes === '' ? 'no earlier pack' : info.supersedes],
      ['Marking', info.marking === '' ? 'none' : info.marking], ['Made', `${info.claimedTime}, time claimed by the computer`],
    ]),
    ...typed(opinion.text),
    ...(governance.conditions === '' ? [] : [heading('Conditions', 3), ...typed(governance.conditions)]),
    heading('Rule that bounds the opinion', 3), paragraph(rollUpRule),
    ...(isMoreFavourable(opinion.verdict, best) ? [note('warning', `Under this rule the open findings allow at best: ${opinionWords[best].toLowerCase()}. The stated opinion is more favourable; the signatories answer for the difference.`)] : []),
    ...noteOn(context, 'opinion'),
  ]
  return opinion.verdict === 'none'
    ? section('opinion', 'Cover and opinion', 'not-tested', 'The reviewer has given no opinion.', blocks)
    : section('opinion', 'Cover and opinion', 'stated', 'The opinion is the reviewer’s; identifiers and hashes are computed.', blocks)
}

/** Section 2. */
export function independenceSection(context: DocumentContext): Draft {
  const { governance } = context.review
  return statement(context, 'independence', 'Independence and competence', governance.independence, 'The reviewer has not stated independence, conflicts of interest or qualifications.', [
    facts([['Reviewer', orNotStated(governance.reviewer)], ['Organisation', orNotStated(governance.organisation)], ['Developer of the model', orNotStated(governance.developer)], ['Owner of the model', orNotStated(governance.owner)]]),
    ...(governance.reviewer !== '' && governance.reviewer.trim().toLowerCase() === governance.developer.trim().toLowerCase() ? [note('warning', 'Reviewer and developer have the same name.')] : []),
  ])
}

const cannotAttest = [
  'how the model was trained, and on what', 'whether the data were collected and used lawfully', 'how the model is built into live systems', 'how people supervise it in practice', 'cybersecurity of the systems around it',
  'whether the recorded outcomes are true', 'what happens inside a vendor’s black box', 'outcomes of rejected applicants: no dataset has them', 'any test whose column (protected attribute, time, outcome) was absent',
]

/** Section 3: scope, exclusions, the evidence supplied, and the register of what was not tested. */
export function scopeSection(context: DocumentContext): Draft {
  const { review, info } = context
  const { governance } = review
  const gaps = [
    ...review.notRun.map(({ analysis, reason }) => [analysisById(analysis)?.title ?? analysis, reason]),
    ...context.runs.flatMap(({ run, rendered }) => mergeItems(run.result.notTested).map((reason) => [rendered.title, reason])),
  ]
  return section('scope', 'Scope, exclusions, reliance', governance.scope === '' ? 'not-tested' : 'stated', governance.scope === '' ? 'The reviewer has not stated the scope; the registers below are computed.' : 'Scope and exclusions are the reviewer’s; the registers are computed.', [
    ...typed(governance.scope),
    heading('Exclusions'), ...(governance.exclusions === '' ? [paragraph('None stated.')] : typed(governance.exclusions)),
    heading('Evidence supplied'),
    paragraph(`${suppliedText(context)} Section 28 gives every file with its size and SHA-256.`),
    heading('Not tested, and why'),
    gaps.length === 0 ? paragraph('Every analysis of this version applied and ran in full.') : table('Register of what was not tested', ['Analysis', 'Reason'], gaps),
    heading('What no offline review can attest'), list(cannotAttest),
    ...(info.files.length === 0 ? [] : [heading('Reliance'), paragraph('The numbers rest on the files named above as supplied. Whether these are the files in use is the supplier’s word.')]),
    ...externalRunBlocks(review.externalRuns),
    ...noteOn(context, 'scope'),
  ])
}

/** How many files of which kind were handed in. */
function suppliedText({ review }: DocumentContext): string {
  const roles = new Map<string, number>()
  for (const { role } of review.datasets) roles.set(role, (roles.get(role) ?? 0) + 1)
  const datasets = [...roles].map(([role, n]) => `${formatCount(n)} ${role}`).join(', ')
  return `${review.model === null ? 'No model artifact' : `The model artifact ${review.model.name}`} and ${countOf(review.datasets.length, 'dataset')}${datasets === '' ? '' : ` (${datasets})`}.`
}

/** Name, role, size and hash of every input: artifact first. */
export function inputRows({ review }: DocumentContext): readonly (readonly string[])[] {
  return [
    ...(review.model === null ? [] : [[review.model.name, 'model', formatCount(review.model.size), review.model.sha256]]),
    ...review.datasets.map(({ summary, role, period }) => [summary.name, period === '' ? role : `${role} ${period}`, formatCount(summary.size), summary.sha256]),
  ]
}

/** Section 4. */
export function isModelSection(context: DocumentContext): Draft {
  return statement(context, 'is-a-model', 'Is it a model?', '', 'The reviewer has not recorded the decision whether this is a model in the sense of the policy, or why.')
}

/** Section 5: the inventory record, from the artifact where it tells and from persons where it does not. */
export function inventorySection(context: DocumentContext): Draft {
  const { review } = context
  const { governance, model } = review
  const open = review.findings.filter((finding) => finding.status !== 'closed' && finding.status !== 'dismissed').length
  return section('inventory', 'Inventory record', 'stated', model === null ? 'Stated by persons; there is no artifact to read.' : 'Format and structure are read from the artifact, without running it; the rest is stated by persons.', [
    facts([
      ['Model', orNotStated(governance.modelName)], ['Version', orNotStated(governance.modelVersion)], ['Owner', orNotStated(governance.owner)], ['Developer', orNotStated(governance.developer)],
      ['Task', taskWords[review.task]], ['Open findings', formatCount(open)], ['Next review', orNotStated(governance.nextReview)],
      ...(review.externalRuns.length === 0 ? [] : [['External scorer', 'A command was run outside the sandbox; section 3 says which.'] as const]),
      ...(model === null ? [] : [['Format', `${model.card.format} ${model.card.formatVersion}`.trim()], ['Producer', orNotStated(model.card.producer)], ...model.card.facts.map(({ label, value }) => [label, value])] as [string, string][]),
    ]),
    ...(model === null || model.card.unsupported.length === 0 ? [] : [heading('Parts that cannot be scored here', 3), list(model.card.unsupported)]),
    ...(model === null || model.card.security.length === 0 ? [] : [heading('Security notes on the file', 3), list(model.card.security)]),
    ...(model === null || model.card.edits.length === 0 ? [] : [heading('Changes made to a copy before scoring', 3), list(model.card.edits)]),
    ...noteOn(context, 'inventory'),
  ])
}

/** Section 7: the tier with its arithmetic. */
export function tierSection(context: DocumentContext): Draft {
  const { tier, probability, impact } = context.review.governance
  const score = probability === null || impact === null ? null : probability * impact
  return section('tier', 'Materiality and tier', tier === 'unrated' ? 'not-tested' : 'stated', tier === 'unrated' ? 'The reviewer has not rated the model.' : 'Rated by the reviewer; the product is computed.', [
    facts([['Tier', tierWords[tier]], ['Probability of harm, 1 to 5', probability === null ? notStated : String(probability)], ['Impact of harm, 1 to 5', impact === null ? notStated : String(impact)], ['Product', score === null ? notStated : String(score)]]),
    paragraph('Scale of the suggestion: a product of 15 or more is high, 6 or more is medium, less is low; impact 5 is never low. The reviewer decides.'),
    ...noteOn(context, 'tier'),
  ])
}

/** Section 20: what persons state about vendors, and what could not be looked into, whoever made it. */
export function vendorSection(context: DocumentContext): Draft {
  const { model, externalRuns } = context.review
  const gaps = [
    ...(model === null ? ['No artifact was supplied: every number rests on recorded predictions. How they come about, and whether the model in use is the one that made them, was not seen; tests that score changed inputs were not possible.'] : []),
    ...(model?.card.unsupported ?? []).map((part) => `Part of the artifact that cannot be scored here: ${part}`),
    ...(externalRuns.length === 0 ? [] : ['Predictions were made by an external program; it was run, not read (section 3).']),
  ]
  return statement(context, 'vendor', 'Third-party and vendor gaps', '', 'Nothing was stated on vendor components, documents asked for and refused, change notices or exit.', gaps.length === 0 ? [] : [heading('What could not be looked into', 3), list(gaps)])
}
