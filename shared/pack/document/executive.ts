import type { Verdict } from '../../contract/analysis'
import type { Block } from '../../contract/figure'
import type { RunRecord } from '../../contract/run-record'
import type { Finding } from '../../review/state'
import { countOf, formatCount } from '../../analyses/common/format'
import type { AnalysisSection } from './analysis-sections'
import { facts, heading, list, note, paragraph, table } from './build-blocks'
import { runsOf, type DocumentContext, type Draft } from './context'
import { bestOpinion, countBySeverity, isMoreFavourable, isOpen } from './roll-up'
import { opinionWords, orNotStated, reviewTypeWords, severityOrder, severityWords, tierWords, verdictWords } from './words'

const areas: readonly { readonly title: string; readonly sections: readonly AnalysisSection[] }[] = [
  { title: 'Re-performance', sections: ['reperformance'] },
  { title: 'Performance', sections: ['discrimination', 'calibration'] },
  { title: 'Subpopulations', sections: ['subpopulations', 'fairness'] },
  { title: 'Stability', sections: ['robustness'] },
  { title: 'Drift', sections: ['drift'] },
]
const gravity: Readonly<Record<Verdict, number>> = { different: 3, inconclusive: 2, equivalent: 1, described: 0 }

/** Place in `severityOrder` of the gravest open finding that an analysis raised; beyond its end where it raised none. */
function severest(run: RunRecord, findings: readonly Finding[]): number {
  const own = findings.filter((finding) => isOpen(finding) && finding.evidence.some((evidence) => evidence.run === run.id))
  return own.reduce((least, { severity }) => Math.min(least, severityOrder.indexOf(severity)), severityOrder.length)
}

const tallies: readonly (readonly [string, (finding: Finding) => boolean])[] = [
  ['Open', isOpen],
  ['of these not decided by a person', (finding) => finding.status === 'proposed'],
  ['Closed', (finding) => finding.status === 'closed'],
  ['Dismissed', (finding) => finding.status === 'dismissed'],
]

/** The page for a committee: what was reviewed, the opinion, what was found, what was not tested, who signs. */
export function executiveBlocks(context: DocumentContext, sections: readonly Draft[]): readonly Block[] {
  const { review, info } = context
  const { governance } = review
  const best = bestOpinion(review.findings)
  const untested = sections.filter((part) => part.status === 'not-tested')
  const leftOut = sections.filter((part) => part.status === 'left-out')
  return [
    facts([
      ['Model', [orNotStated(governance.modelName), governance.modelVersion === '' ? '' : `version ${governance.modelVersion}`, governance.tier === 'unrated' ? 'tier not rated' : `${tierWords[governance.tier].toLowerCase()} tier`].filter((part) => part !== '').join(', ')],
      ['Artifact', review.model === null ? 'none; recorded predictions only' : review.model.name],
      ['SHA-256', review.model?.sha256 ?? 'none'],
      ['Review', `${reviewTypeWords[governance.reviewType]} by ${orNotStated(governance.reviewer)}${governance.organisation === '' ? '' : `, ${governance.organisation}`}`],
      ['Data', `${countOf(review.datasets.length, 'dataset')}, ${countOf(review.datasets.reduce((sum, dataset) => sum + dataset.summary.rows, 0), 'row')}`],
      ['Pack', `${info.packId}, ${info.claimedTime} (time claimed by the computer)`],
    ]),
    heading('Opinion'),
    paragraph(`${opinionWords[review.opinion.verdict]}.${review.opinion.text === '' ? '' : ` ${review.opinion.text}`}`),
    ...(isMoreFavourable(review.opinion.verdict, best) ? [note('warning', `The opinion is more favourable than the open findings allow under the rule in section 1 (at best: ${opinionWords[best].toLowerCase()}).`)] : []),
    table('Findings', ['Findings', ...severityOrder.map((severity) => `>${severityWords[severity]}`)], tallies.filter(([label, keep]) => label === 'Open' || review.findings.some(keep)).map(([label, keep]) => [label, ...severityOrder.map((severity) => formatCount(countBySeverity(review.findings, severity, keep)))])),
    ...gravest(review.findings, untested.length > 12 ? named - 2 : named),
    table('Verdicts', ['Area', 'Verdict', 'In one sentence'], areas.map(({ title, sections: wanted }) => {
      const runs = wanted.flatMap((id) => runsOf(context, id)).toSorted((a, b) => gravity[b.run.result.verdict] - gravity[a.run.result.verdict] || severest(a.run, review.findings) - severest(b.run, review.findings))
      const [worst] = runs
      return worst === undefined ? [title, 'not tested', 'No analysis of this area was run; the sections say why.'] : [title, verdictWords[worst.run.result.verdict], firstSentence(worst.run.result.headline)]
    })),
    heading('What was not tested or not stated'),
    paragraph(untested.length === 0 ? 'Every section rests on a test or a statement.' : `${untested.map((part) => part.title).join(' · ')}. Each section gives the reason; what no offline review can attest is listed in section 3.`),
    ...(leftOut.length === 0 ? [] : [paragraph(`Left out of the print by the reviewer: ${leftOut.map((part) => part.title).join(' · ')}.`)]),
    facts([
      ['Rule packs', info.rulePacks.length === 0 ? 'none' : info.rulePacks.map((pack) => `${pack.title}, as of ${pack.asOf}`).join(' · ')],
      ['Signatures planned', info.signatures.length === 0 ? 'none' : info.signatures.map((signature) => `${signature.role}: ${orNotStated(signature.name)}`).join(' · ')],
      ['How to check them', 'Signatures are in the file, not on the page, where a drawn mark would prove nothing: section 27.'],
    ]),
  ]
}

/** A headline up to the end of its first sentence; the section has all of it. */
function firstSentence(headline: string): string {
  return /^.*?\.(?=\s+\p{Lu})/u.exec(headline)?.[0] ?? headline
}

/** Gravest findings that are named on the page; beyond them it would be a second page. */
const named = 7

/** What a committee asks first: the gravest open findings by name, as many as leave the page one page. */
function gravest(findings: readonly Finding[], most: number): readonly Block[] {
  const grave = findings.filter((finding) => isOpen(finding) && (finding.severity === 'critical' || finding.severity === 'high')).toSorted((a, b) => severityOrder.indexOf(a.severity) - severityOrder.indexOf(b.severity) || (a.id < b.id ? -1 : 1))
  const items = grave.slice(0, grave.length > most ? most - 1 : most).map((finding) => `${severityWords[finding.severity]}, ${finding.id}: ${finding.title}`)
  return grave.length === 0 ? [] : [list(grave.length > items.length ? [...items, `and ${formatCount(grave.length - items.length)} more of these; all are in section 21`] : items)]
}
