import { bytesToHex } from '@noble/hashes/utils.js'
import { ExpectedError } from '../../contract/errors'
import { canonicalJson, hashOfJson, sha256Hex } from '../../contract/json'
import type { Json } from '../../contract/json'
import { planSchema } from '../../contract/plan'
import type { Plan } from '../../contract/plan'
import type { RunRecord } from '../../contract/run-record'
import { evidenceNames, packIdOfHashes } from '../evidence/build'
import type { Attachment } from '../evidence/build'
import { manifestName, manifestSchema } from '../evidence/manifest'
import type { Manifest } from '../evidence/manifest'
import { namedResults } from '../evidence/results'
import type { Detail, PackEvidence } from './report'
import { digest } from '../signature/algorithms'
import { resultsSchema } from './results-schema'
import { readStrictJson } from './strict-json'

function refuse(code: string, sentence: string): never {
  throw new ExpectedError(`contents.${code}`, sentence)
}

/** The evidence, when it is what its manifest says; with what was found on the way. */
export interface ContentsCheck {
  readonly evidence: PackEvidence
  readonly details: readonly Detail[]
}

/**
 * Checks the attachments against the manifest, and the manifest against the run records.
 * @throws ExpectedError `contents.*` or `json.*` at the first thing that is not as stated;
 * `contents.other-version` for evidence in the form of another version, which says nothing against it.
 */
export async function checkContents(attachments: readonly Attachment[]): Promise<ContentsCheck> {
  const hashes = new Map(await Promise.all(attachments.map(async ({ name, bytes }) => [name, bytesToHex(await digest('SHA-256', bytes))] as const)))
  const file = attachments.find(({ name }) => name === manifestName) ?? refuse('no-manifest', 'The pack has no manifest.json.')
  const document = readStrictJson(file.name, file.bytes)
  const madeBy = softwareOf(document)
  const manifest = parse(manifestSchema, document, manifestName, madeBy)
  checkSubjects(manifest, attachments, hashes)
  const json = new Map(evidenceNames.map((name) => [name, readStrictJson(name, attachments.find((attachment) => attachment.name === name)!.bytes)]))
  const plan = parse(planSchema, json.get('plan.json')!, 'plan.json', madeBy)
  const results = parse(resultsSchema, json.get('results.json')!, 'results.json', madeBy)
  const runs = results.runs as unknown as readonly RunRecord[]
  checkRuns(runs, manifest)
  checkPlan(plan, manifest)
  checkFindings(json.get('findings.json')!, manifest)
  const lines = checkLog(json.get('log.json')!)
  if (packIdOfHashes(manifest.predicate.claimedTime, hashes) !== manifest.predicate.packId) refuse('pack-id', `The pack id ${manifest.predicate.packId} does not belong to this evidence.`)
  const proven = (code: string, sentence: string): Detail => ({ status: 'proven', code: `contents.${code}`, sentence })
  return {
    evidence: { manifest, evidenceHash: hashes.get(manifestName)!, plan, runs, notRun: results.notRun, attachments },
    details: [
      proven('attachments', `All ${attachments.length} attachments are those the manifest names, by SHA-256.`),
      proven('results', `The ${manifest.predicate.results.length} numbers in the manifest are those of the ${runs.length} run records.`),
      proven('log', lines === 0 ? 'The log is empty.' : `The log is an unbroken chain of ${lines} lines.`),
    ],
  }
}

interface Issue {
  readonly path: readonly PropertyKey[]
  readonly message: string
}

interface Schema<T> {
  safeParse(value: unknown): { success: true; data: T } | { success: false; error: { issues: readonly Issue[] } }
}

function parse<T>(schema: Schema<T>, value: Json, name: string, madeBy: string): T {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  const foreign = parsed.error.issues.find(({ path }) => isOtherForm(at(value, path.slice(0, -1)), path.at(-1)))
  // Something missing is what an older version did not write; something wrong is wrong in any version.
  if (foreign !== undefined && parsed.error.issues.every(({ path }) => at(value, path) === undefined || path.at(-1) === 'predicateType' || path.at(-1) === 'schemaVersion')) {
    refuse('other-version', `${name} is in the form of another version (${foreign.path.map(String).join('.')}), made by ${madeBy}; this version does not read it. Signatures were checked; check the contents with the version that made them.`)
  }
  return refuse('schema', `${name} is not as it should be at ${issue?.path.map(String).join('.') ?? 'its top'}: ${issue?.message ?? 'unknown'}.`)
}

/** A key that is not there, or one of the two that name the form. */
function isOtherForm(parent: Json | undefined, key: PropertyKey | undefined): boolean {
  return key === 'predicateType' || key === 'schemaVersion' || (parent !== undefined && at(parent, key === undefined ? [] : [key]) === undefined)
}

/** The value at a path; undefined where there is none. */
function at(value: Json | undefined, path: readonly PropertyKey[]): Json | undefined {
  return path.reduce<Json | undefined>((inner, key) => (typeof inner === 'object' && inner !== null && Object.hasOwn(inner, key) ? (inner as Readonly<Record<PropertyKey, Json>>)[key] : undefined), value)
}

/** What the manifest says made it. */
function softwareOf(manifest: Json): string {
  const [name, version] = ['name', 'version'].map((key) => at(manifest, ['predicate', 'software', key]))
  return typeof name === 'string' && typeof version === 'string' ? `${name.slice(0, 40)} ${version.slice(0, 40)}` : 'an unnamed program'
}

function checkSubjects(manifest: Manifest, attachments: readonly Attachment[], hashes: ReadonlyMap<string, string>): void {
  const stated = new Map<string, Manifest['subject'][number]>()
  for (const subject of manifest.subject.filter(({ kind }) => kind === 'attachment')) {
    if (stated.has(subject.name) || subject.name === manifestName) refuse('subject-twice', `The manifest names "${subject.name}" twice.`)
    stated.set(subject.name, subject)
  }
  for (const { name, bytes, mediaType } of attachments.filter((attachment) => attachment.name !== manifestName)) {
    const subject = stated.get(name) ?? refuse('not-in-manifest', `The attachment "${name}" is not in the manifest.`)
    if (subject.size !== bytes.length || subject.digest.sha256 !== hashes.get(name)) refuse('attachment-differs', `The attachment "${name}" is not the file that the manifest names.`)
    if (subject.mediaType !== mediaType) refuse('attachment-differs', `The attachment "${name}" says it is ${mediaType}; the manifest says ${subject.mediaType}.`)
    stated.delete(name)
  }
  for (const name of stated.keys()) refuse('attachment-missing', `The manifest names "${name}", which is not attached.`)
  for (const name of evidenceNames) if (!attachments.some((attachment) => attachment.name === name)) refuse('attachment-missing', `The evidence file ${name} is missing.`)
}

function checkRuns(runs: readonly RunRecord[], manifest: Manifest): void {
  for (const { id, ...content } of runs) if (!hasHash(content, id)) refuse('run-id', `The run record of ${content.analysis} is not the one its id names.`)
  const results = namedResults(runs)
  const stated = manifest.predicate.results
  for (let i = 0; i < Math.max(results.length, stated.length); i++) {
    if (!sameJson(results[i] ?? null, stated[i] ?? null)) {
      refuse('number-differs', `The manifest gives ${(stated[i] ?? results[i])!.id} as ${stated[i]?.value ?? 'nothing'}; the run record says ${results[i]?.value ?? 'nothing'}.`)
    }
  }
}

/**
 * Whether a value has this identity. Evidence is canonical JSON and is read in its order, so that plain
 * JSON mostly is the canonical form already, at a tenth of the cost.
 */
function hasHash(value: unknown, hash: unknown): boolean {
  return sha256Hex(JSON.stringify(value)) === hash || hashOfJson(value) === hash
}

function sameJson(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b) || canonicalJson(a) === canonicalJson(b)
}

function checkPlan(plan: Plan, manifest: Manifest): void {
  const files = [plan.model, ...plan.datasets.flatMap((dataset) => [dataset, ...(dataset.parts ?? []), ...(dataset.join === undefined ? [] : [dataset.join])])].flatMap(({ file, sha256 }) => (file === undefined ? [] : [{ file, sha256 }]))
  for (const { file, sha256 } of files) {
    const known = manifest.subject.some((subject) => subject.kind === 'input' && subject.name === file && subject.digest.sha256 === sha256)
    if (!known) refuse('plan-input', `The plan names the input "${file}", which the manifest does not know.`)
  }
  if (plan.seed !== manifest.predicate.seeds[0]) refuse('plan-differs', 'The plan and the manifest name different seeds.')
}

function checkFindings(json: Json, manifest: Manifest): void {
  const list = (json as { findings?: readonly Record<string, Json>[] } | null)?.findings
  const summary = (Array.isArray(list) ? list as readonly Record<string, Json>[] : []).map(({ id, title, severity, status }) => ({ id, title, severity, status }))
  if (canonicalJson(summary) !== canonicalJson(manifest.predicate.findings)) refuse('findings-differ', 'The findings in the manifest are not those of findings.json.')
}

/** Follows the hash chain of the log; returns its number of lines. */
function checkLog(json: Json): number {
  const lines = Array.isArray(json) ? json as readonly (Record<string, Json> | null)[] : refuse('log', 'The log is not a list.')
  let previous = '0'.repeat(64)
  lines.forEach((line, i) => {
    const { hash, ...body } = line ?? {}
    if (body.seq !== i + 1 || body.prev !== previous || !hasHash(body, hash)) refuse('log', `The log is broken at line ${i + 1}.`)
    previous = hash as string
  })
  return lines.length
}
