import { ExpectedError } from '../../contract/errors'
import { quietJob } from '../../contract/job'
import type { JobContext } from '../../contract/job'
import { objectOf, signatureFields } from '../pdf/document'
import { parsePdf } from '../pdf/revision'
import { entryOf } from '../pdf/value'
import { buildCms } from './cms'
import { readCms } from './cms-read'
import type { ReadCms } from './cms-read'
import { writeContents } from './sign'
import { readToken, timeStampRequest, tokenHolds, tokenOfResponse } from './time-stamp'

interface LatestSignature {
  readonly cms: ReadCms
  /** Place and number of its hexadecimal digits. */
  readonly at: number
  readonly digits: number
}

/** The signature made last; only it can still be stamped, because later ones cover earlier ones. */
function latestSignature(pdf: Uint8Array, job: JobContext): LatestSignature {
  const file = parsePdf(pdf, job)
  const view = { file, revision: file.revisions.length - 1 }
  const signed = signatureFields(view).filter((field) => field.signature !== null).at(-1)
  const contents = signed === undefined ? undefined : entryOf(objectOf(view, signed.signature!)?.value, 'Contents')
  if (contents?.kind !== 'string') throw new ExpectedError('time-stamp.unsigned', 'The pack has no signature to stamp.')
  return { cms: readCms(contents.bytes), at: contents.from + 1, digits: contents.to - contents.from - 2 }
}

/** The `.tsq` to take to a time-stamp authority for the signature made last. */
export function requestForLatest(pdf: Uint8Array, job: JobContext = quietJob): Uint8Array {
  return timeStampRequest(latestSignature(pdf, job).cms.parts.signature)
}

/**
 * Puts the authority's answer (`.tsr`) into the signature made last, before the next person signs.
 * @param further certificates that complete the authority's chain, DER.
 * @throws ExpectedError `time-stamp.*` when the answer is refused, stamps something else, or comes too late.
 */
export async function attachTimeStamp(pdf: Uint8Array, response: Uint8Array, further: readonly Uint8Array[] = [], job: JobContext = quietJob): Promise<Uint8Array> {
  const { cms, at, digits } = latestSignature(pdf, job)
  if (cms.parts.timeStamp !== null) throw new ExpectedError('time-stamp.twice', 'The signature has a time stamp already.')
  const timeStamp = tokenOfResponse(response, further)
  if (!(await tokenHolds(readToken(timeStamp), cms.parts.signature))) throw new ExpectedError('time-stamp.other', 'The time stamp does not belong to this signature.')
  return writeContents(pdf, at, digits, buildCms({ ...cms.parts, timeStamp }))
}
