import type { AnalysisResult, FindingProposal, NamedValue, Verdict } from '../../../contract/analysis'
import type { Block, FigureSpec } from '../../../contract/figure'
import { cellTable, closing, detailOf, figureBlocks, heading, opening, tableBlock } from '../../common/blocks'
import { idPart } from '../../common/datasets'
import { countOf, formatCount, formatFixed, formatInterval, formatP, formatPercent, pAgainst, pPhrase } from '../../common/format'
import { tellingFirst } from '../../common/telling-first'
import { fourFifths } from './measure'
import type { Impact, ImpactRow } from './measure'

export interface ImpactColumn extends Impact {
  readonly key: string
  readonly dataset: string
  readonly column: string
  readonly unknown: number
}

export type JudgedImpact = ImpactRow & { readonly pAdjusted: number | null }

export interface Detail {
  readonly threshold: number
  readonly favourable: 'above' | 'below'
  readonly alpha: number
  readonly columns: readonly (Omit<ImpactColumn, 'rows' | 'pairs'> & { readonly rows: readonly JudgedImpact[] })[]
}

/** Ledger id of the comparison of two groups of a column. */
export function pairTestId(column: { readonly key: string; readonly rows: readonly { readonly group: string }[] }, first: number, second: number): string {
  return `rate/${column.key}/${idPart(column.rows[first]?.group ?? '')}|${idPart(column.rows[second]?.group ?? '')}`
}

const tested = (detail: Detail): readonly JudgedImpact[] => detail.columns.flatMap((column) => column.rows).filter((row) => row.pAdjusted !== null)

function flagged(detail: Detail): readonly { readonly column: Detail['columns'][number]; readonly row: JudgedImpact }[] {
  return detail.columns
    .flatMap((column) => column.rows.map((row) => ({ column, row })))
    .filter(({ row }) => row.ratio !== null && row.ratio < fourFifths && row.pAdjusted !== null && row.pAdjusted < detail.alpha)
    .sort((a, b) => a.row.ratio! - b.row.ratio!)
}

function rowVerdict(row: JudgedImpact, alpha: number): Verdict {
  if (row.pAdjusted === null) return 'described'
  if (row.pAdjusted < alpha) return 'different'
  return row.low !== null && row.low > fourFifths && row.high !== null && row.high < 1 / fourFifths ? 'equivalent' : 'inconclusive'
}

export function verdictOf(detail: Detail): Verdict {
  const verdicts = tested(detail).map((row) => rowVerdict(row, detail.alpha))
  if (verdicts.length === 0) return 'described'
  return verdicts.includes('different') ? 'different' : verdicts.includes('inconclusive') ? 'inconclusive' : 'equivalent'
}

export function headlineOf(detail: Detail): string {
  const worst = flagged(detail)[0]
  if (worst !== undefined) {
    const { column, row } = worst
    return `${column.column} = ${row.group} receives the favourable decision ${formatFixed(row.ratio, 2)} ${formatInterval(row.low, row.high, (value) => formatFixed(value, 2))} times as often as the most favoured group: ${formatPercent(row.rate)} of ${countOf(row.n, 'row')} in ${column.dataset} (adjusted ${pPhrase(row.pAdjusted)}).`
  }
  const rows = tested(detail)
  const lowest = rows.reduce<JudgedImpact | null>((least, row) => (row.ratio !== null && (least === null || row.ratio < least.ratio!) ? row : least), null)
  if (lowest === null) return 'No two groups could be compared.'
  return `No impact ratio is both under 0.80 and significant; the lowest of ${countOf(rows.length, 'comparison')} is ${formatFixed(lowest.ratio, 2)} ${formatInterval(lowest.low, lowest.high, (value) => formatFixed(value, 2))} (${lowest.group}, n ${formatCount(lowest.n)}, ${pAgainst(lowest.pAdjusted, detail.alpha)}).`
}

export function valuesOf(detail: Detail): readonly NamedValue[] {
  return detail.columns.flatMap((column) => [
    { id: `unknown/${column.key}`, label: `Rows of unknown group, ${column.column} in ${column.dataset}`, value: column.unknown },
    ...column.rows.flatMap((row): readonly NamedValue[] => {
      const id = `${column.key}/${idPart(row.group)}`
      const name = `${column.column} = ${row.group}, ${column.dataset}`
      const error = (key: string, label: string, [value, low, high]: ImpactRow['fpr'], n: number): readonly NamedValue[] => (n === 0 ? [] : [{ id: `${key}/${id}`, label: `${label}, ${name}`, value, low, high, n }])
      return [
        { id: `rate/${id}`, label: `Favourable rate, ${name}`, value: row.rate, low: row.rateLow, high: row.rateHigh, n: row.n },
        { id: `ratio/${id}`, label: `Impact ratio, ${name}`, value: row.ratio, low: row.low, high: row.high, n: row.n, limit: fourFifths, verdict: rowVerdict(row, detail.alpha) },
        ...(row.fisherP === null ? [] : [{ id: `fisher-p/${id}`, label: `Fisher's exact p against the most favoured group, unadjusted, ${name}`, value: row.fisherP, n: row.n, tolerance: 1e-9 }]),
        ...(row.z === null ? [] : [{ id: `z/${id}`, label: `Difference from the most favoured group in standard deviations, ${name}`, value: row.z, n: row.n, tolerance: 1e-9 }]),
        ...(row.shortfall === null ? [] : [{ id: `shortfall/${id}`, label: `Favourable decisions short of parity, ${name}`, value: row.shortfall, n: row.n }]),
        ...(row.flips === null ? [] : [{ id: `flips/${id}`, label: `Decisions that move the ratio across 0.80, ${name}`, value: row.flips, n: row.n }]),
        ...error('fpr', 'False positive rate', row.fpr, row.fp + row.tn),
        ...error('fnr', 'False negative rate', row.fnr, row.fn + row.tp),
      ]
    }),
  ])
}

export function findings(result: AnalysisResult): readonly FindingProposal[] {
  const detail = detailOf(result) as Detail
  const proposals = new Map<string, FindingProposal>()
  for (const { column, row } of flagged(detail)) {
    const key = `ratio/${column.column}/${row.group}`
    if (proposals.has(key)) continue
    const id = `${column.key}/${idPart(row.group)}`
    const top = column.rows.find((other) => other.mostFavoured)!
    proposals.set(key, {
      key,
      title: `Favourable decisions for ${column.column} = ${row.group} at ${formatFixed(row.ratio, 2)} of the rate of ${top.group}`,
      severity: row.high !== null && row.high < fourFifths ? 'high' : 'medium',
      condition: `In ${column.dataset}, ${formatPercent(row.rate)} of ${countOf(row.n, 'row')} with ${column.column} = ${row.group} receive the favourable decision, against ${formatPercent(top.rate)} of ${countOf(top.n, 'row')} with ${top.group}: ratio ${formatFixed(row.ratio, 3)} ${formatInterval(row.low, row.high)}, adjusted ${pPhrase(row.pAdjusted)}.`,
      criterion: 'Screening convention of four fifths (29 CFR 1607.4 D, United States, as of November 2026): a ratio under 0.80 that is also statistically significant is looked into.',
      consequence: `${countOf(row.shortfall ?? 0, 'favourable decision')} fewer than at the rate of the most favoured group; ${countOf(row.flips ?? 0, 'decision')} would have to change for the ratio to reach 0.80. This is a prompt to look, not a statement about lawfulness.`,
      recommendation: 'Examine whether a legitimate factor explains the difference, compare error rates by group, and look for a less disparate alternative of equal quality.',
      evidence: [`ratio/${id}`, `rate/${id}`, `rate/${column.key}/${idPart(top.group)}`, `shortfall/${id}`, `flips/${id}`],
    })
  }
  return [...proposals.values()]
}

export function figures(result: AnalysisResult): readonly FigureSpec[] {
  const detail = detailOf(result) as Detail
  return detail.columns.filter((column) => column.rows.some((row) => row.ratio !== null)).map((column): FigureSpec => {
    const rows = column.rows.filter((row) => row.ratio !== null)
    const names = rows.map((row) => row.group)
    const lowest = rows.reduce((least, row) => (row.ratio! < least.ratio! ? row : least))
    return {
      id: `ratio-${column.key}`,
      title: `Impact ratio by ${column.column} in ${column.dataset}: lowest for ${lowest.group} (${formatFixed(lowest.ratio, 2)}, n ${formatCount(lowest.n)})`,
      alt: `Impact ratio with 95 % intervals by ${column.column}, with the screening line at 0.80: ${rows.map((row) => `${row.group} ${formatFixed(row.ratio, 2)}`).join('; ')}.`,
      plot: {
        x: { title: 'Impact ratio (favourable rate over that of the most favoured group)' },
        y: { title: column.column, scale: 'category', categories: names },
        marks: [
          { mark: 'intervals', name: 'Ratio, 95 %', x: rows.map((row) => row.ratio), y: names, low: rows.map((row) => row.low ?? row.ratio), high: rows.map((row) => row.high ?? row.ratio), tone: 'current', horizontal: true },
          { mark: 'rule', name: 'Four fifths', x: fourFifths, tone: 'limit' },
        ],
        aspect: Math.min(1.2, 0.25 + 0.05 * rows.length),
      },
      table: impactTable(column.rows),
    }
  })
}

function impactTable(rows: readonly JudgedImpact[]): FigureSpec['table'] {
  return cellTable(['Group', '>n', '>Share', '>Favourable', '>Rate', '>95 % interval', '>Impact ratio', '>95 % interval', '>z', '>Fisher p', '>Adjusted p', '>Shortfall', '>Flip count'], rows.map((row) => [
    `${row.group}${row.mostFavoured ? ' (most favoured)' : ''}${row.underTwoPercent ? ' (under 2 %)' : ''}`, formatCount(row.n), formatPercent(row.share), formatCount(row.favourable),
    formatPercent(row.rate), formatInterval(row.rateLow, row.rateHigh, (value) => formatPercent(value)), formatFixed(row.ratio), formatInterval(row.low, row.high),
    formatFixed(row.z, 2), formatP(row.fisherP), formatP(row.pAdjusted), formatCount(row.shortfall), formatCount(row.flips),
  ]))
}

export function section(result: AnalysisResult): readonly Block[] {
  const detail = detailOf(result) as Detail
  const drawn = figures(result)
  const range = ([value, low, high]: ImpactRow['fpr']): string => (value === null ? '–' : `${formatPercent(value)} ${formatInterval(low, high, (each) => formatPercent(each))}`)
  return [
    ...opening(result),
    { block: 'paragraph', text: `The favourable decision is a score ${detail.favourable === 'above' ? 'at or above' : 'below'} ${formatFixed(detail.threshold, 4)}.` },
    ...tellingFirst(detail.columns).flatMap((column): readonly Block[] => [
      heading(`${column.column}, ${column.dataset}`),
      ...figureBlocks(drawn.filter((figure) => figure.id === `ratio-${column.key}`)),
      tableBlock(`Favourable decisions by ${column.column}; ${countOf(column.unknown, 'row')} of unknown group apart`, impactTable(column.rows)),
      ...(column.rows.every((row) => row.tp + row.fp + row.fn + row.tn === 0) ? [] : [tableBlock(`Error rates by ${column.column}, rows with a known outcome`, cellTable(
        ['Group', '>n', '>False positive rate', '>False negative rate'],
        column.rows.map((row) => [row.group, formatCount(row.tp + row.fp + row.fn + row.tn), range(row.fpr), range(row.fnr)]),
      ))]),
    ]),
    { block: 'note', tone: 'info', text: 'Four fifths (0.80) is a screening convention of 29 CFR 1607.4 D, United States, as of November 2026; it is not a test of lawfulness.' },
    ...closing(result),
  ]
}
