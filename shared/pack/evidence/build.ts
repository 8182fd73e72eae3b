import { utf8ToBytes } from '@noble/hashes/utils.js'
import { ExpectedError } from '../../contract/errors'
import type { FigureSpec } from '../../contract/figure'
import { canonicalJson, hashOfJson, sha256Hex } from '../../contract/json'
import type { Json } from '../../contract/json'
import { engineVersion } from '../../contract/run-record'
import { datasetFiles } from '../../review/dataset-files'
import type { ReviewState } from '../../review/state'
import { leftOutSections } from '../document/section-list'
import { rulePackFiles } from '../rules/rule-pack'
import type { AppliedRulePack } from '../rules/rule-pack'
import { isSafeName } from './attachment-name'
import { manifestName, predicateType, statementType } from './manifest'
import type { Manifest, PreviousPack, SignOff } from './manifest'
import { planOf } from './plan-of'
import { namedResults } from './results'

/** A file to embed in the PDF. `relationship` is the PDF's AFRelationship. */
export interface Attachment {
  readonly name: string
  readonly bytes: Uint8Array
  readonly mediaType: string
  readonly description: string
  readonly relationship: 'Data' | 'Supplement' | 'Source' | 'Alternative'
}

export interface EvidenceRequest {
  readonly review: ReviewState
  /** The computer's time, handed in; kept to whole seconds. */
  readonly claimedTime: Date
  readonly appVersion: string
  /** What the app ran on: "Electron 45.4.1, Chromium 150". */
  readonly runtime: string
  readonly platform: { readonly os: string; readonly architecture: string }
  readonly signoffPlan: readonly SignOff[]
  readonly previousPack: PreviousPack | null
  /** The review's log: a hash chain, as the review keeps it. */
  readonly log: Json
  /** Figures in the order they are printed; the manifest holds the hash of each specification. */
  readonly figures?: readonly FigureSpec[]
  /** Rule packs applied; each is attached too, as canonical JSON. */
  readonly rulePacks?: readonly AppliedRulePack[]
  readonly redactions?: readonly { readonly what: string; readonly reason: string }[]
  /** Further files to embed: the HTML twin, inputs that may be given away. */
  readonly further?: readonly Attachment[]
}

export interface Evidence {
  readonly packId: string
  readonly manifest: Manifest
  /** Manifest first, then the evidence files, then the further ones. */
  readonly attachments: readonly Attachment[]
  /** SHA-256 of manifest.json: through it, of everything. */
  readonly evidenceHash: string
  /** Every number that may be printed: `<analysis>#<value id>` → value. */
  readonly printedNumbers: Readonly<Record<string, number | null>>
}

/** The evidence files without the manifest, in canonical JSON. */
function evidenceFiles(request: EvidenceRequest): readonly Attachment[] {
  const { review } = request
  const file = (name: string, description: string, content: unknown, relationship: Attachment['relationship'] = 'Data'): Attachment => ({
    name, description, relationship, mediaType: 'application/json', bytes: utf8ToBytes(canonicalJson(content)),
  })
  return [
    file('results.json', 'Every run record, and the analyses that did not run with the reason', { runs: review.runs, notRun: review.notRun, superseded: review.superseded }),
    file('plan.json', 'The plan from which the review can be run again', planOf(review)),
    file('findings.json', 'The ledger of findings, dismissed ones included', { findings: review.findings }),
    file('governance.json', 'What persons stated about the model and the review', { governance: review.governance, opinion: review.opinion, notes: review.notes }),
    file('log.json', 'The log of the review: a hash chain', request.log, 'Supplement'),
  ]
}

/**
 * Identity of the pack: the claimed day and the first 12 digits of the hash of evidence and time.
 * It does not depend on `further`, so that these files may print it.
 */
export function packIdOf(request: Omit<EvidenceRequest, 'further'>): string {
  return packIdFrom(wholeSeconds(request.claimedTime), evidenceFiles(request))
}

/** The pack id that evidence files and a claimed time must have; files other than `evidenceNames` do not count. */
export function packIdFrom(time: string, files: readonly Pick<Attachment, 'name' | 'bytes'>[]): string {
  return packIdOfHashes(time, new Map(files.map(({ name, bytes }) => [name, sha256Hex(bytes)])))
}

/** The same from hashes that are known already. */
export function packIdOfHashes(time: string, sha256: ReadonlyMap<string, string>): string {
  const hashes = evidenceNames.map((name) => [name, sha256.get(name) ?? null])
  return `CS-${time.slice(0, 10).replaceAll('-', '')}-${hashOfJson({ time, files: hashes }).slice(0, 12)}`
}

/** The evidence files every pack carries beside its manifest. */
export const evidenceNames = ['results.json', 'plan.json', 'findings.json', 'governance.json', 'log.json'] as const

/**
 * Builds the evidence of a pack. Same review: same bytes, on any machine, but for claimed time,
 * pack id, app version and platform in the manifest.
 * @throws ExpectedError `evidence.name` when an attachment's name could be confused with a path or another name.
 */
export function buildEvidence(request: EvidenceRequest): Evidence {
  const packId = packIdOf(request)
  const files = [...evidenceFiles(request), ...rulePackFiles(request.rulePacks ?? []), ...(request.further ?? [])]
  const names = new Set([manifestName])
  for (const { name } of files) {
    if (!isSafeName(name) || names.has(name)) throw new ExpectedError('evidence.name', `The attachment name "${name}" is not usable: it is taken, or holds characters of a path.`)
    names.add(name)
  }
  const manifest = manifestOf(request, packId, files)
  const bytes = utf8ToBytes(canonicalJson(manifest))
  const attachments: Attachment[] = [
    { name: manifestName, bytes, mediaType: 'application/json', description: 'SHA-256 of every attachment and input, and what the pack states', relationship: 'Data' },
    ...files,
  ]
  return { packId, manifest, attachments, evidenceHash: sha256Hex(bytes), printedNumbers: Object.fromEntries(manifest.predicate.results.map(({ id, value }) => [id, value])) }
}

function manifestOf(request: EvidenceRequest, packId: string, files: readonly Attachment[]): Manifest {
  const { review } = request
  const { governance, model } = review
  return {
    _type: statementType,
    predicateType,
    subject: [
      ...files.map(({ name, bytes, mediaType }) => ({ name, digest: { sha256: sha256Hex(bytes) }, size: bytes.length, mediaType, kind: 'attachment' as const })),
      ...inputs(review),
    ],
    predicate: {
      packId, schemaVersion: 1, claimedTime: wholeSeconds(request.claimedTime),
      software: { name: 'Countersign', version: request.appVersion, engine: engineVersion, runtime: request.runtime },
      platform: { ...request.platform },
      review: { id: review.id, title: review.title, createdAt: review.createdAt, type: governance.reviewType, reviewer: governance.reviewer, organisation: governance.organisation },
      model: { name: governance.modelName, version: governance.modelVersion, file: model?.name ?? null, sha256: model?.sha256 ?? null, format: model?.card.format ?? null, task: review.task },
      datasets: review.datasets.map(({ summary, role, period, options, filter }) => ({
        name: summary.name, role, period, sha256: summary.sha256, size: summary.size, format: summary.format, rows: summary.rows,
        columns: summary.columns.map((column) => ({ name: column.name, type: column.type, missing: column.missingTotal })),
        read: { ...options }, filter: filter.map((condition) => ({ ...condition })), rejected: summary.rejectedCount, warnings: [...summary.warnings],
      })),
      parameters: {
        positive: review.positive, decision: { ...review.decision }, roles: Object.fromEntries(Object.entries(review.roles).map(([column, roles]) => [column, [...roles]])),
        mapping: { ...review.mapping }, output: review.output, setupHash: review.ranWith,
      },
      seeds: [review.seed],
      limits: { ...review.policy },
      results: namedResults(review.runs),
      notRun: review.notRun.map((entry) => ({ ...entry })),
      figures: (request.figures ?? []).map((figure) => ({ id: figure.id, title: figure.title, alt: figure.alt, sha256: hashOfJson(figure) })),
      findings: review.findings.map(({ id, title, severity, status }) => ({ id, title, severity, status })),
      opinion: { ...review.opinion },
      limitations: [governance.limitations, governance.exclusions, governance.conditions].filter((text) => text !== ''),
      redactions: (request.redactions ?? []).map((redaction) => ({ ...redaction })),
      signoffPlan: request.signoffPlan.map((entry) => ({ ...entry })),
      previousPack: request.previousPack === null ? null : { ...request.previousPack },
      ...(request.rulePacks === undefined ? {} : { rulePacks: request.rulePacks.map(({ id, asOf, sha256 }) => ({ id, asOf, sha256 })) }),
      ...(review.leftOut.length === 0 ? {} : { leftOut: leftOutSections(review.leftOut).map(({ id }) => id) }),
    },
  }
}

function inputs(review: ReviewState): Manifest['subject'] {
  const all = [...(review.model === null ? [] : [review.model]), ...review.datasets.flatMap(({ summary }) => datasetFiles(summary))]
  const seen = new Set<string>()
  return all.filter(({ name, sha256 }) => !seen.has(`${sha256} ${name}`) && seen.add(`${sha256} ${name}`))
    .map(({ name, sha256, size }) => ({ name, digest: { sha256 }, size, mediaType: 'application/octet-stream', kind: 'input' as const }))
}

/** ISO 8601 UTC to the second. */
function wholeSeconds(time: Date): string {
  return `${time.toISOString().slice(0, 19)}Z`
}
