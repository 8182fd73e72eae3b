import type { PackCheck } from '../../../shared/contract/engine'
import type { JobContext } from '../../../shared/contract/job'
import { verifyPack } from '../../../shared/pack/verify'

/** Checks a pack and hands out the documents inside it. */
export async function checkPack(bytes: Uint8Array, job: JobContext): Promise<PackCheck> {
  const { report, attachments } = await verifyPack(bytes, { job })
  const decoder = new TextDecoder()
  return { report, attachments: attachments.map(({ name, bytes: content }) => ({ name, text: decoder.decode(content) })) }
}
