import type { HeadlessCommand } from '../../shared/contract/ipc'
import { withLine, type LineStatus, type VerifyReport } from '../../shared/pack/verify/report'
import { verifyPack } from '../engine'
import { sourceOf } from '../session/source-of'
import { readGrant } from '../session/packs'
import { reperformPack, type Rerun } from '../session/reperform'
import { exit, print } from './output'

/** Checks a pack; with inputs it is also run again and every number compared. */
export async function verify({ pack, inputs, trusted, json }: Extract<HeadlessCommand, { command: 'verify' }>): Promise<number> {
  const checked = await verifyPack(await readGrant(pack), trusted).result
  const rerun = inputs.length === 0 || checked.evidence === null ? null : await reperformPack(checked, inputs.map(sourceOf))
  const report = rerun === null ? checked : withLine(checked, rerun.line)
  await print(json ? JSON.stringify(asDocument(report, rerun), null, 2) : describe(pack.name, report))
  const askedAndNotDone = inputs.length > 0 && rerun?.comparison == null
  return report.kind !== 'pack' || report.verdict === 'failed' || report.signatures.length === 0 || askedAndNotDone ? exit.notVerified : exit.clean
}

/** The report as one JSON document; of the evidence only its identity, for the pack itself holds the rest. */
function asDocument({ evidence, ...report }: VerifyReport, rerun: Rerun | null) {
  return {
    ...report,
    evidence: evidence === null ? null : { sha256: evidence.evidenceHash, packId: evidence.manifest.predicate.packId },
    rerun: rerun === null ? null : { comparison: rerun.comparison, missingInputs: rerun.missingInputs },
  }
}

const words: Record<LineStatus, string> = { proven: 'yes', failed: 'NO', 'not-proven': 'not proven', 'not-checked': 'not checked' }
const titles = { unchanged: 'Unchanged', who: 'Who', when: 'When', contents: 'Contents', 're-performed': 'Run again' } as const

/** What the verdict means for whoever reads the file. */
const verdicts: Record<VerifyReport['verdict'], string> = {
  proven: 'Verdict: proven. Nothing was changed, who signed is known, and the contents agree with each other.',
  'not-proven': 'Verdict: not proven. Nothing failed; what is marked "not proven" above cannot be shown from the file alone.',
  failed: 'Verdict: FAILED. Do not rely on this pack; see what is marked "NO" above.',
}

function describe(name: string, report: VerifyReport): string {
  return [
    `${name}, SHA-256 ${report.pdfSha256}`,
    ...report.lines.flatMap(({ id, status, sentence, details }) => [
      `${titles[id].padEnd(10)} ${words[status]}: ${sentence}`,
      ...details.filter((d) => d.sentence !== sentence).slice(0, 20).map((d) => `           ${d.sentence}`),
    ]),
    verdicts[report.verdict],
  ].join('\n')
}
