import { bytesToHex } from '@noble/hashes/utils.js'
import { ExpectedError } from '../../contract/errors'
import type { JobContext } from '../../contract/job'
import { catalogOf, signatureFields } from '../pdf/document'
import { parsePdf } from '../pdf/revision'
import type { PdfFile } from '../pdf/revision'
import { defaultPdfLimits } from '../pdf/value'
import { digest } from '../signature/algorithms'
import { readAttachments } from './attachments'
import { checkContents } from './contents'
import type { ContentsCheck } from './contents'
import { describeForeign, kindOf } from './foreign'
import { checkLedger } from './ledger'
import { checkPeople } from './people'
import type { PeopleCheck } from './people'
import { printedText } from './page-text'
import { checkPrinted } from './printed'
import type { RenderRecord } from './printed'
import { checkProfile } from './profile'
import { lineOf, verdictOf } from './report'
import type { Detail, LineId, VerifyLine, VerifyReport } from './report'
import { twinText, unplain } from './twin'
import { checkUpdate } from './update'
import type { SoundSignature } from './update'

export interface VerifyOptions {
  /** Certificates the verifying person trusts, DER: authorities, or persons' own certificates. */
  readonly trusted?: readonly Uint8Array[]
  /** Today, for times that lie in the future; not judged when absent. */
  readonly now?: Date
  /** How analyses put run records into words; without it printed numbers are not compared with the evidence. */
  readonly render?: RenderRecord
  /** The same uncut, as in the web page inside a pack; without it that page is not compared. */
  readonly renderWhole?: RenderRecord
  readonly job: JobContext
}

/**
 * Checks a pack as a hostile reader would, and says in five lines what is proven and what is not.
 * It never throws for what is in the file (only `CancelledError` passes through): another PDF is
 * amber, damage is named with its place. It trusts nothing in the file but what it has rebuilt.
 */
export async function verifyPack(bytes: Uint8Array, options: VerifyOptions): Promise<VerifyReport> {
  const { job } = options
  const size = bytes.length
  const pdfSha256 = size > defaultPdfLimits.bytes ? '' : bytesToHex(await digest('SHA-256', bytes))
  const parsed = attempt('unchanged', () => {
    const file = parsePdf(bytes, job)
    checkProfile(file, job)
    return file
  })
  if (parsed.value === null) return notAPack(bytes, pdfSha256, parsed.detail)
  const file = parsed.value
  if (!looksLikePack(file)) return notAPack(bytes, pdfSha256, { status: 'not-proven', code: 'foreign.no-evidence', sentence: 'It holds no evidence and no sign-off fields of a pack.' })
  job.progress({ phase: 'Checking signatures', done: 0, total: file.revisions.length - 1, unit: 'signatures' })
  const { sound, unchanged, order } = await checkUpdates(file, job)
  const attached = attempt('contents', () => readAttachments({ file, revision: 0 }, job))
  const contents = attached.value === null ? attached : await attemptLater('contents', checkContents(attached.value))
  const printed = contents.value === null ? [] : printedDetails(file, contents.value, options)
  const people = await checkPeople(sound, file, contents.value?.evidence.manifest.predicate.signoffPlan ?? null, options.trusted ?? [], options.now)
  const intact = unchanged.every((detail) => detail.status === 'proven')
  const lines = [
    lineOf('unchanged', unchanged, `Not one byte was changed: ${sound.length === 1 ? 'the signature covers' : `${sound.length} signatures cover`} the whole document.`),
    whoLine([...order, ...people.who], sound.length),
    whenLine(people, sound.length),
    contentsLine(contents.value, contents.detail, printed, intact),
    notRerun(),
  ]
  return { kind: 'pack', verdict: verdictOf(lines), size, pdfSha256, lines, signatures: people.signatures, evidence: contents.value?.evidence ?? null }
}

/** A PDF without any associated file never was a pack; one whose evidence was taken out still has its sign-off fields. */
function looksLikePack(file: PdfFile): boolean {
  const view = { file, revision: 0 }
  return catalogOf(view).value.entries.has('AF') || signatureFields(view).some((field) => field.role !== '')
}

async function checkUpdates(file: PdfFile, job: JobContext): Promise<{ sound: SoundSignature[]; unchanged: Detail[]; order: Detail[] }> {
  const sound: SoundSignature[] = []
  const unchanged: Detail[] = []
  const order: Detail[] = []
  for (let index = 1; index < file.revisions.length; index++) {
    job.checkpoint()
    const { value, detail } = await attemptLater('unchanged', checkUpdate(file, index))
    if (value === null) {
      // Whatever stands after a broken update is not looked at: it builds on what is not proven.
      unchanged.push(detail)
      if (detail.code === 'who.order') order.push(detail)
      break
    }
    sound.push(value)
    unchanged.push({ status: 'proven', code: 'unchanged.signature', sentence: `Signature ${index} (${value.field.name}, ${value.cms.certificates[0]!.commonName}) holds and covers everything up to byte ${value.coversTo} of ${file.bytes.length}.` })
  }
  if (file.revisions.length === 1) unchanged.push({ status: 'not-proven', code: 'unchanged.unsigned', sentence: 'The pack is not signed, so nothing shows whether it was changed.' })
  return { sound, unchanged, order }
}

function whoLine(details: readonly Detail[], signatures: number): VerifyLine {
  if (signatures === 0) return lineOf('who', [{ status: 'not-proven', code: 'who.nobody', sentence: 'Nobody has signed.' }, ...details], '')
  return lineOf('who', details, 'Every planned role has signed, with certificates you trust.')
}

function whenLine({ when }: PeopleCheck, signatures: number): VerifyLine {
  if (signatures === 0) return lineOf('when', [{ status: 'not-proven', code: 'when.nobody', sentence: 'There is no signature, so there is no time.' }], '')
  return lineOf('when', when, 'Every signature carries a time stamp.')
}

/** Compares what the pages and the web page inside the pack print with what the evidence gives. */
function printedDetails(file: PdfFile, { evidence }: ContentsCheck, { render, renderWhole, job }: VerifyOptions): readonly Detail[] {
  if (render === undefined) return [{ status: 'not-checked', code: 'contents.printed-unchecked', sentence: 'The numbers on the pages were not compared with the evidence.' }]
  const { findings, leftOut = [] } = evidence.manifest.predicate
  const ledger = { findings, opinion: evidence.plan.opinion }
  const compare = (text: () => string, words: RenderRecord, place: string): readonly Detail[] => {
    const { value, detail } = attempt('contents', () => {
      const printed = text()
      return [...checkPrinted(printed, evidence.runs, words, job, leftOut, place), ...checkLedger(printed, ledger, place)]
    })
    return value ?? [detail]
  }
  const pages = compare(() => printedText({ file, revision: 0 }, job), render, 'the document')
  const twin = evidence.attachments.find(({ name }) => name === 'pack.html')
  if (twin === undefined || renderWhole === undefined) return pages
  const html = new TextDecoder().decode(twin.bytes)
  const odd = unplain(html)
  if (odd !== null) return [...pages, { status: 'not-proven', code: 'contents.twin-form', sentence: `The web page pack.html is not in the form this version writes: ${odd}. It was not compared; do not open it.` }]
  return [...pages, ...compare(() => twinText(html), renderWhole, 'pack.html')]
}

function contentsLine(value: ContentsCheck | null, detail: Detail, printed: readonly Detail[], intact: boolean): VerifyLine {
  if (value === null) return lineOf('contents', [detail], '')
  const line = lineOf('contents', [...value.details, ...printed], 'Attachments, manifest and numbers agree with each other.')
  if (line.status !== 'proven') return line
  // Agreement alone proves nothing about who wrote it: without an intact signature anyone could have made it agree.
  return intact ? line : { ...line, status: 'not-proven', sentence: 'Attachments, manifest and numbers agree with each other, but no intact signature vouches for them.' }
}

function notRerun(): VerifyLine {
  return { id: 're-performed', status: 'not-checked', sentence: 'The review was not run again. Open the inputs to do so.', details: [] }
}

function notAPack(bytes: Uint8Array, pdfSha256: string, reason: Detail): VerifyReport {
  const tooLarge = reason.code === 'pdf.too-large'
  const kind = tooLarge ? 'unreadable' : kindOf(bytes, reason.code)
  // A file that ends too early is damaged whoever made it.
  const status = kind === 'foreign' && reason.code !== 'pdf.truncated' ? 'not-proven' : 'failed'
  const what = kind === 'foreign' ? 'This PDF is no pack, or was saved by another program: ' : kind === 'damaged-pack' ? 'This pack was damaged or changed: ' : 'This file cannot be checked: '
  const unchanged: Detail = { status, code: reason.code, sentence: what + reason.sentence.charAt(0).toLowerCase() + reason.sentence.slice(1) }
  const rest = (id: LineId): VerifyLine => ({ id, status: 'not-checked', sentence: 'Not checked, because the file is not in the form of a pack.', details: [] })
  const lines = [lineOf('unchanged', [unchanged, ...(kind === 'foreign' ? describeForeign(bytes) : [])], ''), rest('who'), rest('when'), rest('contents'), notRerun()]
  return { kind, verdict: verdictOf(lines), size: bytes.length, pdfSha256, lines, signatures: [], evidence: null }
}

type Attempt<T> = { readonly value: T; readonly detail: Detail } | { readonly value: null; readonly detail: Detail }

function attempt<T>(line: LineId, work: () => T): Attempt<T> {
  try {
    return { value: work(), detail: { status: 'proven', code: line, sentence: '' } }
  } catch (thrown) {
    return { value: null, detail: failureOf(line, thrown) }
  }
}

async function attemptLater<T>(line: LineId, work: Promise<T>): Promise<Attempt<T>> {
  try {
    return { value: await work, detail: { status: 'proven', code: line, sentence: '' } }
  } catch (thrown) {
    return { value: null, detail: failureOf(line, thrown) }
  }
}

function failureOf(line: LineId, thrown: unknown): Detail {
  if (thrown instanceof ExpectedError) {
    if (thrown.code === 'job.cancelled') throw thrown
    // Evidence in the form of another version cannot be judged here; that says nothing against it.
    return { status: thrown.code === 'contents.other-version' ? 'not-proven' : 'failed', code: thrown.code, sentence: thrown.message }
  }
  // A defect of the checker must not look like a proof, nor end the app.
  return { status: 'failed', code: `${line}.unreadable`, sentence: `The check could not read this part: ${thrown instanceof Error ? thrown.message : String(thrown)}.` }
}
