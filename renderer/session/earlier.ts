import { ExpectedError } from '../../shared/contract/errors'
import { earlierReviewOf } from '../../shared/pack/earlier/earlier-review'
import { ask } from '../bridge'
import { verifyPack } from '../engine'
import { edit } from './edits'
import { track } from './jobs'
import { say } from './notices'
import { readGrant } from './packs'
import { trustedCertificates } from './trust'

/** Checks a pack the person picks and takes it as the one this review follows on. */
export async function pickEarlier(): Promise<void> {
  const [file] = await ask('files.pick', { purpose: 'pack', multiple: false })
  if (file === undefined) return
  const bytes = await readGrant(file)
  const report = await track(`Checking ${file.name}`, (call) => verifyPack(bytes, trustedCertificates(), call))
  const earlier = earlierReviewOf(report)
  if (earlier === null) throw new ExpectedError('pack.no-evidence', `${file.name} holds no evidence that can be read: ${report.lines.find(({ status }) => status === 'failed')?.sentence ?? 'it is no pack'}`, { file: file.name })
  await edit({ edit: 'earlier.set', earlier })
  say('pack', `This review follows on ${earlier.packId}.`)
}
