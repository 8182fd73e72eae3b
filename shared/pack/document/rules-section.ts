import type { Block } from '../../contract/figure'
import { canonicalJson } from '../../contract/json'
import { formatCount, formatNumber } from '../../analyses/common/format'
import { markWords, neutralRulePack, stateWords, type AppliedRulePack } from '../rules/rule-pack'
import { facts, heading, list, note, paragraph, table } from './build-blocks'
import { noteOn, section, type DocumentContext, type Draft } from './context'
import { packSections, sectionNumber } from './section-list'

const statusWords = { tested: 'tested', stated: 'stated', 'not-tested': 'not tested', 'left-out': 'left out' } as const

/** Section 29: which rules were applied, as of when, where each clause is answered, and where limits come from. */
export function rulesSection(context: DocumentContext, before: readonly Draft[]): Draft {
  const { info, review, runs } = context
  const limits = runs.map(({ run, rendered }) => [rendered.title, Object.entries(run.params).map(([name, value]) => `${name} ${typeof value === 'number' ? formatNumber(value) : value === null ? 'none' : canonicalJson(value)}`).join(', ') || 'none'])
  const neutral = info.rulePacks.every(({ id }) => id === neutralRulePack)
  const basis = info.rulePacks.length === 0 ? 'No rule pack was applied; limits come from the policy named below.'
    : neutral ? 'No rule pack of a jurisdiction was chosen; the neutral one was applied.'
      : 'Rule packs carry a date; law after that date was not considered. Nothing here is legal advice.'
  return section('rules', 'Standards and rule packs applied', info.rulePacks.length === 0 ? 'not-tested' : 'stated', basis, [
    ...(info.rulePacks.length === 0 ? [] : [
      table('Rule packs', ['Rule pack', 'Jurisdiction', 'As of', 'Status', 'SHA-256 of its canonical JSON'], info.rulePacks.map((pack) => [pack.title, pack.jurisdiction, pack.asOf, stateWords[pack.status.state], pack.sha256])),
      paragraph(originText(info.rulePacks)),
    ]),
    ...info.rulePacks.flatMap((pack) => rulePackBlocks(pack, before)),
    heading('Policy and limits'),
    facts([['Policy', review.policy.origin], ['Family-wise error of the review', formatNumber(review.policy.alpha)]]),
    ...(limits.length === 0 ? [] : [table('Limits and parameters of every run, under the policy named above', ['Analysis', 'Limits and parameters'], limits)]),
    ...noteOn(context, 'rules'),
  ])
}

/** Clauses are summaries, never quotations; says which were written from a text that was read, and how many were not. */
function originText(packs: readonly AppliedRulePack[]): string {
  const clauses = packs.flatMap((pack) => pack.clauses)
  const unread = clauses.filter(({ mark }) => mark === 'K').length
  const rest = unread === 0 ? 'None of the clauses applied here is marked K.'
    : `${unread === clauses.length ? `All ${formatCount(unread)} clauses` : `${formatCount(unread)} of the ${formatCount(clauses.length)} clauses`} applied here ${unread === 1 ? 'is' : 'are'} marked K: check ${unread === 1 ? 'it' : 'them'} against the text before relying on ${unread === 1 ? 'it' : 'them'}.`
  return `No clause is a quotation; each is a summary in the words of this program. P: summarised from the ${markWords.P}, which was read. S: from a ${markWords.S}. K: from ${markWords.K.replace(', to be checked', '')}, not compared with a text. ${rest}`
}

function rulePackBlocks(pack: AppliedRulePack, before: readonly Draft[]): readonly Block[] {
  return [
    heading(pack.title),
    ...(pack.status.state === 'rescinded' || pack.status.state === 'upcoming' ? [note('warning', `As of ${pack.asOf} this is ${stateWords[pack.status.state]}. ${pack.status.text}`)] : [paragraph(`${pack.status.text} As of ${pack.asOf}.`)]),
    list(pack.sources.map((source) => `${source.title} [${source.mark}]. ${source.note}`)),
    table(`What it asks for, and where this pack answers: ${pack.id}`, ['Clause', 'Asks for', 'Mark', 'Sections'], pack.clauses.map((clause) => [clause.id, clause.asks, clause.mark, answered(clause.sections, before)])),
    ...(pack.screens.length === 0 ? [] : [table(`Screens: conventions with a date, ${pack.id}`, ['Screen', 'Rule', 'Dated', 'Origin', 'Mark', 'Caution'], pack.screens.map((screen) => [screen.title, screen.rule, screen.dated, screen.origin, screen.mark, screen.caution]))]),
    ...(pack.cautions.length === 0 ? [] : [list(pack.cautions)]),
  ]
}

/** "8 stated, 10 tested"; this section and the glossary answer by being there. */
function answered(ids: readonly string[], before: readonly Draft[]): string {
  if (ids.length === 0) return 'none; outside what an offline review can show'
  return packSections.filter(({ id }) => ids.includes(id)).map(({ id }) => {
    const status = before.find((draft) => draft.id === id)?.status
    return status === undefined ? sectionNumber(id) : `${sectionNumber(id)} ${statusWords[status]}`
  }).join(', ')
}
