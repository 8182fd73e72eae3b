import type { Block } from '../../contract/figure'
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
  const { earlier } = review
  if (earlier === null) return statement(context, 'changes', 'Changes since the last review', '', info.supersedes === '' ? 'There is no earlier pack to compare with.' : `The changes since pack ${info.supersedes} were not stated.`, superseded)
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
    ...superseded,
  ])
  return { ...draft, status: 'tested', basis: `Compared with the evidence of pack ${earlier.packId}; what a person adds is a statement.` }
}

/** Hashes are printed in full: they are what another person compares. */
function short({ what }: Change, text: string): string {
  return text === '' ? '–' : /SHA-256/u.test(what) || text.length <= 120 ? text : `${text.slice(0, 119)}…`
}
