import type { FigureSpec } from '../../shared/contract/figure'
import type { Progress } from '../../shared/contract/job'
import type { Json } from '../../shared/contract/json'
import { engineVersion, type RunRecord } from '../../shared/contract/run-record'
import { buildPackDocument } from '../../shared/pack/document/build'
import type { PackDocument, PackInfo, RenderedRun } from '../../shared/pack/document/types'
import { buildEvidence, packIdOf, type Attachment } from '../../shared/pack/evidence/build'
import { figuresOf, packHtml } from '../../shared/pack/html/twin'
import { inPrint } from '../../shared/pack/document/print-form'
import { renderRun } from '../../shared/pack/render-run'
import { sha256Hex } from '../../shared/contract/json'
import type { LogEntry } from '../../shared/review/log'
import type { ReviewState } from '../../shared/review/state'
import { ask } from '../bridge'
import { figureToSvg } from '../figures/figure-to-svg'
import { rulePacksOf } from './rule-packs'
import { typesetPack } from '../pdf/typeset-pack'
import type { SignoffStep } from '../session/types'

/** How a pack is to be made. */
export interface PackOrder {
  readonly signoffs: readonly SignoffStep[]
  /** Watermarked and unsigned. */
  readonly draft: boolean
  /** Who signs the first field; null leaves it empty. */
  readonly identity: string | null
  readonly passphrase: string
  readonly reason: string
  /** Sets room aside for a time stamp that is to be fetched. */
  readonly stampPlanned?: boolean
  readonly onProgress?: (progress: Progress) => void
  readonly signal?: AbortSignal
}

export interface MadePack {
  readonly pdf: Uint8Array
  readonly pages: number
  readonly packId: string
  readonly evidenceHash: string
  /** When and by which field it was signed; null for a pack without a signature. */
  readonly signed: { readonly field: string; readonly at: string } | null
}

/** Evidence and document of a review as it stands, before they are set. */
async function compose(review: ReviewState, log: readonly LogEntry[], { signoffs, draft }: Pick<PackOrder, 'signoffs' | 'draft'>) {
  const app = await ask('app.info')
  const claimedTime = new Date()
  const runtime = `Electron ${app.electron}, Chromium ${app.chrome}`
  const rendered = new Map(review.runs.map((run) => [run.id, renderRun(run)]))
  const rulePacks = rulePacksOf(review.rulePacks)
  const { earlier } = review
  const request = {
    review, claimedTime, appVersion: app.version, runtime,
    platform: { os: app.platform, architecture: app.arch },
    signoffPlan: signoffs, rulePacks, log: JSON.parse(JSON.stringify(log)) as Json,
    previousPack: earlier === null ? null : { packId: earlier.packId, evidenceHash: earlier.evidenceHash, pdfSha256: earlier.pdfSha256 },
    figures: [...rendered.values()].flatMap((run) => run.figures),
  }
  const claimed = `${claimedTime.toISOString().slice(0, 19)}Z`
  const info: PackInfo = {
    packId: packIdOf(request), evidenceHash: '', supersedes: earlier?.packId ?? '', appVersion: app.version, engine: engineVersion, claimedTime: claimed,
    platform: `${app.platform} ${app.arch}`, runtime, locale: 'en', draft, marking: '', signatures: signoffs, files: [], rulePacks,
  }
  const whole = (run: RunRecord): RenderedRun => rendered.get(run.id) ?? renderRun(run)
  const documentOf = (more: Partial<PackInfo>): PackDocument => buildPackDocument(review, { ...info, ...more }, whole)
  const pagesOf = (more: Partial<PackInfo>): PackDocument => buildPackDocument(review, { ...info, ...more }, (run) => inPrint(whole(run), run))
  return { request, claimed, version: app.version, documentOf, pagesOf }
}

/** The pack as an HTML page with every figure drawn, for readers and as a copy beside the signed PDF. */
export async function makeTwin(review: ReviewState, log: readonly LogEntry[], signoffs: readonly SignoffStep[]): Promise<{ readonly html: Uint8Array; readonly packId: string }> {
  const { documentOf } = await compose(review, log, { signoffs, draft: true })
  const document = documentOf({})
  const drawings = new Map<FigureSpec, string>()
  for (const figure of figuresOf(document)) drawings.set(figure, await figureToSvg(figure.plot, 'print', 860, Math.round(860 * Math.min(1.3, figure.plot.aspect ?? 0.5))))
  return { html: new TextEncoder().encode(packHtml(document, drawings)), packId: document.packId }
}

/** The twin that is attached: figures as words and tables, so that it is small and the same on any machine. */
function attachedTwin(document: PackDocument): Attachment {
  return {
    name: 'pack.html', mediaType: 'text/html', relationship: 'Alternative', bytes: new TextEncoder().encode(packHtml(document)),
    description: 'The same document as an accessible web page, figures as tables; without scripts',
  }
}

/** Evidence, document, pages and first signature of a review as it stands. */
export async function makePack(review: ReviewState, log: readonly LogEntry[], order: PackOrder): Promise<MadePack> {
  const { request, claimed, version, documentOf, pagesOf } = await compose(review, log, order)
  const { packId, evidenceHash, attachments } = buildEvidence({ ...request, further: [attachedTwin(documentOf({}))] })
  const document = pagesOf({ evidenceHash, files: attachments.map(({ name, bytes, description }) => ({ name, sha256: sha256Hex(bytes), size: bytes.length, description })) })
  const { bytes, pages } = await typesetPack(document, attachments, order.signoffs, { claimedTime: claimed, author: review.governance.reviewer, appVersion: version }, {
    ...(order.onProgress === undefined ? {} : { onProgress: order.onProgress }),
    ...(order.signal === undefined ? {} : { signal: order.signal }),
  })
  const [first] = order.signoffs
  if (order.draft || order.identity === null || first === undefined) return { pdf: bytes, pages, packId, evidenceHash, signed: null }
  const signed = await ask('pack.sign', { pdf: bytes, identity: order.identity, passphrase: order.passphrase, role: first.role, reason: order.reason, stampPlanned: order.stampPlanned === true })
  return { pdf: signed.pdf, pages, packId, evidenceHash, signed: { field: signed.field, at: signed.signedAt } }
}
