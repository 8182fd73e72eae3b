import { ExpectedError } from '../../shared/contract/errors'
import type { Grant } from '../../shared/contract/ipc'
import { requireSoundSignoffPlan } from '../../shared/pack/signoff-plan'
import { ask } from '../bridge'
import { verifyPack } from '../engine'
import { warnOfChangedFiles } from './changed-files'
import { edit } from './edits'
import { track } from './jobs'
import { clearErrors, say } from './notices'
import { store } from './store'
import { trustedCertificates } from './trust'

export const defaultReason = 'I have reviewed this pack and stand by its contents'

/** Reads a whole granted file; for packs, whose size the checker limits. */
export async function readGrant({ grant, name }: Grant): Promise<Uint8Array> {
  const response = await fetch(`/__file/${grant}`)
  if (!response.ok) throw new ExpectedError('file.unreadable', `${name} could not be read.`, { file: name })
  return new Uint8Array(await response.arrayBuffer())
}

/** Builds the pack, has main sign it, writes it where the person says, and checks what was written. */
export async function exportPack(identity: string | null, passphrase: string, stampPlanned: boolean): Promise<void> {
  const { review, log, signoffs, identities } = store.getState()
  if (review === null) return
  if (review.runs.length === 0) throw new ExpectedError('pack.no-results', 'There are no results to put into a pack.', { remedy: 'Run the plan first.' })
  if (store.getState().stale) throw new ExpectedError('pack.stale', 'Inputs or settings changed since the last run; a pack of old results would mislead.', { remedy: 'Run the plan again.' })
  requireSoundSignoffPlan(signoffs)
  // A full disk or a wrong passphrase of the attempt before is not true of this one.
  clearErrors('pack')
  await warnOfChangedFiles('pack')
  // Loaded when first needed: setting pages is a third of the app's code.
  const { makePack } = await import('../packing/make-pack')
  const stop = new AbortController()
  const pack = await track('Making the pack', ({ onProgress }) => ({
    result: makePack(review, log, { signoffs, draft: identity === null, identity, passphrase, reason: defaultReason, stampPlanned, signal: stop.signal, ...(onProgress === undefined ? {} : { onProgress }) }),
    cancel: () => stop.abort(),
  }))
  const target = await ask('files.save', { purpose: 'pack', suggestedName: `${pack.packId}${identity === null ? ' draft' : ''}.pdf` })
  if (target === null) { say('pack', 'The pack was made but not written.', 'warning'); return; }
  const { sha256, file: written } = await ask('files.write', { grant: target.grant, bytes: pack.pdf })
  store.setState({ pack: { grant: written, name: target.name, sha256, pages: pack.pages, report: await verifyPack(pack.pdf, trustedCertificates()).result } })
  const signer = identities.find((i) => i.id === identity)
  const [first] = signoffs
  if (pack.signed !== null && signer !== undefined && first !== undefined) {
    await edit({ edit: 'pack.signed', signature: { role: first.role, name: signer.name, fingerprint: signer.fingerprint, at: pack.signed.at, pdfSha256: sha256 } })
  }
}

/** Writes the review as an HTML page with every figure drawn; not signed, and says so. */
export async function exportTwin(): Promise<void> {
  const { review, log, signoffs } = store.getState()
  if (review === null) return
  const { makeTwin } = await import('../packing/make-pack')
  const twin = await track('Making the HTML twin', () => ({ result: makeTwin(review, log, signoffs), cancel: () => undefined }))
  const target = await ask('files.save', { purpose: 'html', suggestedName: `${twin.packId}.html` })
  if (target === null) return
  await ask('files.write', { grant: target.grant, bytes: twin.html })
  say('pack', `Wrote ${target.name}.`)
}

/** The next free role on a pack file, by its own sign-off plan; earlier signatures stay valid. */
export async function signExisting(identity: string, passphrase: string, stampPlanned: boolean): Promise<void> {
  const [file] = await ask('files.pick', { purpose: 'pack', multiple: false })
  if (file === undefined) return
  const pdf = await readGrant(file)
  const { signOffFields } = await import('../../shared/pack/signature/sign')
  const next = signOffFields(pdf).find((field) => !field.signed)
  if (next === undefined) throw new ExpectedError('sign.no-field', `Every planned role has signed ${file.name} already.`)
  const signed = await ask('pack.sign', { pdf, identity, passphrase, role: next.role, reason: defaultReason, stampPlanned })
  const target = await ask('files.save', { purpose: 'pack', suggestedName: file.name })
  if (target === null) { say('pack', 'Signed, but not written.', 'warning'); return; }
  const { sha256, file: written } = await ask('files.write', { grant: target.grant, bytes: signed.pdf })
  store.setState({ pack: { grant: written, name: target.name, sha256, pages: 0, report: await verifyPack(signed.pdf, trustedCertificates()).result } })
  const { review, identities } = store.getState()
  const signer = identities.find((i) => i.id === identity)
  if (review !== null && signer !== undefined) await edit({ edit: 'pack.signed', signature: { role: next.role, name: signer.name, fingerprint: signer.fingerprint, at: signed.signedAt, pdfSha256: sha256 } })
}

