import { ExpectedError } from '../../shared/contract/errors'
import { ask } from '../bridge'
import { verifyPack } from '../engine'
import { say } from './notices'
import { readGrant } from './packs'
import { store } from './store'
import { trustedCertificates } from './trust'

/** Writes the question for a time-stamp authority about the latest signature on a pack: its hash leaves the room, nothing else. */
export async function exportStampRequest(): Promise<void> {
  const [pack] = await ask('files.pick', { purpose: 'pack', multiple: false })
  if (pack === undefined) return
  const { requestForLatest } = await import('../../shared/pack/signature/attach-time-stamp')
  const request = requestForLatest(await readGrant(pack))
  const target = await ask('files.save', { purpose: 'tsq', suggestedName: `${pack.name.replace(/\.pdf$/i, '')}.tsq` })
  if (target === null) return
  await ask('files.write', { grant: target.grant, bytes: request })
  say('pack', `Wrote ${target.name}. Take it to a time-stamp authority and bring back its answer (.tsr) before the next person signs.`)
}

/** Puts the authority's answer into the latest signature of a pack, and writes the stamped pack. */
export async function attachStamp(): Promise<void> {
  const [pack] = await ask('files.pick', { purpose: 'pack', multiple: false })
  if (pack === undefined) return
  const [answer] = await ask('files.pick', { purpose: 'time-stamp', multiple: false })
  if (answer === undefined) return
  if (answer.size > 1_000_000) throw new ExpectedError('time-stamp.large', `${answer.name} is too large to be a time stamp.`, { file: answer.name })
  const { attachTimeStamp } = await import('../../shared/pack/signature/attach-time-stamp')
  const stamped = await attachTimeStamp(await readGrant(pack), await readGrant(answer), trustedCertificates())
  const target = await ask('files.save', { purpose: 'pack', suggestedName: pack.name })
  if (target === null) { say('pack', 'Stamped, but not written.', 'warning'); return }
  const { sha256, file } = await ask('files.write', { grant: target.grant, bytes: stamped })
  store.setState({ pack: { grant: file, name: target.name, sha256, pages: 0, report: await verifyPack(stamped, trustedCertificates()).result } })
}
