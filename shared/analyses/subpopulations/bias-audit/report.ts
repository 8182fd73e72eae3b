import type { AnalysisResult, NamedValue } from '../../../contract/analysis'
import type { Block, FigureSpec } from '../../../contract/figure'
import { cellTable, closing, detailOf, figureBlocks, opening, paragraph, tableBlock } from '../../common/blocks'
import { idPart } from '../../common/datasets'
import { favourableWords } from '../../common/decisions'
import { countOf, formatCount, formatFixed, formatNumber, formatPercent } from '../../common/format'
import type { CategoryRow, Family } from './measure'

/** One table of the audit. */
export interface AuditTable extends Family {
  readonly key: string
  readonly dataset: string
  readonly family: 'sex' | 'race/ethnicity' | 'intersectional'
  readonly rate: 'selection' | 'scoring'
  /** Median of the full sample; null for selection. */
  readonly median: number | null
  readonly unknown: number
}

export interface Detail {
  readonly threshold: number | null
  readonly favourable: 'above' | 'below'
  readonly leaveOutSmall: boolean
  readonly sex: string | null
  readonly race: string | null
  readonly tables: readonly AuditTable[]
}

const familyWords = { sex: 'sex', 'race/ethnicity': 'race/ethnicity', intersectional: 'sex with race/ethnicity' } as const
const rateWords = { selection: 'Selection rate', scoring: 'Scoring rate' } as const

const lowestOf = (table: AuditTable): CategoryRow | null => table.rows.reduce<CategoryRow | null>((least, row) => (row.ratio !== null && (least === null || row.ratio < least.ratio!) ? row : least), null)

export function headlineOf(detail: Detail): string {
  const rate = detail.tables[0]?.rate
  const parts = detail.tables.filter((table) => table.rate === rate && table.dataset === detail.tables[0]!.dataset).flatMap((table) => {
    const lowest = lowestOf(table)
    return lowest === null ? [] : [`${familyWords[table.family]} ${formatFixed(lowest.ratio)} (${lowest.category}, n ${formatCount(lowest.n)})`]
  })
  const [first] = detail.tables
  if (first === undefined || parts.length === 0) return 'No impact ratio could be formed.'
  return `Lowest impact ratio by ${rate === 'selection' ? 'selection' : 'scoring'} rate in ${first.dataset}: ${parts.join('; ')}. ${countOf(first.unknown, 'assessed row')} of unknown ${familyWords[first.family]}. New York City, 6 RCNY 5-301, November 2026: the rule sets no pass mark.`
}

export function valuesOf(detail: Detail): readonly NamedValue[] {
  return detail.tables.flatMap((table): readonly NamedValue[] => [
    { id: `unknown/${table.key}`, label: `Assessed rows of unknown category, ${familyWords[table.family]}, ${table.dataset}`, value: table.unknown },
    ...(table.median === null || table.family !== detail.tables[0]!.family ? [] : [{ id: `median/${table.key}`, label: `Median score of the full sample, ${table.dataset}`, value: table.median }]),
    ...table.rows.flatMap((row): readonly NamedValue[] => [
      { id: `rate/${table.key}/${idPart(row.category)}`, label: `${rateWords[table.rate]}, ${row.category}, ${table.dataset}`, value: row.rate, n: row.n },
      { id: `ratio/${table.key}/${idPart(row.category)}`, label: `Impact ratio by ${table.rate} rate, ${row.category}, ${table.dataset}`, value: row.ratio, n: row.n },
    ]),
  ])
}

function remark(row: CategoryRow): string {
  if (row.leftOut) return `left out of the ratios, 5-301(d): ${formatPercent(row.share, 2)} of the rows, under 2 %`
  return [...(row.highest ? ['highest rate'] : []), ...(row.small ? ['under 2 % of the rows'] : [])].join('; ')
}

function auditTable(table: AuditTable): FigureSpec['table'] {
  return cellTable(['Category', '>Assessed', table.rate === 'selection' ? '>Moved forward' : '>Above the median', `>${rateWords[table.rate]}`, '>Impact ratio', 'Remark'], table.rows.map((row) => [
    row.category, formatCount(row.n), formatCount(row.chosen), formatPercent(row.rate), row.ratio === null ? 'n/a' : formatFixed(row.ratio), remark(row),
  ]))
}

/** A figure for each table of the first dataset and kind of rate. */
export function figures(result: AnalysisResult): readonly FigureSpec[] {
  const detail = detailOf(result) as Detail
  return detail.tables.filter((table) => table.rate === detail.tables[0]!.rate && table.dataset === detail.tables[0]!.dataset && lowestOf(table) !== null).map((table): FigureSpec => {
    const rows = table.rows.filter((row) => row.ratio !== null)
    const names = rows.map((row) => row.category)
    const lowest = lowestOf(table)!
    return {
      id: `audit-${table.key}`,
      title: `Impact ratios by ${familyWords[table.family]}: lowest ${formatFixed(lowest.ratio)} for ${lowest.category}, n ${formatCount(lowest.n)}`,
      alt: `Impact ratio by ${familyWords[table.family]}, ${rateWords[table.rate].toLowerCase()}, ${table.dataset}: ${rows.map((row) => `${row.category} ${formatFixed(row.ratio)}`).join('; ')}.`,
      plot: {
        x: { title: 'Impact ratio (rate over the highest rate)' },
        y: { title: '', scale: 'category', categories: names },
        marks: [{ mark: 'bars', name: 'Impact ratio', x: rows.map((row) => row.ratio), y: names, tone: 'current', horizontal: true }],
        aspect: Math.min(1.2, 0.2 + 0.045 * names.length),
      },
      table: auditTable(table),
    }
  })
}

const mostTables = 6

export function section(result: AnalysisResult): readonly Block[] {
  const detail = detailOf(result) as Detail
  const decision = { threshold: detail.threshold, favourable: detail.favourable }
  const median = detail.tables.find((table) => table.median !== null)?.median ?? null
  return [
    ...opening(result),
    { block: 'note', tone: 'info', text: 'United States, New York City: Local Law 144 of 2021, 6 RCNY 5-301, as of November 2026. It concerns automated employment decision tools; for other models these tables are a description. The rule sets no pass mark and nothing here is a statement about lawfulness.' },
    paragraph([
      ...(detail.threshold === null ? [] : [`Moved forward: ${favourableWords(decision, formatNumber(detail.threshold))}.`]),
      ...(median === null ? [] : [`Median of the full sample: ${formatNumber(median)}${detail.favourable === 'below' ? '; low scores are favourable, so below it counts' : ''}.`]),
      'Ratios are formed from unrounded rates.',
    ].join(' ')),
    ...figureBlocks(figures(result).slice(0, 1)),
    ...detail.tables.slice(0, mostTables).map((table) => tableBlock(`${rateWords[table.rate]} and impact ratio by ${familyWords[table.family]}, ${table.dataset}; ${countOf(table.unknown, 'assessed row')} of unknown category apart`, auditTable(table))),
    ...(detail.tables.length > mostTables ? [paragraph(`${countOf(detail.tables.length - mostTables, 'further table')}, for other datasets: the numbers are in the evidence.`)] : []),
    ...closing(result),
  ]
}
