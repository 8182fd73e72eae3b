import { ExpectedError } from '../../shared/contract/errors'
import type { HeadlessCommand } from '../../shared/contract/ipc'
import { signOffFields } from '../../shared/pack/signature/sign'
import type { VerifyReport } from '../../shared/pack/verify/report'
import { ask } from '../bridge'
import { verifyPack } from '../engine'
import { defaultReason, readGrant } from '../session/packs'
import { exit, print } from './output'

/**
 * Signs the next role of a pack file by an incremental update. A pack that does not hold is not signed,
 * and nothing is written that does not verify afterwards.
 */
export async function sign({ pack, out, identity, passphrase, role, reason, json }: Extract<HeadlessCommand, { command: 'sign' }>): Promise<number> {
  const pdf = await readGrant(pack)
  const before = await verifyPack(pdf).result
  refuseUnsound(before, pack.name)
  const next = signOffFields(pdf).find((field) => !field.signed)
  if (next === undefined) throw new ExpectedError('sign.no-field', `Every planned role has signed ${pack.name} already.`, { file: pack.name })
  const signed = await ask('pack.sign', { pdf, identity, passphrase, role: role ?? next.role, reason: reason ?? defaultReason })
  const after = await verifyPack(signed.pdf).result
  refuseUnsound(after, out)
  const { sha256 } = await ask('headless.write', { path: out, bytes: signed.pdf })
  const left = signOffFields(signed.pdf).filter((field) => !field.signed).map((field) => field.role)
  const signer = after.signatures.at(-1)
  const summary = { out, sha256, field: signed.field, role: next.role, name: signer?.certifiedName ?? '', fingerprint: signer?.fingerprint ?? '', signedAt: signed.signedAt, left }
  await print(json ? JSON.stringify(summary, null, 2) : `Signed ${out} as ${summary.name}, ${next.role} (SHA-256 ${sha256}). ${left.length === 0 ? 'Every planned role has signed.' : `Still to sign: ${left.join(', ')}.`}`)
  return exit.clean
}

function refuseUnsound({ kind, verdict, lines }: VerifyReport, file: string): void {
  if (kind === 'pack' && verdict !== 'failed') return
  const reason = lines.find((line) => line.status === 'failed') ?? lines[0]
  throw new ExpectedError('sign.unsound', `${file} is not signed, because it does not verify. ${reason?.sentence ?? ''}`.trim(), { file })
}
