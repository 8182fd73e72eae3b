import { ExpectedError } from '../../contract/errors'
import { readToken, tokenHolds } from '../signature/time-stamp'
import { checkChain } from './chain'
import type { Detail } from './report'
import type { SoundSignature } from './update'

export interface StampCheck {
  /** The stamped time where the stamp holds, whoever made it; else null. */
  readonly time: Date | null
  readonly details: readonly Detail[]
}

/** Checks the time stamp of a signature, where it has one, and says which time counts. */
export async function checkStamp(signature: SoundSignature, trusted: readonly Uint8Array[], now: Date | undefined): Promise<StampCheck> {
  const { field, claimedTime, stampPlanned, cms } = signature
  const { timeStamp } = cms.parts
  if (timeStamp === null) {
    const claimed = iso(claimedTime)
    return { time: null, details: [stampPlanned
      ? { status: 'not-proven', code: 'when.stamp-missing', sentence: `A time stamp was planned for ${field.name} and is not there; ${claimed} is only what the signer's computer claimed.` }
      : { status: 'not-proven', code: 'when.claimed', sentence: `${field.name}: ${claimed} is the time claimed by the signer's computer; nobody else confirms it.` }] }
  }
  try {
    const token = readToken(timeStamp)
    if (!(await tokenHolds(token, cms.parts.signature))) return failed('when.stamp-other', `The time stamp of ${field.name} does not belong to its signature.`)
    const subject = `The certificate of the time-stamp authority ${token.certificates[0]!.commonName}`
    const chain = await checkChain({ chain: token.certificates, trusted, at: token.time, purpose: 'time-stamp', subject })
    const details = chain.details.map((detail) => ({ ...detail, code: detail.code.replace(/^who\./u, 'when.stamp-') }))
    if (details.some((detail) => detail.status === 'failed')) return { time: null, details }
    if (now !== undefined && token.time.getTime() > now.getTime() + 86_400_000) return failed('when.future', `The time stamp of ${field.name} lies in the future.`)
    const early = token.time.getTime() < claimedTime.getTime() - 86_400_000
    const stamped: Detail = early
      ? { status: 'failed', code: 'when.stamp-before', sentence: `${field.name} was stamped at ${iso(token.time)}, before the time it claims (${iso(claimedTime)}).` }
      : { status: chain.trust === 'trusted' ? 'proven' : 'not-proven', code: 'when.stamped', sentence: `${field.name}: stamped at ${iso(token.time)} by ${token.certificates[0]!.commonName}.` }
    return { time: token.time, details: [stamped, ...details] }
  } catch (thrown) {
    if (thrown instanceof ExpectedError) return failed(thrown.code, `The time stamp of ${field.name} cannot be relied on: ${thrown.message}`)
    throw thrown
  }
}

function failed(code: string, sentence: string): StampCheck {
  return { time: null, details: [{ status: 'failed', code, sentence }] }
}

function iso(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`
}
