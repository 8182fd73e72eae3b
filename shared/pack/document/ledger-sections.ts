import type { Block } from '../../contract/figure'
import type { Finding } from '../../review/state'
import { countOf, formatCount, formatNumber, listWords } from '../../analyses/common/format'
import { facts, heading, list, note, paragraph, table, typed } from './build-blocks'
import { noteOn, section, statement, type DocumentContext, type Draft } from './context'
import { relatedFindings } from './related-findings'
import { isOpen } from './roll-up'
import { kindWords, orNotStated, outcomeWords, responseWords, retestWords, severityOrder, severityWords, statusWords } from './words'

const byGravity = (a: Finding, b: Finding): number => severityOrder.indexOf(a.severity) - severityOrder.indexOf(b.severity) || (a.id < b.id ? -1 : 1)

/** Section 21: the register, then every finding in full; dismissed ones with the reason. */
export function findingsSection(context: DocumentContext): Draft {
  const findings = context.review.findings.toSorted(byGravity)
  const undecided = findings.filter((finding) => finding.status === 'proposed').length
  return section('findings', 'Findings', context.review.runs.length === 0 && findings.length === 0 ? 'not-tested' : 'stated', findings.length === 0 ? 'The ledger of findings is empty.' : 'Proposed by analyses or raised by a person; only a person confirms.', [
    ...(undecided === 0 ? [] : [note('warning', `${undecided} proposed ${undecided === 1 ? 'finding has' : 'findings have'} not been decided by a person.`)]),
    ...(findings.length === 0 ? [] : [registerOf(findings)]),
    ...findings.flatMap((finding) => findingBlocks(finding, context)),
    ...noteOn(context, 'findings'),
  ])
}

/** The register; owner and due date have their columns once a finding has one. */
function registerOf(findings: readonly Finding[]): Block {
  const owned = findings.some(({ owner, due }) => owner !== '' || due !== '')
  return table('Register of findings', ['Id', 'Severity', 'Title', 'Status', ...(owned ? ['Owner', 'Due'] : [])], findings.map((finding) => [
    finding.id, severityWords[finding.severity], finding.title, statusWords[finding.status], ...(owned ? [orNotStated(finding.owner), orNotStated(finding.due)] : []),
  ]))
}

function findingBlocks(finding: Finding, { review }: DocumentContext): readonly Block[] {
  const related = relatedFindings(finding, review.findings, Object.keys(review.roles))
  const analysisOf = (id: string): string => review.runs.find((run) => run.id === id)?.analysis ?? 'superseded run'
  return [
    heading(`${finding.id}  ${finding.title}`),
    facts([
      ['Severity, kind, status', `${severityWords[finding.severity]} · ${kindWords[finding.kind]} · ${statusWords[finding.status]}`],
      ...(finding.status === 'dismissed' ? [['Dismissed because', orNotStated(finding.dismissReason)] as const] : []),
      ...(sameWords(finding.condition, finding.title) ? [] : [['Condition: what is', orNotStated(finding.condition)] as const]), ['Criterion: what should be', orNotStated(finding.criterion)], ['Consequence', orNotStated(finding.consequence)], ['Recommendation', orNotStated(finding.recommendation)],
      ...(finding.owner === '' && finding.due === '' && finding.response.kind === 'none' && finding.retest.outcome === 'none' ? [['Owner, due, response, retest', 'none stated'] as const] : [
        ['Owner, due', `${orNotStated(finding.owner)} · ${orNotStated(finding.due)}`] as const,
        ['Management response', finding.response.kind === 'none' ? 'none' : `${responseWords[finding.response.kind]}${finding.response.text === '' ? '' : `: ${finding.response.text}`} (${orNotStated(finding.response.by)}, ${orNotStated(finding.response.date)})`] as const,
        ['Retest', finding.retest.outcome === 'none' ? 'none' : `${retestWords[finding.retest.outcome]}${finding.retest.text === '' ? '' : `: ${finding.retest.text}`} (${orNotStated(finding.retest.date)})`] as const,
      ]),
      ...(related.length === 0 ? [] : [['See also', listWords(related.map(({ id, columns }) => `${id} (${columns.join(', ')})`), 6)] as const]),
      ['Evidence', finding.evidence.length === 0 ? 'none' : finding.evidence.map(({ run, values }) => `${analysisOf(run)} (run ${run.slice(0, 12)}): ${evidenceText(values)}`).join('; ')],
    ]),
  ]
}

/** Two texts that say the same but for their last full stop. */
function sameWords(a: string, b: string): boolean {
  return a.trim().replace(/\.$/, '') === b.trim().replace(/\.$/, '')
}

/** The first values a finding rests on; findings.json has all of them. */
function evidenceText(values: readonly string[]): string {
  return values.length > 3 ? `${values.slice(0, 2).join(', ')} and ${values.length - 2} more in findings.json` : values.join(', ')
}

/** Section 22: limitations and conditions as stated, and the findings that are limitations. */
export function limitationsSection(context: DocumentContext): Draft {
  const { governance, findings } = context.review
  const bound = findings.filter((finding) => finding.kind === 'limitation' && isOpen(finding))
  return statement(context, 'limitations', 'Limitations and conditions of use', governance.limitations, 'The reviewer has stated no limitations.', [
    ...(governance.conditions === '' ? [] : [heading('Conditions of use'), ...typed(governance.conditions)]),
    ...(bound.length === 0 ? [] : [heading('Findings that limit use'), list(bound.map((finding) => `${finding.id} ${finding.title}: ${finding.condition}`))]),
  ])
}

/** Analyses that say something about the model in use: what only the artifact or the development data can change is not followed. */
const followed = /^(?:data\.quality|drift\.|performance\.|subpopulations\.|stability\.(?:re-performance|domain|conformal))/u

/** Section 23: the plan as stated, and what this review leaves to it. */
export function monitoringSection(context: DocumentContext): Draft {
  const limits = context.runs.filter(({ run }) => followed.test(run.analysis)).flatMap(({ run, rendered }) => run.result.values.filter((value) => value.limit !== undefined && value.value !== null).slice(0, 1).map(({ label, value, n, limit }) => [
    rendered.title, label, formatNumber(value), n === undefined ? '–' : formatCount(n), formatNumber(limit),
  ]))
  return statement(context, 'monitoring', 'Monitoring plan', context.review.governance.monitoring, 'The reviewer has stated no monitoring plan.', [
    ...(limits.length === 0 ? [] : [paragraph('Figures of this review that monitoring can take over with their limits, one of each analysis; the origin of the limits is in section 29. A plan adds to each how often, from which n on, who answers for it, and what happens at the limit.'), table('Figures and limits to follow', ['Analysis', 'Figure', '>Here', '>n', '>Limit'], limits)]),
  ])
}

/** Section 24: challenges raised and what came of them, with totals. */
export function challengeSection(context: DocumentContext): Draft {
  const { challenges } = context.review.governance
  if (challenges.length === 0) return section('challenge', 'Effective challenge', 'not-tested', 'No challenge was recorded.', noteOn(context, 'challenge'))
  const count = (outcome: keyof typeof outcomeWords): string => String(challenges.filter((challenge) => challenge.outcome === outcome).length)
  return section('challenge', 'Effective challenge', 'stated', 'Recorded by the reviewer.', [
    facts([['Challenges raised', String(challenges.length)], ['Model changed', count('changed')], ['Documented', count('documented')], ['Rejected with reason', count('rejected')], ['Open', count('open')]]),
    table('Log of challenges', ['Id', 'Date', 'Target', 'Question', 'Answer', 'Outcome'], challenges.map((challenge) => [challenge.id, challenge.date, challenge.target, challenge.question, orNotStated(challenge.answer), outcomeWords[challenge.outcome]])),
    ...noteOn(context, 'challenge'),
  ])
}

/** Section 25: the risks that are known are the open findings; hazards beyond them are for persons to state. */
export function riskSection(context: DocumentContext): Draft {
  const open = context.review.findings.filter(isOpen).toSorted(byGravity)
  return statement(context, 'risks', 'Risk register', '', 'No risk register was stated; the open findings are the risks this review knows of.', [
    ...(open.length === 0 ? [] : !open.some(({ owner, response }) => owner !== '' || response.kind !== 'none') ? [paragraph(`${countOf(open.length, 'open finding')} in the register of section 21, each with its consequence: ${severityOrder.filter((severity) => open.some((finding) => finding.severity === severity)).map((severity) => `${open.filter((finding) => finding.severity === severity).length} ${severityWords[severity].toLowerCase()}`).join(', ')}. None has a control, a response or an owner.`)] : [table('Open findings as risks', ['Id', 'Hazard; consequence in section 21', 'Severity', 'Control or response', 'Owner'], open.map((finding) => [finding.id, finding.title, severityWords[finding.severity], finding.response.kind === 'none' ? 'none' : `${responseWords[finding.response.kind]} ${finding.response.text}`.trim(), orNotStated(finding.owner)]))]),
  ])
}
