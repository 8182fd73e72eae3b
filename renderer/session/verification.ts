import type { SourceRef } from '../../shared/contract/bytes'
import type { Grant } from '../../shared/contract/ipc'
import { withLine } from '../../shared/pack/verify/report'
import { verifyPack as checkPack } from '../engine'
import { sourceOf } from './source-of'
import { track } from './jobs'
import { readGrant } from './packs'
import { reperformPack } from './reperform'
import { held, store } from './store'
import { trustedCertificates } from './trust'

/** Checks a pack a person dropped or picked and shows what is proven and what is not. */
export async function verifyPack(grant: Grant): Promise<void> {
  const bytes = await readGrant(grant)
  const report = await track(`Verifying ${grant.name}`, (call) => checkPack(bytes, trustedCertificates(), call))
  store.setState({ place: 'verify', verification: { name: grant.name, report, rerun: null } })
}

/** Runs the shown pack again from the loaded inputs and further files. */
export async function reperform(extra: readonly Grant[]): Promise<void> {
  const { verification } = store.getState()
  if (verification === null) return
  const candidates: SourceRef[] = [...held.sources.values(), ...extra.map(sourceOf)]
  const rerun = await reperformPack(verification.report, candidates)
  store.setState({ verification: { ...verification, rerun, report: withLine(verification.report, rerun.line) } })
}
