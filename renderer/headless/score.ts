import type { HeadlessCommand } from '../../shared/contract/ipc'
import { ask } from '../bridge'
import { callDesk } from '../engine'
import { sourceOf } from '../session/source-of'
import { exit, print } from './output'

/** Scores a dataset with an artifact and writes row number and every output as CSV. */
export async function score({ model, data, out, json }: Extract<HeadlessCommand, { command: 'score' }>): Promise<number> {
  const opened = await callDesk('model.open', { model: 'model', source: sourceOf(model) }).result
  const dataset = await callDesk('dataset.open', { dataset: 'data', source: sourceOf(data), options: {} }).result
  const { csv, rows, outputs } = await callDesk('model.score', { model: 'model', dataset: 'data', mapping: {} }).result
  const { sha256 } = await ask('headless.write', { path: out, bytes: csv })
  const summary = { model: opened.sha256, data: dataset.sha256, rows, outputs, out, sha256 }
  await print(json ? JSON.stringify(summary, null, 2) : `Scored ${rows} rows (${outputs.join(', ')}) to ${out}, SHA-256 ${sha256}.`)
  return exit.clean
}
