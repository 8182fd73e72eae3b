import type { EvidenceRequest } from '../../../../shared/pack/evidence/build'
import type { Detail, VerifyReport } from '../../../../shared/pack/verify/report'
import { verifyPack } from '../../../../shared/pack/verify/verify'
import type { VerifyOptions } from '../../../../shared/pack/verify/verify'
import { quietJob } from '../../../../shared/contract/job'
import { signNextField } from '../../../../shared/pack/signature/sign'
import type { SignRequest } from '../../../../shared/pack/signature/sign'
import { selfIssued } from './identity'
import type { TestIdentity } from './identity'
import { minimalPdf } from './minimal-pdf'
import type { MinimalPdf } from './minimal-pdf'
import { sampleEvidence, signoffPlan } from './review'

export const signedAt = new Date('2026-11-20T10:00:00Z')
export const today = new Date('2026-11-23T00:00:00Z')

/** Revision 0 with real evidence inside. */
export function revisionZero(more: Partial<MinimalPdf> = {}, evidence: Partial<EvidenceRequest> = {}): Uint8Array {
  return minimalPdf({ attachments: sampleEvidence(evidence).attachments, signOff: evidence.signoffPlan ?? signoffPlan, ...more })
}

export async function people(): Promise<readonly TestIdentity[]> {
  const kinds = ['ECDSA P-256', 'ECDSA P-384', 'RSA'] as const
  return await Promise.all(signoffPlan.map(({ name }, i) => selfIssued(name, kinds[i])))
}

/** Signs the next field as `identity`, in the role that is planned for place `i`. */
export async function signAs(pdf: Uint8Array, identity: TestIdentity, i: number, more: Partial<SignRequest> = {}): Promise<Uint8Array> {
  const { certificates, algorithm, name } = identity
  return (await signNextField({ pdf, certificates, algorithm, sign: identity.sign, name, role: signoffPlan[i]!.role, reason: 'I stand behind this.', claimedTime: signedAt, ...more })).pdf
}

export async function signAll(pdf: Uint8Array, signers: readonly TestIdentity[]): Promise<Uint8Array> {
  let out = pdf
  for (const [i, identity] of signers.entries()) out = await signAs(out, identity, i)
  return out
}

export function verify(pdf: Uint8Array, trusted: readonly TestIdentity[] = [], more: Partial<VerifyOptions> = {}): Promise<VerifyReport> {
  return verifyPack(pdf, { trusted: trusted.flatMap((person) => person.certificates), now: today, job: quietJob, ...more })
}

/** Every code in a report that is not `proven`. */
export function doubts(report: VerifyReport): readonly string[] {
  return report.lines.flatMap((line) => line.details).filter((detail: Detail) => detail.status === 'failed' || detail.status === 'not-proven').map((detail) => detail.code)
}
