import type { Plan } from '../../contract/plan'
import type { NotRun, RunRecord } from '../../contract/run-record'
import type { Attachment } from '../evidence/build'
import type { Manifest } from '../evidence/manifest'

/** `proven`: checked and so · `failed`: checked and not so · `not-proven`: cannot be told · `not-checked`: nobody looked. */
export type LineStatus = 'proven' | 'failed' | 'not-proven' | 'not-checked'

/** One thing that was looked at. */
export interface Detail {
  readonly status: LineStatus
  /** Dotted and stable: `unchanged.byte-range`. */
  readonly code: string
  /** One sentence that names the place. */
  readonly sentence: string
}

export type LineId = 'unchanged' | 'who' | 'when' | 'contents' | 're-performed'

/** One of the five lines that are shown instead of a padlock. */
export interface VerifyLine {
  readonly id: LineId
  readonly status: LineStatus
  readonly sentence: string
  readonly details: readonly Detail[]
}

export interface SignatureSummary {
  readonly field: string
  readonly role: string
  /** Name in the certificate, and as typed into the signature. */
  readonly certifiedName: string
  readonly typedName: string
  readonly reason: string
  /** ISO 8601; claimed by the signer's computer. */
  readonly claimedTime: string
  /** ISO 8601 from a time stamp, or null. */
  readonly stampedTime: string | null
  /** SHA-256 of the certificate. */
  readonly fingerprint: string
  readonly algorithm: string
  readonly issuer: string
  readonly trust: 'trusted' | 'self-issued' | 'unknown-issuer'
  /** Bytes [0, coversTo) of the file are covered, but for the signature itself. */
  readonly coversTo: number
  readonly valid: boolean
}

/** The evidence inside, read strictly; a re-run starts from `plan`. */
export interface PackEvidence {
  readonly manifest: Manifest
  readonly evidenceHash: string
  readonly plan: Plan
  readonly runs: readonly RunRecord[]
  readonly notRun: readonly NotRun[]
  readonly attachments: readonly Attachment[]
}

export interface VerifyReport {
  /** `pack`: in the form packs are made in · `damaged-pack`: was one · `foreign`: another PDF · `unreadable`: none. */
  readonly kind: 'pack' | 'damaged-pack' | 'foreign' | 'unreadable'
  /** `failed` as soon as one line failed; `proven` only when unchanged, who and contents are. */
  readonly verdict: 'proven' | 'failed' | 'not-proven'
  readonly size: number
  /** SHA-256 of the file; empty for a file beyond the size limit. */
  readonly pdfSha256: string
  /** Always five, in this order: unchanged, who, when, contents, re-performed. */
  readonly lines: readonly VerifyLine[]
  readonly signatures: readonly SignatureSummary[]
  /** Null when the evidence could not be read or is not what its manifest says. */
  readonly evidence: PackEvidence | null
}

/** The worst of the details decides: failed, then not-proven, then proven; not-checked when there are none. */
export function worst(details: readonly Detail[]): LineStatus {
  for (const status of ['failed', 'not-proven', 'proven'] as const) if (details.some((detail) => detail.status === status)) return status
  return 'not-checked'
}

/** A line whose sentence is its first failure, else its first doubt, else `otherwise`. */
export function lineOf(id: LineId, details: readonly Detail[], otherwise: string): VerifyLine {
  const status = worst(details)
  const reason = status === 'proven' ? undefined : details.find((detail) => detail.status === status)
  return { id, status, details, sentence: reason?.sentence ?? otherwise }
}

/** The verdict that five lines add up to. */
export function verdictOf(lines: readonly VerifyLine[]): VerifyReport['verdict'] {
  if (lines.some((line) => line.status === 'failed')) return 'failed'
  const needed = lines.filter((line) => line.id === 'unchanged' || line.id === 'who' || line.id === 'contents')
  return needed.length === 3 && needed.every((line) => line.status === 'proven') ? 'proven' : 'not-proven'
}

/** The report with its re-performed line filled in by whoever ran the plan again. */
export function withLine(report: VerifyReport, line: VerifyLine): VerifyReport {
  const lines = report.lines.map((old) => (old.id === line.id ? line : old))
  return { ...report, lines, verdict: verdictOf(lines) }
}
