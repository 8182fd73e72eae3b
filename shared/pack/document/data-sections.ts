import type { Block } from '../../contract/figure'
import { formatCount, formatNumber, formatPercent, listWords } from '../../analyses/common/format'
import type { ReadDecision } from '../../contract/table'
import { rolesHeld } from '../../review/input-checks'
import type { DatasetInput, ReviewState } from '../../review/state'
import { facts, heading, list, paragraph, table, typed } from './build-blocks'
import { noteOn, runsOf, section, type DocumentContext, type Draft } from './context'
import { runBlocks, skippedBlocks } from './run-sections'
import { originBlocks, shapeBlocks } from './shape-blocks'
import { datasetRoleWords, orNotStated } from './words'

const roleOf = (dataset: DatasetInput): string => (dataset.period === '' ? datasetRoleWords[dataset.role] : `${datasetRoleWords[dataset.role]} ${dataset.period}`)

/** Section 6: purpose and use as stated, and the population envelope of the development data. */
export function purposeSection(context: DocumentContext): Draft {
  const { review } = context
  const { purpose, use } = review.governance
  const reference = review.datasets.find((dataset) => dataset.role === 'development') ?? review.datasets[0]
  const features = reference?.summary.columns.filter((column) => rolesHeld(review.roles, column.name).includes('feature')) ?? []
  const envelope: readonly Block[] = reference === undefined || features.length === 0 ? [] : [
    heading('Population envelope'),
    paragraph(`Values of the inputs in ${reference.summary.name}. A use outside these ranges was not reviewed.`),
    table('Envelope of the inputs', ['Input', 'Type', '>Smallest', '>Largest', '>Distinct', '>Missing'], features.map((column) => [
      column.name, column.type, column.min === null ? '–' : formatNumber(column.min), column.max === null ? '–' : formatNumber(column.max), column.distinct === null ? '–' : formatCount(column.distinct), formatPercent(column.rows === 0 ? null : column.missingTotal / column.rows),
    ])),
  ]
  const stated = purpose !== '' || use !== ''
  return section('purpose', 'Purpose, scope of use, prohibited use', stated ? 'stated' : 'not-tested', stated ? 'Purpose and use are stated by persons; the envelope is computed.' : 'Nobody has stated what the model is for; the envelope below is computed.', [
    facts([['Purpose', orNotStated(purpose)], ['Use', orNotStated(use)], ['Decision', decisionText(context)]]),
    ...envelope, ...noteOn(context, 'purpose'),
  ])
}

function decisionText({ review }: DocumentContext): string {
  const { threshold, favourable } = review.decision
  return threshold === null ? 'the score ranks or predicts; no threshold was given' : `favourable to the person when the score is ${favourable} ${formatNumber(threshold)}`
}

/** Section 8: every dataset, how it was read, its quality, and the roles of its columns. */
export function dataSection(context: DocumentContext): Draft {
  const { review } = context
  if (review.datasets.length === 0) return section('data', 'Data', 'not-tested', 'No dataset was supplied.', noteOn(context, 'data'))
  return section('data', 'Data', 'tested', 'Counted over all rows of every file, by content hash.', [
    table('Datasets', ['File', 'Role', '>Rows', '>Columns', '>Cells rejected', 'Format'], review.datasets.map((dataset) => [
      dataset.summary.name, roleOf(dataset), formatCount(dataset.summary.rows), formatCount(dataset.summary.columns.length), formatCount(dataset.summary.rejectedCount), dataset.summary.format,
    ])),
    ...(review.rolesGuessed ? [{ block: 'note', tone: 'warning', text: 'The roles of the columns are the machine’s guess; no person has confirmed them.' } as const] : []),
    table('Columns: role, type and who decided the type', ['Column', 'Role', 'Read as', 'By', 'In files'], columnRows(review)),
    ...originBlocks(review.datasets),
    ...distinctReadings(review.datasets).flatMap(readingBlocks),
    ...review.datasets.flatMap(shapeBlocks),
    ...qualityBlocks(review.datasets),
    ...runsOf(context, 'data').flatMap(({ run, rendered }) => runBlocks(run, rendered, context)),
    ...skippedBlocks(context, 'data'),
    ...noteOn(context, 'data'),
  ])
}

const isFileDecision = ({ id }: ReadDecision): boolean => !id.startsWith('column:')

/** Datasets that were read alike are shown once: twelve windows of one feed need one table, not twelve. */
function distinctReadings(datasets: readonly DatasetInput[]): readonly (readonly DatasetInput[])[] {
  const groups = new Map<string, DatasetInput[]>()
  for (const dataset of datasets) {
    const key = JSON.stringify([dataset.summary.format, dataset.filter, dataset.summary.decisions.filter(isFileDecision).map((decision) => [decision.id, decision.chosen, decision.overridden])])
    groups.set(key, [...(groups.get(key) ?? []), dataset])
  }
  return [...groups.values()]
}

function readingBlocks(group: readonly DatasetInput[]): readonly Block[] {
  const [first] = group
  if (first === undefined) return []
  return [
    heading(`How ${group.length === 1 ? first.summary.name : `${formatCount(group.length)} files`} ${group.length === 1 ? 'was' : 'were'} read`),
    ...(group.length === 1 ? [] : [paragraph(`Read alike, with the reasons as they read for the first: ${listWords(group.map((dataset) => dataset.summary.name))}.`)]),
    table(`Reading decisions, ${first.summary.format}`, ['Decision', 'Chosen', 'By', 'Reason'], first.summary.decisions.filter(isFileDecision).map((decision) => [decision.label, decision.chosen, decision.overridden ? 'a person' : 'the reader', decision.reason])),
    ...(first.filter.length === 0 ? [] : [list(first.filter.map(({ column, op, value }) => `Rows kept: ${column} ${op} ${String(value)}`))]),
  ]
}

/** Every column with its roles and the type it was read as; a type that differs between files has a line each. */
function columnRows(review: ReviewState): readonly (readonly string[])[] {
  const readings = new Map<string, { column: string; type: string; by: string; files: string[] }>()
  for (const { summary } of review.datasets) {
    for (const decision of summary.decisions.filter((candidate) => !isFileDecision(candidate))) {
      const column = decision.id.slice('column:'.length)
      const key = JSON.stringify([column, decision.chosen, decision.overridden])
      const reading = readings.get(key) ?? { column, type: decision.chosen, by: decision.overridden ? 'a person' : 'the reader', files: [] }
      reading.files.push(summary.name)
      readings.set(key, reading)
    }
  }
  const known = new Set([...readings.values()].map(({ column }) => column))
  const rows = [...readings.values()].map(({ column, type, by, files }) => [column, rolesHeld(review.roles, column).join(', '), type, by, files.length === review.datasets.length ? 'all' : files.join(', ')])
  return [...rows, ...Object.entries(review.roles).filter(([name]) => !known.has(name)).map(([name, roles]) => [name, roles.join(', '), '', '', ''])].toSorted((a, b) => (a[0]! < b[0]! ? -1 : a[0]! > b[0]! ? 1 : 0))
}

function qualityBlocks(datasets: readonly DatasetInput[]): readonly Block[] {
  const rows = qualityRows(datasets)
  const warnings = datasets.flatMap((dataset) => dataset.summary.warnings.map((warning) => `${dataset.summary.name}: ${warning}`))
  return [
    heading('Quality'),
    rows.length === 0 ? paragraph('No column has a missing cell or a quality flag.') : table('Columns with missing cells or quality flags', ['Column', 'Flags', '>Missing', '>Share', 'Datasets'], rows),
    ...(warnings.length === 0 ? [] : [list(warnings)]),
  ]
}

/** A line per column and flags: what holds in twelve windows alike needs one line, not twelve. */
function qualityRows(datasets: readonly DatasetInput[]): readonly (readonly string[])[] {
  const groups = new Map<string, { readonly column: string; readonly flags: string; readonly missing: number[]; readonly shares: number[]; readonly names: string[] }>()
  for (const dataset of datasets) {
    for (const { name, missingTotal, rows, flags } of dataset.summary.columns) {
      if (missingTotal === 0 && flags.length === 0) continue
      const key = JSON.stringify([name, flags])
      const group = groups.get(key) ?? { column: name, flags: flags.join('; '), missing: [], shares: [], names: [] }
      group.missing.push(missingTotal)
      group.shares.push(rows === 0 ? 0 : missingTotal / rows)
      group.names.push(roleOf(dataset))
      groups.set(key, group)
    }
  }
  return [...groups.values()].map(({ column, flags, missing, shares, names }) => [column, flags, rangeOf(missing, formatCount), rangeOf(shares, formatPercent), names.length === datasets.length ? 'all' : names.join(', ')])
}

/** "12" where all are alike, else "3 to 12". */
function rangeOf(values: readonly number[], print: (value: number) => string): string {
  const [low, high] = [print(values.reduce((a, b) => Math.min(a, b), Infinity)), print(values.reduce((a, b) => Math.max(a, b), -Infinity))]
  return low === high ? low : `${low} to ${high}`
}

/** Section 9: what the artifact shows of its own logic; theory and alternatives are for persons to state. */
export function soundnessSection(context: DocumentContext): Draft {
  const model = context.review.model
  const challenger = runsOf(context, 'comparison')
  const use = model?.card.featureUse ?? []
  const text = context.review.notes['soundness'] ?? ''
  const blocks: Block[] = [
    ...typed(text),
    ...(use.length === 0 ? [] : [heading('Inputs as the artifact uses them'), table('How often the artifact uses each input', ['Input', '>Uses', '>Gain'], use.map((entry) => [entry.name, formatCount(entry.uses), entry.gain === undefined ? '–' : formatNumber(entry.gain)]))]),
    ...(challenger.length === 0 ? [] : [heading('Complexity against simpler models'), ...challenger.map(({ run }) => paragraph(`${run.result.headline} Figures and tables are in section 17.`))]),
  ]
  if (text !== '') return section('soundness', 'Conceptual soundness', 'stated', 'Stated by the reviewer; the use of inputs is read from the artifact.', blocks)
  return section('soundness', 'Conceptual soundness', 'not-tested', 'Theory, alternatives and the reasons for the variables were not stated; what the artifact itself shows is below.', blocks)
}
