import { formatCount } from '../../analyses/common/format'
import type { Block } from '../../contract/figure'
import { endWords } from '../../review/external-run'
import type { ExternalRunNote } from '../../review/state'
import { facts, heading, note } from './build-blocks'

/** Commands that are printed; the log in the evidence holds every one. */
const printed = 6

/** What was run outside the sandbox, exactly; nothing where nothing was. */
export function externalRunBlocks(runs: readonly ExternalRunNote[]): readonly Block[] {
  if (runs.length === 0) return []
  const left = runs.length - printed
  return [
    heading('External scorer: left the sandbox'),
    note('limitation', `The reviewer ran ${runs.length === 1 ? 'a command' : `${formatCount(runs.length)} commands`} outside the sandbox to get predictions. What such a command computes cannot be seen or repeated here: its predictions are taken as recorded, from the file whose hash is given. Files it reads by itself are not recorded.`),
    ...runs.slice(0, printed).flatMap(runBlocks),
    ...(left > 0 ? [note('info', `${formatCount(left)} more are in log.json.`)] : []),
  ]
}

function runBlocks(run: ExternalRunNote): readonly Block[] {
  const fileOf = (file: { readonly sha256: string; readonly size: number }): string => `${formatCount(file.size)} bytes, SHA-256 ${file.sha256}`
  return [facts([
    ['Program', run.program], ['SHA-256 of the program', run.programSha256],
    ...run.args.map(({ text, sha256 }, index): [string, string] => [`Argument ${index + 1}`, sha256 === null ? text : `${text} (file, SHA-256 ${sha256})`]),
    ['Rows given', `${run.dataset.name} (SHA-256 ${run.dataset.sha256}) as rows.csv: ${fileOf(run.rows)}`], ['Columns given', ['row', ...run.columns].join(', ')],
    ['End', `${endWords(run)}${run.unchanged ? '' : '; its files changed while it ran, and nothing of it is used'}`],
    ['Predictions left', run.predictions === null ? 'none' : fileOf(run.predictions)],
    ['Environment given', run.environment.join(', ')],
  ])]
}
