import type { ByteSource } from '../contract/bytes'
import { ExpectedError } from '../contract/errors'
import type { JobContext } from '../contract/job'
import type { Column, ReadDecision, ReadOptions, ReadReport, Table } from '../contract/table'
import { concatTables } from './concat-tables'
import { isMissingToken } from './missing-tokens'
import { readTable } from './read-table'

/** Rejected cells that are kept of all parts together. */
const rejectedCap = 10_000

/** What several files read as one dataset came to, with the rows of each. */
export interface PartsReport extends ReadReport {
  readonly partRows: readonly number[]
}

/**
 * Reads files of the same columns as one table, one below the other in the order given. Columns are
 * matched by name. Where the parts disagree on a column's type (a code with a leading zero or a word in
 * one of them), it is read as text in all of them, so that nothing changes, and a decision says so; a part
 * in which a column is wholly empty takes the type of the others.
 * @throws ExpectedError `parts.columns` naming the file that differs, `table.empty` where no part has a row, and what reading each may throw.
 */
export async function readParts(sources: readonly ByteSource[], options: ReadOptions, job: JobContext): Promise<PartsReport> {
  const reports: ReadReport[] = []
  for (const source of sources) reports.push(await readPart(source, options, job))
  const [first] = reports
  if (first === undefined) throw new ExpectedError('parts.none', 'No part was given.', { remedy: 'Choose at least one file.' })
  if (reports.every(({ table }) => table.rows === 0)) throw noRows(sources[0]!.name, sources.length, first.table)
  if (reports.length === 1) return { ...first, partRows: [first.table.rows] }
  reports.forEach(({ table }, index) => requireSameColumns(first.table, table, sources[0]!.name, sources[index]!.name))
  const disagreements = first.table.columns.flatMap(({ name }) => disagreement(name, reports, sources, options))
  for (const [index, source] of sources.entries()) {
    const needs = Object.fromEntries(disagreements.flatMap(({ column, type, parts }) => (parts.includes(index) ? [[`column:${column}`, type]] : [])))
    if (Object.keys(needs).length > 0) reports[index] = await readPart(source, { ...options, ...needs }, job)
  }
  const rejected = reports.flatMap((report, index) => report.rejected.map((cell) => ({ ...cell, file: sources[index]!.name })))
  return {
    format: first.format,
    table: concatTables(reports.map(({ table }) => table)),
    decisions: [
      { id: 'parts', label: 'Parts', chosen: `${reports.length} files`, reason: `One below the other: ${listed(sources.map(({ name }) => name), 6)}.`, alternatives: [], overridden: false },
      ...mergedDecisions(reports, sources, new Map(disagreements.map((found) => [`column:${found.column}`, found]))),
    ],
    rejectedCount: reports.reduce((sum, report) => sum + report.rejectedCount, 0),
    rejected: rejected.slice(0, rejectedCap),
    warnings: reports.flatMap((report, index) => report.warnings.map((warning) => `${sources[index]!.name}: ${warning}`)),
    partRows: reports.map(({ table }) => table.rows),
  }
}

/** A table that is all header would be reviewed to the end and found clean, for there is nothing in it to find. */
function noRows(name: string, parts: number, { columns }: Table): ExpectedError {
  const names = listed(columns.map((column) => `"${column.name}"`), 5)
  return new ExpectedError('table.empty', `${parts === 1 ? `${name} has` : `The ${parts} parts have`} columns (${names}) but no rows.`, { file: name, remedy: 'Choose a file with data, or set the header option if the first row is data.' })
}

async function readPart(source: ByteSource, options: ReadOptions, job: JobContext): Promise<ReadReport> {
  try {
    return await readTable(source, options, job)
  } catch (thrown) {
    if (!(thrown instanceof ExpectedError) || thrown.code === 'job.cancelled' || thrown.details.file !== undefined) throw thrown
    throw new ExpectedError(thrown.code, `${source.name}: ${thrown.message}`, { file: source.name, ...thrown.details })
  }
}

function requireSameColumns(first: Table, other: Table, firstName: string, name: string): void {
  const lost = first.columns.filter((column) => !other.columns.some((found) => found.name === column.name))
  const extra = other.columns.filter((column) => !first.columns.some((found) => found.name === column.name))
  if (lost.length + extra.length === 0) return
  const parts = [...(lost.length === 0 ? [] : [`lacks ${listed(lost.map((column) => `"${column.name}"`), 5)}`]), ...(extra.length === 0 ? [] : [`has ${listed(extra.map((column) => `"${column.name}"`), 5)} beside`])]
  throw new ExpectedError('parts.columns', `${name} does not have the columns of ${firstName}: it ${parts.join(' and ')}.`, { file: name, remedy: 'Read it as a dataset of its own, or set the header option if a part has none.' })
}

interface Disagreement {
  readonly column: string
  /** The type that the parts in `parts` are read again with. */
  readonly type: string
  readonly parts: readonly number[]
  /** What the parts say; empty where only empty parts take the type of the others. */
  readonly reason: string
}

const familyOf = (column: Column): string => (column.kind !== 'number' ? column.kind : column.type === 'integer' || column.type === 'decimal' ? 'number' : column.type)

/** Whether a column says anything of its type: not where all its cells are empty, or well-known missing codes. */
function hasPresent(column: Column, rows: number): boolean {
  if (rows === 0) return false
  if (column.kind === 'category') return column.levels.some((level) => !isMissingToken(level))
  return column.missing === null || column.missing.includes(0)
}

function disagreement(name: string, reports: readonly ReadReport[], sources: readonly ByteSource[], options: ReadOptions): readonly Disagreement[] {
  if (options[`column:${name}`] !== undefined) return []
  const columns = reports.map(({ table }) => table.columns.find((column) => column.name === name)!)
  const full = columns.flatMap((column, index) => (hasPresent(column, reports[index]!.table.rows) ? [index] : []))
  const families = new Map<string, number[]>()
  for (const index of full) families.set(familyOf(columns[index]!), [...(families.get(familyOf(columns[index]!)) ?? []), index])
  const kinds = [...families.keys()]
  if (kinds.length === 0) return []
  const type = kinds.length === 1 ? kinds[0]! : kinds.every((kind) => kind === 'category' || kind === 'text') ? 'text' : 'category'
  const parts = columns.flatMap((column, index) => (familyOf(column) === type ? [] : [index]))
  if (parts.length === 0) return []
  const words = kinds.map((kind) => `${kind} in ${listed(families.get(kind)!.map((index) => sources[index]!.name), 3)}`).join(', ')
  return [{ column: name, type, parts, reason: kinds.length === 1 || type === 'text' ? '' : `The parts disagree: ${words}. All are read as text, so that no cell changes; set a type to read all parts so.` }]
}

/** One decision per question: what all parts chose, or what each did. */
function mergedDecisions(reports: readonly ReadReport[], sources: readonly ByteSource[], disagreements: ReadonlyMap<string, Disagreement>): readonly ReadDecision[] {
  const ids = [...new Set(reports.flatMap((report) => report.decisions.map(({ id }) => id)))]
  return ids.map((id): ReadDecision => {
    const disputed = disagreements.get(id)
    const all = reports.flatMap((report, index) => report.decisions.filter((decision) => decision.id === id).map((decision) => ({ decision, index })))
    // What a part that was read again says of the type is what it was told.
    const found = disputed?.reason === '' ? all.filter(({ index }) => !disputed.parts.includes(index)) : all
    const { decision } = found[0] ?? all[0]!
    if (disputed !== undefined && disputed.reason !== '') return { ...decision, chosen: disputed.type, reason: disputed.reason, overridden: false, alternatives: ['number', 'date', 'boolean', 'text', 'date-dmy', 'date-mdy', 'date-dmy-yy', 'date-mdy-yy'] }
    const choices = [...new Set(found.map((entry) => entry.decision.chosen))]
    if (choices.length === 1) return decision
    const alternatives = [...new Set(found.flatMap((entry) => [entry.decision.chosen, ...entry.decision.alternatives]))]
    if (choices.every((choice) => choice === 'integer' || choice === 'decimal')) {
      const decimal = found.find((entry) => entry.decision.chosen === 'decimal')!
      return { ...decimal.decision, reason: `Whole numbers in some parts, decimals in ${sources[decimal.index]!.name}.` }
    }
    const words = choices.map((choice) => `${choice} in ${listed(found.filter((entry) => entry.decision.chosen === choice).map((entry) => sources[entry.index]!.name), 3)}`)
    return { ...decision, chosen: choices.join(' / '), reason: `It differs between the parts: ${words.join('; ')}.`, alternatives: alternatives.length === choices.length && decision.alternatives.length === 0 ? [] : alternatives }
  })
}

function listed(names: readonly string[], most: number): string {
  return names.length <= most ? names.join(', ') : `${names.slice(0, most).join(', ')} and ${names.length - most} more`
}
