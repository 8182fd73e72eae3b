import type { SourceRef } from '../../shared/contract/bytes'
import type { Grant } from '../../shared/contract/ipc'
import type { VerifyReport } from '../../shared/pack/verify'
import { callDesk } from '../engine'
import { sourceOf } from './inputs'
import { track } from './jobs'
import { readGrant } from './packs'
import { reperformPack, type PackFiles } from './reperform'
import { held, store } from './store'

let files: PackFiles = new Map()

/** Checks a pack a person dropped or picked and shows what is proven and what is not. */
export async function verifyPack(grant: Grant): Promise<void> {
  const bytes = await readGrant(grant)
  const { report, attachments } = await track(`Verifying ${grant.name}`, (call) => callDesk('pack.verify', { bytes }, call))
  files = new Map(attachments.map(({ name, text }) => [name, text]))
  store.setState({ place: 'verify', verification: { name: grant.name, report: report as unknown as VerifyReport, rerun: null } })
}

/** Runs the shown pack again from the loaded inputs and further files. */
export async function reperform(extra: readonly Grant[]): Promise<void> {
  const { verification } = store.getState()
  if (verification === null) return
  const candidates: SourceRef[] = [...held.sources.values(), ...extra.map(sourceOf)]
  const rerun = await reperformPack(files, candidates)
  store.setState({ verification: { ...verification, rerun } })
}
