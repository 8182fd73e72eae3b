import { constants } from 'node:fs'
import { access, readFile, readdir, stat } from 'node:fs/promises'
import { randomBytes } from 'node:crypto'
import { basename, dirname, isAbsolute, join, resolve } from 'node:path'
import { ExpectedError } from '../../shared/contract/errors'
import type { Grant, HeadlessCommand } from '../../shared/contract/ipc'
import type { Invocation } from './command-line'
import { explainFileError, missingFolder } from './fs-errors'
import { modelFolderOf } from './folder'
import type { Grants } from './grants'
import { readSmall } from './handlers/identities'
import type { IdentityStore } from './identities/identity-store'
import { readCertificates } from './trust-store'

export type HeadlessInvocation = Extract<Invocation, { kind: 'run' | 'sign' | 'verify' | 'inspect' | 'score' }>

export interface PreparedJob {
  readonly command: HeadlessCommand
  readonly targets: ReadonlyMap<string, string>
  /** Lines for standard error before the work begins. */
  readonly notices: readonly string[]
}

/** Name on packs that nobody's identity was given for. */
export const unattendedName = 'Countersign unattended run'

/**
 * Turns an invocation into what the page is told: files become grants, the identity is unlocked
 * into memory. @throws ExpectedError (exit 2) naming the file that is missing or wrong.
 */
export async function prepareJob(invocation: HeadlessInvocation, folder: string, grants: Grants, identities: IdentityStore): Promise<PreparedJob> {
  const job = await readJob(invocation, folder, grants, identities)
  // Before hours of work, not after them.
  for (const [asTyped, path] of job.targets) {
    const found = await stat(dirname(path)).catch(() => null)
    if (found === null || !found.isDirectory()) throw missingFolder(asTyped)
    await access(dirname(path), constants.W_OK).catch((error: unknown) => {
      throw explainFileError(error, asTyped, 'write')
    })
  }
  return job
}

async function readJob(invocation: HeadlessInvocation, folder: string, grants: Grants, identities: IdentityStore): Promise<PreparedJob> {
  const at = (path: string): string => resolve(folder, path)
  switch (invocation.kind) {
    case 'run': {
      const planPath = at(invocation.plan)
      const plan = await readText(planPath, invocation.plan)
      const files = await grantPlanFiles(plan, planPath, grants)
      const signer = await prepareSigner(invocation, at, identities)
      const targets = new Map([[invocation.out, at(invocation.out)]])
      if (invocation.review !== null) targets.set(invocation.review, at(invocation.review))
      const { out, review, signOff, failOn, json } = invocation
      const command: HeadlessCommand = { command: 'run', plan, planName: basename(planPath), files, out, reviewOut: review, identity: signer.identity, passphrase: signer.passphrase, signOff: [...signOff], json, failOn }
      return { command, targets, notices: signer.notices }
    }
    case 'sign': {
      const { out, role, reason, json } = invocation
      const { identity, passphrase } = await importSigner(invocation.identity, invocation.passphraseFile, at, identities)
      const command: HeadlessCommand = { command: 'sign', pack: await grantTyped(at(invocation.pack), invocation.pack, grants), out, identity, passphrase, role, reason, json }
      return { command, targets: new Map([[out, at(out)]]), notices: [] }
    }
    case 'verify': {
      const trusted = (await Promise.all(invocation.trusted.map(async (file) => readCertificates(await readSmall(at(file), file), file)))).flat()
      const inputs = invocation.inputs === null ? [] : await grantFolder(at(invocation.inputs), invocation.inputs, grants)
      return { command: { command: 'verify', pack: await grantTyped(at(invocation.pack), invocation.pack, grants), inputs, trusted, json: invocation.json }, targets: new Map(), notices: [] }
    }
    case 'inspect':
      return { command: { command: 'inspect', file: await grantTyped(at(invocation.file), invocation.file, grants), json: invocation.json }, targets: new Map(), notices: [] }
    case 'score': {
      const [model, data] = await Promise.all([grantTyped(at(invocation.model), invocation.model, grants), grantTyped(at(invocation.data), invocation.data, grants)])
      return { command: { command: 'score', model, data, out: invocation.out, json: invocation.json }, targets: new Map([[invocation.out, at(invocation.out)]]), notices: [] }
    }
  }
}

/**
 * Grants the files a plan names, relative to the plan, under the name the plan uses. Only their
 * names are read here; the page checks the plan as a whole and says what is wrong with it.
 */
async function grantPlanFiles(plan: string, planPath: string, grants: Grants): Promise<Record<string, Grant>> {
  const files: Record<string, Grant> = {}
  for (const name of planFiles(plan)) {
    const path = isAbsolute(name) ? name : join(dirname(planPath), name)
    if (!name.endsWith('/')) files[name] = await grantTyped(path, name, grants)
    // A folder of parts: every file in it, under the folder's name as the plan has it.
    else for (const grant of await grantFolder(path, name, grants)) if (!grant.name.startsWith('.')) files[`${name}${grant.name}`] = grant
  }
  return files
}

/** File names in a plan document; none where it is not JSON of that shape. */
export function planFiles(plan: string): readonly string[] {
  let document: unknown
  try {
    document = JSON.parse(plan.replace(/^\uFEFF/, ''))
  } catch {
    return []
  }
  const filesOfDataset = (value: unknown): string[] => {
    const parts = typeof value === 'object' && value !== null && 'parts' in value && Array.isArray(value.parts) ? value.parts.flatMap(fileOf) : []
    const joined = typeof value === 'object' && value !== null && 'join' in value ? fileOf(value.join) : []
    return [...fileOf(value), ...parts, ...joined]
  }
  const fileOf = (value: unknown): string[] => (typeof value === 'object' && value !== null && 'file' in value && typeof value.file === 'string' ? [value.file] : [])
  if (typeof document !== 'object' || document === null) return []
  const model = 'model' in document ? fileOf(document.model) : []
  const datasets = 'datasets' in document && Array.isArray(document.datasets) ? document.datasets.flatMap(filesOfDataset) : []
  return [...new Set([...model, ...datasets])]
}

interface Signer {
  readonly identity: string
  readonly passphrase: string
  readonly notices: readonly string[]
}

async function prepareSigner(invocation: Extract<HeadlessInvocation, { kind: 'run' }>, at: (path: string) => string, identities: IdentityStore): Promise<Signer> {
  if (invocation.identity === null) {
    const passphrase = randomBytes(24).toString('base64url')
    const { id } = await identities.create(unattendedName, '', passphrase)
    return { identity: id, passphrase, notices: [`No --identity was given: signing as "${unattendedName}" with a key made for this run and not kept.`] }
  }
  return importSigner(invocation.identity, invocation.passphraseFile, at, identities)
}

/** Takes a PKCS#12 file into memory for this one command. */
async function importSigner(file: string, passphraseFile: string | null, at: (path: string) => string, identities: IdentityStore): Promise<Signer> {
  const passphrase = passphraseFile === null ? '' : (await readText(at(passphraseFile), passphraseFile)).replace(/\r?\n$/, '')
  const { id } = await identities.importPkcs12(await readSmall(at(file), file), passphrase, basename(file))
  return { identity: id, passphrase, notices: [] }
}

async function grantTyped(path: string, asTyped: string, grants: Grants): Promise<Grant> {
  try {
    return await grants.grantExisting(path, 'read')
  } catch (error) {
    throw withTypedName(error, basename(path), asTyped)
  }
}

async function grantFolder(path: string, asTyped: string, grants: Grants): Promise<Grant[]> {
  const entries = await readdir(path, { withFileTypes: true }).catch((error: unknown) => {
    throw explainFileError(error, asTyped, 'open')
  })
  const granted = entries.map(async (entry): Promise<readonly Grant[]> => {
    const file = join(path, entry.name)
    // A model folder among the inputs is one of them; an MLmodel file here would stand for this folder.
    if (entry.isDirectory() ? (await modelFolderOf(file)) === null : !entry.isFile()) return []
    return [await grants.grantExisting(file, 'read')]
  })
  return (await Promise.all(granted)).flat()
}

async function readText(path: string, asTyped: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    throw explainFileError(error, asTyped, 'read')
  }
}

/** On the command line a file is called what the person (or the plan) called it. */
function withTypedName(error: unknown, name: string, asTyped: string): unknown {
  if (!(error instanceof ExpectedError) || name === asTyped) return error
  return new ExpectedError(error.code, error.message.replace(name, asTyped), { ...error.details, file: asTyped })
}
