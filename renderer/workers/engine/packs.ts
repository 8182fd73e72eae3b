import type { JobContext } from '../../../shared/contract/job'
import type { VerifyReport } from '../../../shared/pack/verify/report'
import { verifyPack } from '../../../shared/pack/verify/verify'

/** Checks a pack against this workstation's clock; no certificate is trusted beforehand. */
export function checkPack(bytes: Uint8Array, job: JobContext): Promise<VerifyReport> {
  return verifyPack(bytes, { job, now: new Date() })
}
