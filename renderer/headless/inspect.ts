import type { DatasetSummary, ModelSummary } from '../../shared/contract/engine'
import { ExpectedError } from '../../shared/contract/errors'
import type { HeadlessCommand } from '../../shared/contract/ipc'
import { callDesk } from '../engine'
import { sourceOf } from '../session/source-of'
import { exit, print } from './output'

/** What a file is and what is in it: a model's card, or a dataset's columns and the reader's decisions. */
export async function inspect({ file, json }: Extract<HeadlessCommand, { command: 'inspect' }>): Promise<number> {
  const source = sourceOf(file)
  const identified = await callDesk('file.identify', { source }).result
  switch (identified.kind) {
    case 'model': {
      const model = await callDesk('model.open', { model: 'inspected', source }).result
      await print(json ? JSON.stringify({ kind: 'model', ...model }, null, 2) : describeModel(model))
      return exit.clean
    }
    case 'dataset': {
      const dataset = await callDesk('dataset.open', { dataset: 'inspected', source, options: {} }).result
      await print(json ? JSON.stringify({ kind: 'dataset', ...dataset }, null, 2) : describeDataset(dataset))
      return exit.clean
    }
    case 'unknown': throw new ExpectedError('file.unknown', identified.reason, { file: file.name })
    default: {
      await print(json ? JSON.stringify(identified, null, 2) : `${file.name}: ${identified.kind}. ${identified.reason}`)
      return exit.clean
    }
  }
}

function describeModel({ name, sha256, size, card, scorable }: ModelSummary): string {
  return [
    `${name}: ${card.format} ${card.formatVersion}, ${card.task}, by ${card.producer || 'an unnamed producer'}`,
    `SHA-256 ${sha256}, ${size} bytes`,
    ...card.facts.map((f) => `  ${f.label}: ${f.value}`),
    `Inputs: ${card.inputs.map((i) => `${i.name} (${i.type})`).join(', ')}`,
    `Outputs: ${card.outputs.map((o) => o.name).join(', ')}`,
    ...card.edits.map((e) => `Changed before loading: ${e}`),
    ...card.security.map((s) => `Security: ${s}`),
    ...card.unsupported.map((u) => `Not supported: ${u}`),
    scorable ? 'It can be scored here.' : 'It cannot be scored here; review it by recorded predictions.',
  ].join('\n')
}

/** An end of a column's range; dates are kept as milliseconds and read by people as dates. */
function shown(value: number, type: string): string {
  if (type !== 'date') return String(value)
  return new Date(value).toISOString().replace(/T00:00:00\.000Z$/, '')
}

function describeDataset(dataset: DatasetSummary): string {
  return [
    `${dataset.name}: ${dataset.format}, ${dataset.rows} rows, ${dataset.columns.length} columns`,
    `SHA-256 ${dataset.sha256}, ${dataset.size} bytes`,
    ...dataset.decisions.map((d) => `  ${d.label}: ${d.chosen} (${d.reason})`),
    ...dataset.columns.map((c) => `  ${c.name}: ${c.type}, ${c.missingTotal} missing${c.distinct === null ? '' : `, ${c.distinct} distinct`}${c.min === null ? '' : `, ${shown(c.min, c.type)} to ${c.max === null ? '' : shown(c.max, c.type)}`}`),
    `${dataset.rejectedCount} cells did not parse`,
    ...dataset.rejected.slice(0, 20).map((r) => `  row ${r.row}, column ${r.column}: ${JSON.stringify(r.text)}: ${r.reason}`),
    ...dataset.warnings.map((w) => `Note: ${w}`),
  ].join('\n')
}
