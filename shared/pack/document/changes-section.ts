import type { Block } from '../../contract/figure'
import { compareCards } from '../../model/compare/compare-cards'
import type { ReviewState } from '../../review/state'
import { changesBetween, type Change } from '../earlier/changes'
import { facts, heading, note, paragraph, table } from './build-blocks'
import { statement, type DocumentContext, type Draft } from './context'
import { opinionWords, statusWords } from './words'

const kinds = { same: 'unchanged', changed: 'changed', added: 'new', removed: 'gone' } as const

/** Section 26: what differs from the earlier pack, computed from the evidence of both; and runs superseded on the way. */
export function changesSection(context: DocumentContext): Draft {
  const { review, info } = context
  const superseded: readonly Block[] = review.superseded.length === 0 ? [] : [
    heading('Runs replaced within this review'),
    paragraph('Runs that a later run replaced; they are never deleted from the log.'),
    table('Superseded runs', ['Analysis', 'Run', 'Replaced by'], review.superseded.map((run) => [run.analysis, run.id.slice(0, 16), run.by.slice(0, 16)])),
  ]
  const versions = versionsOf(review)
  const { earlier } = review
  if (earlier === null) return statement(context, 'changes', 'Changes since the last review', '', info.supersedes === '' ? 'There is no earlier pack to compare with.' : `The changes since pack ${info.supersedes} were not stated.`, [...versions, ...superseded])
  const changes = changesBetween(earlier, review)
  const differing = changes.facts.filter((change) => change.kind !== 'same')
  const draft = statement(context, 'changes', 'Changes since the last review', '', '', [
    facts([
      ['Earlier pack', `${earlier.packId}, ${earlier.claimedTime}`], ['SHA-256 of its file', earlier.pdfSha256], ['SHA-256 of its evidence', earlier.evidenceHash],
      ['Opinion then', opinionWords[earlier.opinion]], ['Opinion now', opinionWords[review.opinion.verdict]],
    ]),
    ...(earlier.verified === 'proven' ? [] : [note('warning', earlier.verified === 'failed' ? 'The check of the earlier pack failed: what it says may have been changed.' : 'The earlier pack was read, but who signed it or that it is unchanged was not proven.')]),
    ...(differing.length === 0
      ? [paragraph(`Model file, features, data, settings and parameters are those of the earlier pack (${changes.facts.length} compared).`)]
      : [table(`What differs, of ${changes.facts.length} compared`, ['What', 'Kind', 'Earlier', 'Now'], differing.map((change) => [change.what, kinds[change.kind], short(change, change.was), short(change, change.is)]))]),
    ...(changes.findings.length === 0 ? [paragraph('Neither review has a finding.')] : [table('Findings then and now', ['Finding', 'Kind', 'Earlier', 'Now'], changes.findings.map(({ title, kind, was, is }) => [title, kind, was === null ? '–' : statusWords[was], is === null ? '–' : statusWords[is]]))]),
    ...versions,
    ...superseded,
  ])
  return { ...draft, status: 'tested', basis: `Compared with the evidence of pack ${earlier.packId}; what a person adds is a statement.` }
}

/** Differences printed; the rest is counted, and shown in Inputs. */
const printed = 12

/** How the artifact differs from the version it was compared with, by what both tell of themselves. */
function versionsOf({ model, modelBefore }: ReviewState): readonly Block[] {
  if (model === null || modelBefore === null) return []
  const { differences, unlisted, headline } = compareCards(modelBefore.card, model.card)
  const more = Math.max(0, differences.length - printed) + unlisted
  return [
    heading('The artifact and an earlier version of it'),
    facts([['Compared with', modelBefore.name], ['SHA-256 of that version', modelBefore.sha256]]),
    paragraph(modelBefore.sha256 === model.sha256 ? 'The two are the same file.' : headline),
    ...(differences.length === 0 ? [] : [table('What differs in the artifact', ['What', 'Kind', 'Earlier', 'Now'], differences.slice(0, printed).map(({ item, kind, was, is }) => [cut(item), kind, cut(was), cut(is)]))]),
    ...(more === 0 ? [] : [paragraph(`${more} further ${more === 1 ? 'difference is' : 'differences are'} not printed.`)]),
  ]
}

function cut(text: string): string {
  return text === '' ? '–' : text.length <= 120 ? text : `${text.slice(0, 119)}…`
}

/** Hashes are printed in full: they are what another person compares. */
function short({ what }: Change, text: string): string {
  return /SHA-256/u.test(what) ? text : cut(text)
}
