import type { Progress } from '../../shared/contract/job'
import type { Json } from '../../shared/contract/json'
import { engineVersion } from '../../shared/contract/run-record'
import { buildPackDocument } from '../../shared/pack/document/build'
import { buildEvidence } from '../../shared/pack/evidence/build'
import { renderRun } from '../../shared/pack/render-run'
import { sha256Hex } from '../../shared/contract/json'
import type { LogEntry } from '../../shared/review/log'
import type { ReviewState } from '../../shared/review/state'
import { ask } from '../bridge'
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

/** Evidence, document, pages and first signature of a review as it stands. */
export async function makePack(review: ReviewState, log: readonly LogEntry[], order: PackOrder): Promise<MadePack> {
  const info = await ask('app.info')
  const claimedTime = new Date()
  const runtime = `Electron ${info.electron}, Chromium ${info.chrome}`
  const rendered = review.runs.map(renderRun)
  const rulePacks = rulePacksOf(review.rulePacks)
  const { earlier } = review
  const evidence = buildEvidence({
    review, claimedTime, appVersion: info.version, runtime,
    platform: { os: info.platform, architecture: info.arch },
    signoffPlan: order.signoffs, rulePacks, log: JSON.parse(JSON.stringify(log)) as Json,
    previousPack: earlier === null ? null : { packId: earlier.packId, evidenceHash: earlier.evidenceHash, pdfSha256: earlier.pdfSha256 },
    figures: rendered.flatMap((run) => run.figures),
  })
  const { packId, evidenceHash, attachments } = evidence
  const claimed = evidence.manifest.predicate.claimedTime
  const document = buildPackDocument(review, {
    packId, evidenceHash, supersedes: earlier?.packId ?? '', appVersion: info.version, engine: engineVersion, claimedTime: claimed,
    platform: `${info.platform} ${info.arch}`, runtime, locale: 'en', draft: order.draft, marking: '', signatures: order.signoffs,
    files: attachments.map(({ name, bytes, description }) => ({ name, sha256: sha256Hex(bytes), size: bytes.length, description })),
    rulePacks,
  }, renderRun)
  const { bytes, pages } = await typesetPack(document, attachments, order.signoffs, { claimedTime: claimed, author: review.governance.reviewer, appVersion: info.version }, {
    ...(order.onProgress === undefined ? {} : { onProgress: order.onProgress }),
    ...(order.signal === undefined ? {} : { signal: order.signal }),
  })
  const [first] = order.signoffs
  if (order.draft || order.identity === null || first === undefined) return { pdf: bytes, pages, packId, evidenceHash, signed: null }
  const signed = await ask('pack.sign', { pdf: bytes, identity: order.identity, passphrase: order.passphrase, role: first.role, reason: order.reason })
  return { pdf: signed.pdf, pages, packId, evidenceHash, signed: { field: signed.field, at: signed.signedAt } }
}
