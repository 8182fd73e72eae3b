import { jsPDF } from 'jspdf'
import { CancelledError, ExpectedError } from '../../shared/contract/errors'
import type { Progress } from '../../shared/contract/job'
import type { PackDocument, PackSection } from '../../shared/pack/document/types'
import { attachArchiveLayer, type Attachment, type SignoffField } from './archive-layer'
import { openingHeight, setBlocks, type BlockContext } from './blocks'
import { contentsPages, setContents, type Place } from './contents'
import { baseline, Flow, frame } from './flow'
import { loadFigureFont } from './font-files'
import type { OutlineEntry } from './outline'
import { packPages, withPackedPages } from './packed-pages'
import { pageSize, Sheet } from './sheet'
import { scriptsIn } from './scripts/script-faces'
import { StructureNode } from './structure-tree'
import { colors, styles } from './styles'
import { cjkPattern, Typefaces } from './typefaces'
import { Turns } from './turns'

export interface TypesetMeta {
  /** ISO 8601 in UTC. */
  readonly claimedTime: string
  readonly author: string
  readonly appVersion: string
}

export interface TypesetJob {
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: Progress) => void
}

export interface TypesetResult {
  readonly bytes: Uint8Array
  readonly pages: number
  /** First page of each section by id: the manifest says where a number is printed. */
  readonly sectionPages: Readonly<Record<string, number>>
}

/**
 * The page that holds the (invisible) sign-off fields. No link may lead to it: some checkers then take
 * a later signature for a change of that link.
 */
const signaturePage = 1

/** Attachments pass through binary strings; more than this is refused. */
export const mostAttachedBytes = 50 * 1024 * 1024

const statusWords = { tested: 'tested', stated: 'stated', 'not-tested': 'not tested', 'left-out': 'left out' } as const

/**
 * Sets the pack as PDF/A-3a and PDF/UA-1: A4, tagged, with the attachments and the empty sign-off
 * fields. Same arguments, same bytes (of one build). Runs on the page, because figures need its text
 * metrics, and lets the page breathe between blocks.
 * @throws ExpectedError `pack.attachments-too-large`, `pack.font-missing`; CancelledError.
 */
export async function typesetPack(pack: PackDocument, attachments: readonly Attachment[], signoffs: readonly SignoffField[], meta: TypesetMeta, job: TypesetJob = {}): Promise<TypesetResult> {
  if (attachments.reduce((sum, file) => sum + file.bytes.length, 0) > mostAttachedBytes) {
    throw new ExpectedError('pack.attachments-too-large', 'The files to attach are larger than 50 MB together.', { remedy: 'Leave the inputs out of the pack; their hashes are printed and signed all the same.' })
  }
  const turns = new Turns(() => {
    if (job.signal?.aborted === true) throw new CancelledError()
  })
  const everything = JSON.stringify(pack)
  const needsCjk = cjkPattern.test(everything)
  const scripts = scriptsIn(everything)
  await loadFigureFont(['sans', ...(needsCjk ? ['cjk' as const] : []), ...scripts])
  const doc = new jsPDF({ unit: 'pt', format: 'a4', compress: true, putOnlyUsedFonts: true, floatPrecision: 3 })
  const faces = await Typefaces.load(doc, needsCjk, scripts, () => turns.pause())
  const sheet = new Sheet(doc, faces, (to) => { if (pack.draft) watermark(to) })
  const flow = new Flow(sheet)
  const root = new StructureNode('Document')
  const outline: OutlineEntry[] = []
  const mark = (title: string, level: 1 | 2): void => { outline.push({ title, level, page: sheet.page, top: pageSize.height - flow.y + 6 }) }
  const total = pack.sections.length + 3
  let done = 0
  const step = (phase: string): void => { job.onProgress?.({ phase, done: (done += 1), total, unit: 'sections' }) }
  const context: BlockContext = {
    flow, numbering: { figure: 0, table: 0, note: 0, deepest: 1 }, pause: () => turns.pause(),
    onHeading: (title, level) => { if (level === 2) mark(title, 2) },
  }

  const front = root.child('Sect')
  titleBlock(flow, front, pack)
  mark('Summary', 1)
  await setBlocks(context, front, pack.executive)
  step('Setting the summary')

  const contents = root.child('Sect')
  flow.newPage()
  const contentsAt = sheet.page
  mark('Contents', 1)
  for (let i = 1; i < contentsPages(pack.sections.length); i += 1) flow.newPage()
  flow.newPage()
  const places: Place[] = []
  for (const section of pack.sections) {
    const node = root.child('Sect')
    sectionHead(flow, node, section, () => {
      places.push({ page: sheet.page, y: flow.y })
      mark(`${section.number} ${section.title}`, 1)
    })
    await setBlocks(context, node, section.blocks, section.small === true)
    step(`Setting ${section.title}`)
  }
  setContents(flow, contents, contentsAt, pack.sections.map((section) => ({ label: `${section.number}  ${section.title}`, status: statusWords[section.status] })), places)
  for (let page = 1; page <= sheet.pages; page += 1) {
    sheet.goTo(page)
    runningHeads(sheet, pack, page)
  }
  await turns.pause()
  const sectionPages = Object.fromEntries(pack.sections.map((section, i) => [section.id, places[i]!.page]))
  attachArchiveLayer(doc, {
    facts: { title: pack.title, subject: pack.subject, author: meta.author === '' ? 'not stated' : meta.author, claimedTime: meta.claimedTime, producer: `jsPDF ${jsPDF.version}`, creator: `Countersign ${meta.appVersion}`, evidenceHash: pack.evidenceHash },
    root, content: sheet.content, links: sheet.links, outline, attachments, signoffs, signoffPage: signaturePage,
  })
  doc.setDisplayMode('fullwidth', 'continuous', 'UseOutlines')
  if (/^[ -~]*$/.test(pack.title)) doc.setProperties({ title: pack.title })
  const packed = await packPages(doc, () => turns.pause())
  const bytes = withPackedPages(packed, () => new Uint8Array(doc.output('arraybuffer')))
  step('Writing the file')
  return { bytes, pages: sheet.pages, sectionPages }
}

function titleBlock(flow: Flow, node: StructureNode, pack: PackDocument): void {
  flow.y = frame.top
  flow.text(node.child('H1'), pack.title, styles.title, { width: frame.right - frame.left })
  flow.y += 2
  flow.text(node.child('P'), pack.subject, styles.subtitle, { width: frame.right - frame.left })
  flow.y += 6
  flow.sheet.artifact('Layout', () => flow.sheet.rule(frame.left, frame.right, flow.y, 1, colors.ink))
  flow.y += 6
}

/** `onPlace` is called where the section begins, after a page that was needed has been started. */
function sectionHead(flow: Flow, node: StructureNode, section: PackSection, onPlace: () => void): void {
  flow.space(20)
  // The basis takes two lines at most, and a heading that follows has its space above.
  flow.need(styles.h1.leading + 2 * styles.basis.leading + 20 + Math.max(20, openingHeight(section.blocks)))
  onPlace()
  flow.sheet.artifact('Layout', () => flow.sheet.rule(frame.left, frame.right, flow.y, 0.4, colors.hair))
  flow.y += 5
  flow.text(node.child('H1'), `${section.number}  ${section.title}`, styles.h1, { width: frame.right - frame.left })
  const word = statusWords[section.status]
  flow.text(node.child('P'), `${word.charAt(0).toUpperCase()}${word.slice(1)}. ${section.basis}`, styles.basis)
  flow.y += 3
}

function watermark(sheet: Sheet): void {
  sheet.artifact('Background', () => sheet.slantedText('DRAFT', pageSize.width / 2, pageSize.height / 2, styles.watermark, 52))
}

/** Pack id, evidence hash and page n of m: a loose page can be told from any other. */
function runningHeads(sheet: Sheet, pack: PackDocument, page: number): void {
  const style = styles.running
  const right = (text: string, y: number): void => sheet.text(text, frame.right - sheet.width(text, style), y, style)
  sheet.artifact('Pagination', () => {
    if (page > 1) {
      sheet.text(clip(sheet, `${pack.title} · ${pack.subject}`, 330), frame.left, 44 + baseline(style), style)
      right(`Pack ${pack.packId}`, 44 + baseline(style))
      sheet.rule(frame.left, frame.right, 57, 0.3, colors.hair)
    }
    const foot = pageSize.height - 46
    sheet.rule(frame.left, frame.right, foot - 4, 0.3, colors.hair)
    sheet.text(`Evidence SHA-256 ${pack.evidenceHash}`, frame.left, foot + baseline(style), style)
    right(`${pack.draft ? 'Draft · ' : ''}page ${page} of ${sheet.pages}`, foot + baseline(style))
  })
}

function clip(sheet: Sheet, text: string, width: number): string {
  if (sheet.width(text, styles.running) <= width) return text
  let cut = Array.from(text)
  while (cut.length > 0 && sheet.width(`${cut.join('')}…`, styles.running) > width) cut = cut.slice(0, -1)
  return `${cut.join('')}…`
}
