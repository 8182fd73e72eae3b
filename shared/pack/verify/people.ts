import { sha256Hex } from '../../contract/json'
import { signatureFields, signOffLabel } from '../pdf/document'
import type { PdfFile } from '../pdf/revision'
import type { SignOff } from '../evidence/manifest'
import { checkChain, day } from './chain'
import type { Detail, SignatureSummary } from './report'
import { checkStamp } from './stamp'
import type { SoundSignature } from './update'

export interface PeopleCheck {
  readonly who: readonly Detail[]
  readonly when: readonly Detail[]
  readonly signatures: readonly SignatureSummary[]
}

/** Checks who signed and when, for signatures that are sound already. `plan` is null when the manifest is unreadable. */
export async function checkPeople(sound: readonly SoundSignature[], file: PdfFile, plan: readonly SignOff[] | null, trusted: readonly Uint8Array[], now: Date | undefined): Promise<PeopleCheck> {
  const who: Detail[] = [...checkPlan(file, plan, sound.length), ...checkDistinct(sound)]
  const when: Detail[] = []
  const signatures: SignatureSummary[] = []
  for (const [i, signature] of sound.entries()) {
    const signer = signature.cms.certificates[0]!
    const { role, name } = signature.field
    const subject = `The certificate of ${signer.commonName} (${role})`
    const stamp = await checkStamp(signature, trusted, now)
    when.push(...stamp.details, ...checkTime(signature, sound[i - 1], now))
    const chain = await checkChain({ chain: signature.cms.certificates, trusted, at: stamp.time ?? signature.claimedTime, purpose: 'sign', subject })
    who.push(...chain.details)
    if (!signature.reason.startsWith(`${role}: `)) who.push({ status: 'failed', code: 'who.role', sentence: `The signature in ${name} does not state the role ${role} it was given for.` })
    if (signature.typedName.normalize('NFC') !== signer.commonName.normalize('NFC')) {
      who.push({ status: 'not-proven', code: 'who.name-differs', sentence: `The signature says "${signature.typedName}", its certificate "${signer.commonName}".` })
    }
    const planned = plan?.[i]?.name ?? ''
    if (planned !== '' && comparable(planned) !== comparable(signer.commonName)) who.push({ status: 'not-proven', code: 'who.not-planned', sentence: `The plan names ${planned} as ${role}; the certificate is of ${signer.commonName}.` })
    signatures.push({
      field: name, role, certifiedName: signer.commonName, typedName: signature.typedName, reason: signature.reason,
      claimedTime: signature.claimedTime.toISOString(), stampedTime: stamp.time?.toISOString() ?? null, fingerprint: signer.fingerprint,
      algorithm: `${signer.key.algorithm}${signer.key.algorithm === 'RSA' ? ` ${signer.key.bits}` : ''}, SHA-256`, issuer: signer.issuerName, trust: chain.trust, coversTo: signature.coversTo,
      valid: ![...chain.details, ...stamp.details].some((detail) => detail.status === 'failed'),
    })
  }
  return { who, when, signatures }
}

function checkPlan(file: PdfFile, plan: readonly SignOff[] | null, signed: number): readonly Detail[] {
  const fields = signatureFields({ file, revision: 0 })
  if (plan === null) return [{ status: 'not-proven', code: 'who.no-plan', sentence: 'The sign-off plan could not be read, so it is not known who should have signed.' }]
  const differs = plan.length !== fields.length || plan.some(({ field, role, name }, i) => fields[i]?.name !== field || fields[i].label !== signOffLabel(role, name))
  if (differs) return [{ status: 'failed', code: 'who.plan', sentence: 'The sign-off fields of the document are not those of the sign-off plan in the manifest.' }]
  if (new Set(plan.map(({ role }) => role)).size !== plan.length || new Set(plan.map(({ field }) => field)).size !== plan.length) return [{ status: 'failed', code: 'who.plan', sentence: 'The sign-off plan names a role or a field twice.' }]
  const open = plan.slice(signed)
  if (open.length > 0) {
    return [{ status: 'not-proven', code: 'who.incomplete', sentence: `${signed} of ${plan.length} planned signatures are there; missing: ${open.map(({ role, name }) => (name === '' ? role : `${role} (${name})`)).join(', ')}.` }]
  }
  return plan.length === 0 ? [] : [{ status: 'proven', code: 'who.complete', sentence: `All ${plan.length} planned roles have signed, in the planned order.` }]
}

function checkDistinct(sound: readonly SoundSignature[]): readonly Detail[] {
  const details: Detail[] = []
  const keys = new Map<string, string>()
  const names = new Map<string, string>()
  for (const { cms, field } of sound) {
    const signer = cms.certificates[0]!
    const key = sha256Hex(signer.key.spki)
    const name = comparable(signer.commonName)
    if (keys.has(key)) details.push({ status: 'failed', code: 'who.same-key', sentence: `${signer.commonName} signed as ${keys.get(key)!} and as ${field.role} with one key.` })
    else if (names.has(name)) details.push({ status: 'failed', code: 'who.same-name', sentence: `The certificates for ${names.get(name)!} and ${field.role} carry one name, ${signer.commonName}.` })
    keys.set(key, field.role)
    names.set(name, field.role)
  }
  return details
}

/** A name without differences of case, form and spacing. */
function comparable(name: string): string {
  return name.normalize('NFKC').toLowerCase().replaceAll(/\s+/gu, ' ').trim()
}

function checkTime(signature: SoundSignature, before: SoundSignature | undefined, now: Date | undefined): readonly Detail[] {
  const { claimedTime, field } = signature
  const details: Detail[] = []
  if (before !== undefined && claimedTime < before.claimedTime) {
    details.push({ status: 'not-proven', code: 'when.order', sentence: `The signature in ${field.name} claims an earlier time than the one before it.` })
  }
  // A day of grace: clocks of two computers, and time zones set wrong.
  if (now !== undefined && claimedTime.getTime() > now.getTime() + 86_400_000) {
    details.push({ status: 'failed', code: 'when.future', sentence: `The signature in ${field.name} claims ${day(claimedTime)}, which is still to come.` })
  }
  return details
}
