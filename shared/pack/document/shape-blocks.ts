import { formatCount } from '../../analyses/common/format'
import type { Block } from '../../contract/figure'
import { rowNumberKey } from '../../contract/plan'
import type { DatasetInput } from '../../review/state'
import { heading, list, paragraph, table } from './build-blocks'

const keyWords = (key: string): string => (key === rowNumberKey ? 'row number' : key)

/** Most parts and windows that are printed; the rest is in the evidence. */
const printed = 12

/** What was made of a dataset's files before anything was computed; nothing where they were taken as they are. */
export function shapeBlocks({ summary, where = '', windows = null }: DatasetInput): readonly Block[] {
  const { parts, joined, shape, derived, kept, windows: cut } = summary
  const blocks: Block[] = [
    ...(parts === undefined ? [] : [
      table(`Parts, one below the other${parts.length > printed ? `: the first ${printed} of ${formatCount(parts.length)}, the others are in the evidence` : ''}`, ['File', '>Rows', 'SHA-256'], parts.slice(0, printed).map(({ name, rows, sha256 }) => [name, formatCount(rows), sha256])),
    ]),
    ...(joined === undefined ? [] : [
      paragraph(`Joined: ${joined.columns.join(', ')} of ${joined.name} (SHA-256 ${joined.sha256}, ${formatCount(joined.rows)} rows) by ${(shape?.join?.on ?? []).map(({ left, right }) => `${keyWords(left)} = ${keyWords(right)}`).join(' and ')}.`),
      list([
        `${formatCount(joined.matched)} of ${formatCount(summary.rows)} rows matched`, `${formatCount(joined.unmatched)} have a key the second file does not have`, `${formatCount(joined.withoutKey)} have no key`,
        `${formatCount(joined.ambiguous)} have a key that says several things there and got nothing`, `${formatCount(joined.unused)} rows of the second file were not asked for`, `${formatCount(joined.repeatedKeys)} keys are repeated there, ${formatCount(joined.sharedKeys)} are shared by several rows here`,
      ]),
    ]),
    ...(derived === undefined ? [] : [table('Derived columns', ['Column', 'Expression', 'Type', '>Missing'], derived.map(({ column, expression, type, missing }) => [column, expression, type, formatCount(missing)]))]),
    ...(kept === undefined || where === '' ? [] : [paragraph(`Rows kept: ${where}. It keeps ${formatCount(kept.rows)} of ${formatCount(summary.rows)} rows; ${formatCount(kept.dropped)} are left out, and ${formatCount(kept.undecided)} more because the condition is missing for them.`)]),
    ...(cut === undefined || windows === null ? [] : [
      table(`Windows by ${windows.by} of ${windows.column}${cut.length > printed ? `: the first ${printed} of ${formatCount(cut.length)}` : ''}`, ['Window', '>Rows'], cut.slice(0, printed).map(({ period, rows }) => [period, formatCount(rows)])),
    ]),
  ]
  return blocks.length === 0 ? [] : [heading(`How the rows of ${summary.name} were made`), ...blocks]
}

/** Where each dataset comes from and what it may be used for, as the reviewer recorded it; also where nobody did. */
export function originBlocks(datasets: readonly DatasetInput[]): readonly Block[] {
  const said = datasets.filter(({ origin }) => origin !== undefined && [origin.source, origin.terms, origin.collected].some((text) => text !== ''))
  if (said.length === 0) return [paragraph('Nobody recorded where the data come from or on what terms they may be used.')]
  return [table('Provenance and terms of use, as recorded by the reviewer', ['File', 'Source', 'Terms of use', 'Collected'], datasets.map(({ summary, origin }) => [summary.name, origin?.source || 'not recorded', origin?.terms || 'not recorded', origin?.collected || 'not recorded']))]
}
