import { analysisById } from '../../../shared/analyses/registry'
import type { JobContext } from '../../../shared/contract/job'
import type { RunRecord } from '../../../shared/contract/run-record'
import type { RenderedRun, RenderRun } from '../../../shared/pack/document/types'
import { printRun, renderRun } from '../../../shared/pack/render-run'
import type { VerifyReport } from '../../../shared/pack/verify/report'
import { verifyPack } from '../../../shared/pack/verify/verify'

/**
 * Checks a pack against this workstation's clock and the certificates the person trusts. The numbers
 * on the pages are compared with what this version would print from the same records.
 */
export function checkPack(bytes: Uint8Array, trusted: readonly Uint8Array[], job: JobContext): Promise<VerifyReport> {
  return verifyPack(bytes, { job, trusted, now: new Date(), render: inWords(printRun), renderWhole: inWords(renderRun) })
}

/** Null for a record of another version of its analysis, whose words this version does not know. */
const inWords = (render: RenderRun) => (run: RunRecord): RenderedRun | null => (analysisById(run.analysis)?.version === run.analysisVersion ? render(run) : null)
