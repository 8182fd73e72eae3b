import type { LedgerEntry, Reference } from '../../contract/analysis'
import type { Block } from '../../contract/figure'
import { formatCount, formatP } from '../../analyses/common/format'
import { facts, heading, list, note, paragraph, table } from './build-blocks'
import { noteOn, section, type DocumentContext, type Draft } from './context'
import { inputRows } from './front-sections'
import type { RenderedRun } from './types'
import { orNotStated } from './words'

/** Section 27: who is to sign, in which order, and how a reader checks it without this program. */
export function signoffSection(context: DocumentContext): Draft {
  const { info } = context
  return section('signoff', 'Responsible persons and sign-off', info.signatures.length === 0 ? 'not-tested' : 'stated', info.signatures.length === 0 ? 'No signature is planned.' : 'Planned here; made in the file.', [
    ...(info.draft ? [note('warning', 'This is a draft. It is not meant to be signed.')] : []),
    table('Sign-off, in this order', ['Order', 'Role', 'Name', 'Signature field'], info.signatures.map((signature, i) => [String(i + 1), signature.role, orNotStated(signature.name), signature.field])),
    paragraph('Signatures are invisible. Each covers the whole file up to it; the first allows nothing after it but the further signatures planned above. The evidence hash at the foot of every page is the SHA-256 of manifest.json inside this file, and the manifest holds the hash of every other attachment and of every input.'),
    paragraph('A time without a time stamp is claimed by the signer’s computer. A certificate made by the workstation proves that the same key signed, not whose key it is: compare its fingerprint with the signer by another way.'),
    heading('How to check'),
    list([
      'Countersign: open the file under Verify, or run “countersign verify PACK.pdf”. It checks signatures, the unbroken file, attachments against the manifest and printed numbers against the evidence; with “--inputs DIR” it also computes everything again.',
      'Poppler: “pdfsig PACK.pdf”. Read the text, not the exit code: every signature must say “Signature is Valid” and the last one “Total document signed”.',
      'qpdf: “qpdf --check PACK.pdf” for the structure of the file; “pdfdetach -list PACK.pdf” and “pdfdetach -saveall PACK.pdf” for the attachments.',
      '“sha256sum manifest.json” must give the evidence hash printed on every page.',
    ]),
    paragraph('“Signature is valid” in a viewer means only that the signed bytes have not changed. It does not say that nothing was added afterwards, nor that the signer is who the name claims.'),
    ...noteOn(context, 'signoff'),
  ])
}

/** Section 28: everything it takes to compute the numbers again, and every test that was run. */
export function reproducibilitySection(context: DocumentContext): Draft {
  const { review, info, runs } = context
  const tests = runs.flatMap(({ run, rendered }) => run.result.tests.map((entry) => ({ entry, title: rendered.title })))
  return section('reproducibility', 'Reproducibility', runs.length === 0 ? 'not-tested' : 'tested', runs.length === 0 ? 'Nothing was run.' : 'Taken from the run records; the same inputs, plan and version give the same evidence bytes.', [
    facts([
      ['Countersign', info.appVersion], ['Engine', info.engine], ['Runtime', info.runtime], ['Platform', info.platform], ['Locale of numbers', info.locale], ['Seed', String(review.seed)],
      ['Setup', review.ranWith === '' ? 'none' : review.ranWith], ['Evidence', info.evidenceHash],
    ]),
    heading('Inputs'), table('Inputs by content', ['File', 'Role', '>Bytes', 'SHA-256'], inputRows(context)),
    heading('Run records'), table('Every run record by hash', ['Analysis', '>Version', '>Values', '>Tests', 'Record'], runs.map(({ run }) => [run.analysis, String(run.analysisVersion), formatCount(run.result.values.length), formatCount(run.result.tests.length), run.id])),
    heading('Attachments'), info.files.length === 0 ? paragraph('The signed PDF lists and holds the attachments.') : table('Files inside this pack', ['File', '>Bytes', 'SHA-256', 'What it is'], info.files.map((file) => [file.name, formatCount(file.size), file.sha256, file.description])),
    paragraph('Letters of scripts that the fonts of this document do not hold, and pictures, are printed by their numbers, as in [U+1F600]; pack.html and results.json hold them as they are written.'),
    heading('How to run it again'),
    list([
      'Save the attachments of this file; plan.json is the plan of this review.',
      'Lay the inputs named above beside it. They are recognised by hash, not by name.',
      'Run “countersign run plan.json --out AGAIN.pdf”, or “countersign verify PACK.pdf --inputs DIR”, which lists every number that differs and by how much.',
    ]),
    paragraph('results.json and plan.json come out the same byte for byte, on any machine; findings.json does so but for raisedAt, the moment each finding was raised. manifest.json, log.json and pack.html also hold the time and the moves of this one review.'),
    heading('Ledger of tests'),
    paragraph(`${formatCount(tests.length)} hypothesis tests were run, those that are not discussed in the text included. The table counts them by family; each one, with its n, p and adjusted p, is in results.json under the run it belongs to.`),
    ...(tests.length === 0 ? [] : [paragraph('The error of the whole review is shared over the analyses that test, alarming or not: α / (1.2 k − 0.2) for each of k of them (Bonferroni, with a reserve because p-values far in a tail are approximations); one alone has all of it. Within an analysis its own adjustment applies.')]),
    ...ledgerBlocks(tests),
    ...noteOn(context, 'reproducibility'),
  ])
}

/** One line per family of tests, with the hypothesis that came closest to falling; every test by itself is in the evidence. */
function ledgerBlocks(tests: readonly { readonly entry: LedgerEntry; readonly title: string }[]): readonly Block[] {
  const families = new Map<string, LedgerEntry[]>()
  for (const { entry } of tests) families.set(entry.family, [...(families.get(entry.family) ?? []), entry])
  if (families.size === 0) return []
  return [table('Families of tests', ['Family', '>Tests', '>Least adjusted p', 'Hypothesis with it, its test, adjustment and kind'], [...families].map(([name, entries]) => {
    const least = entries.reduce((best, entry) => (entry.pAdjusted < best.pAdjusted || (entry.pAdjusted === best.pAdjusted && entry.id < best.id) ? entry : best))
    return [name, formatCount(entries.length), formatP(least.pAdjusted), `${least.label}; ${least.test}; ${least.method}, ${least.confirmatory ? 'confirmatory' : 'exploratory'}`]
  }))]
}

/** Section 30: how every number printed was computed, from the analyses' own method texts. */
export function glossarySection(context: DocumentContext): Draft {
  const seen = new Set<string>()
  const methods = context.runs.filter(({ run }) => !seen.has(run.analysis) && seen.add(run.analysis))
  const shared = sharedTexts(methods.map(({ rendered }) => rendered))
  const sources = [...new Set(methods.flatMap(({ rendered }) => rendered.references.map(sourceText)))].toSorted()
  const draft = section('glossary', 'Methods and glossary', methods.length === 0 ? 'not-tested' : 'tested', methods.length === 0 ? 'No analysis was run, so there is no method to state.' : 'Formula, denominator, tie rule and missing rule of every number printed, as the analyses declare them.', [
    heading('Verdicts'),
    paragraph('Different: a difference was shown at the error level of the policy. Equivalent: the interval lies inside the margin that the policy calls no difference. Inconclusive: neither was shown; the sample is too small to tell. Described: measured and reported; no hypothesis was tested.'),
    ...(shared.size === 0 ? [] : [heading('Rules that several analyses share'), ...[...shared].map(([text, titles]) => paragraph(`${text} (${titles.join(', ')})`))]),
    ...methods.flatMap(({ rendered }): readonly Block[] => [
      heading(rendered.title),
      ...withCitations(rendered.method.filter((text) => !shared.has(text)), rendered.references.map((reference) => sources.indexOf(sourceText(reference)) + 1)).map((text) => paragraph(text)),
    ]),
    ...(sources.length === 0 ? [] : [heading('References'), ...sources.map((source, i) => paragraph(`[${i + 1}] ${source}`))]),
    ...noteOn(context, 'glossary'),
  ])
  return { ...draft, small: true }
}

function sourceText({ text, url }: Reference): string {
  return url === undefined ? text : `${text} ${url}`
}

/** The numbers of what was cited, in brackets at the end of the last text. */
function withCitations(texts: readonly string[], numbers: readonly number[]): readonly string[] {
  const cited = numbers.length === 0 ? '' : `[${numbers.toSorted((a, b) => a - b).join(', ')}]`
  return cited === '' ? texts : texts.length === 0 ? [cited] : [...texts.slice(0, -1), `${texts.at(-1)!} ${cited}`]
}

/** Method texts that three or more analyses have word for word, with the titles of those: printed once. */
function sharedTexts(methods: readonly Pick<RenderedRun, 'title' | 'method'>[]): ReadonlyMap<string, readonly string[]> {
  const titles = new Map<string, string[]>()
  for (const { title, method } of methods) for (const text of new Set(method)) titles.set(text, [...(titles.get(text) ?? []), title])
  return new Map([...titles].filter(([, all]) => all.length > 2))
}
