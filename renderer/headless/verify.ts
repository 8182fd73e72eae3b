import type { HeadlessCommand } from '../../shared/contract/ipc'
import type { VerifyReport } from '../../shared/pack/verify'
import { callDesk } from '../engine'
import { sourceOf } from '../session/inputs'
import { readGrant } from '../session/packs'
import { reperformPack, type Rerun } from '../session/reperform'
import { exit, print } from './output'

/** Checks a pack; with inputs it is also run again and every number compared. */
export async function verify({ pack, inputs, json }: Extract<HeadlessCommand, { command: 'verify' }>): Promise<number> {
  const { report: raw, attachments } = await callDesk('pack.verify', { bytes: await readGrant(pack) }).result
  const report = raw as unknown as VerifyReport
  const files = new Map(attachments.map(({ name, text }) => [name, text]))
  const rerun = inputs.length === 0 || files.size === 0 ? null : await reperformPack(files, inputs.map(sourceOf))
  await print(json ? JSON.stringify({ report, rerun }, null, 2) : describe(pack.name, report, rerun))
  const repeated = rerun === null || (rerun.differences.length === 0 && rerun.missingInputs.length === 0)
  return report.lines.some((line) => line.status === 'failed') || report.verdict !== 'proven' || !repeated ? exit.notVerified : exit.clean
}

function describe(name: string, report: VerifyReport, rerun: Rerun | null): string {
  const again = rerun === null ? [] : [
    rerun.missingInputs.length > 0 ? `Not run again: missing ${rerun.missingInputs.join(', ')}.` : `Run again: ${rerun.compared} numbers compared, ${rerun.differences.length} differ.`,
    ...rerun.differences.slice(0, 20).map((d) => `  ${JSON.stringify(d)}`),
  ]
  return [name, ...report.lines.flatMap((line) => [`${line.title}: ${line.status}. ${line.sentence}`, ...line.details.map((d) => `  ${typeof d === 'string' ? d : JSON.stringify(d)}`)]), ...again].join('\n')
}
