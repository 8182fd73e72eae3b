import type { AnalysisResult, Decision, FindingProposal, NamedValue, Verdict } from '../../../contract/analysis'
import type { Block, FigureSpec } from '../../../contract/figure'
import { cellTable, closing, detailOf, figureBlocks, opening, paragraph, tableBlock } from '../../common/blocks'
import { idPart } from '../../common/datasets'
import { favourableWords } from '../../common/decisions'
import { countOf, formatCount, formatFixed, formatInterval, formatNumber, formatP, formatPercent, listWords, pAgainst, pPhrase } from '../../common/format'
import type { Bounds, ConditionalRow } from './measure'

/** One protected column given one factor in one dataset. */
export interface Pairing {
  readonly key: string
  readonly dataset: string
  readonly column: string
  readonly factor: string
  readonly n: number
  readonly reference: string
  readonly rows: readonly ConditionalRow[]
}

type Judged = ConditionalRow & { readonly pAdjusted: number; readonly heterogeneityAdjusted: number | null }
type JudgedPairing = Omit<Pairing, 'rows'> & { readonly rows: readonly Judged[] }

export interface Detail {
  readonly alpha: number
  readonly threshold: number
  readonly favourable: Decision['favourable']
  readonly pairings: readonly JudgedPairing[]
}

interface Place {
  readonly pairing: JudgedPairing
  readonly row: Judged
}

const fourFifths = 0.8

/** Ledger id of a group's comparison. */
export const testId = (pairing: Pick<Pairing, 'key'>, group: string): string => `conditional/${pairing.key}/${idPart(group)}`

/** Distance of a ratio from one, on the log scale; 0 where there is none. */
const distance = (ratio: Bounds): number => (ratio.value === null || ratio.value <= 0 ? 0 : Math.abs(Math.log(ratio.value)))
const places = (detail: Detail): readonly Place[] => detail.pairings.flatMap((pairing) => pairing.rows.map((row) => ({ pairing, row }))).sort((a, b) => distance(b.row.riskRatio) - distance(a.row.riskRatio) || (testId(a.pairing, a.row.group) < testId(b.pairing, b.row.group) ? -1 : 1))
const flagged = (detail: Detail): readonly Place[] => places(detail).filter(({ row }) => row.pAdjusted < detail.alpha && row.riskRatio.value !== null && (row.riskRatio.value < fourFifths || row.riskRatio.value > 1 / fourFifths))

function rowVerdict(detail: Detail, { pAdjusted, riskRatio: { low, high } }: Judged): Verdict {
  if (pAdjusted < detail.alpha) return 'different'
  return low !== null && high !== null && low > fourFifths && high < 1 / fourFifths ? 'equivalent' : 'inconclusive'
}

export function verdictOf(detail: Detail): Verdict {
  const verdicts = places(detail).map(({ row }) => rowVerdict(detail, row))
  if (verdicts.length === 0) return 'described'
  return verdicts.includes('different') ? 'different' : verdicts.includes('inconclusive') ? 'inconclusive' : 'equivalent'
}

const ratio = ({ value, low, high }: Bounds): string => `${formatFixed(value, 2)} ${formatInterval(low, high, (each) => formatFixed(each, 2))}`

export function headlineOf(detail: Detail): string {
  const [worst] = flagged(detail)
  if (worst !== undefined) {
    const { pairing, row } = worst
    return `Within levels of ${pairing.factor}, ${pairing.column} = ${row.group} receives the favourable decision ${ratio(row.riskRatio)} times as often as ${pairing.reference} in ${pairing.dataset} (without regard to ${pairing.factor} ${ratio(row.crude)}; n ${formatCount(row.n + row.referenceN)}, adjusted ${pPhrase(row.pAdjusted)}).`
  }
  const [largest] = places(detail)
  if (largest === undefined) return 'No two groups could be compared within levels of a factor.'
  const { pairing, row } = largest
  return `No difference within levels of a factor is both significant and beyond four fifths in ${countOf(places(detail).length, 'comparison')}; the largest is ${pairing.column} = ${row.group} given ${pairing.factor} in ${pairing.dataset}, ${ratio(row.riskRatio)} (${pAgainst(row.pAdjusted, detail.alpha)}).`
}

export function valuesOf(detail: Detail): readonly NamedValue[] {
  return detail.pairings.flatMap((pairing) => pairing.rows.flatMap((row): readonly NamedValue[] => {
    const id = `${pairing.key}/${idPart(row.group)}`
    const name = `${pairing.column} = ${row.group} against ${pairing.reference} given ${pairing.factor}, ${pairing.dataset}`
    const n = row.n + row.referenceN
    return [
      { id: `risk-ratio/${id}`, label: `Common ratio of favourable rates, ${name}`, ...row.riskRatio, n, limit: fourFifths, verdict: rowVerdict(detail, row), tolerance: 1e-12 },
      { id: `odds-ratio/${id}`, label: `Common odds ratio, ${name}`, ...row.oddsRatio, n, tolerance: 1e-12 },
      { id: `crude-ratio/${id}`, label: `Ratio of favourable rates without the factor, ${name}`, ...row.crude, n, tolerance: 1e-12 },
      { id: `cmh/${id}`, label: `Cochran–Mantel–Haenszel statistic, ${name}`, value: row.statistic, n, tolerance: 1e-12 },
      ...(row.heterogeneity === null ? [] : [{ id: `breslow-day/${id}`, label: `Breslow–Day–Tarone statistic (${String(row.heterogeneity.df)} df), ${name}`, value: row.heterogeneity.statistic, n, tolerance: 1e-9 }]),
    ]
  }))
}

/** One per protected column: what several factors fail to explain is one problem, told by its strongest comparison. */
export function findings(result: AnalysisResult): readonly FindingProposal[] {
  const detail = detailOf(result) as Detail
  const all = flagged(detail)
  return [...new Set(all.map(({ pairing }) => pairing.column))].map((column): FindingProposal => {
    const own = all.filter(({ pairing }) => pairing.column === column)
    const { pairing, row } = own[0]!
    const [less, more] = row.riskRatio.value! < 1 ? [row.group, pairing.reference] : [pairing.reference, row.group]
    const factors = [...new Set(own.map((place) => place.pairing.factor))]
    const others = own.slice(1)
    const named = others.slice(0, mostNamed).map((place) => `${place.row.group} given ${place.pairing.factor} ${ratio(place.row.riskRatio)}`)
    const id = (place: Place): string => `${place.pairing.key}/${idPart(place.row.group)}`
    return {
      key: `conditional/${column}`,
      title: `${factors.length > mostNamed ? `${formatCount(factors.length)} factors` : listWords(factors)} ${factors.length === 1 ? 'does' : 'do'} not explain fewer favourable decisions for ${column} = ${less} than for ${more}`,
      severity: 'medium',
      condition: `In ${pairing.dataset}, within ${countOf(row.strata, 'level')} of ${pairing.factor}, the favourable rate of ${row.group} over that of ${pairing.reference} is ${ratio(row.riskRatio)}, against ${ratio(row.crude)} without regard to ${pairing.factor} (${countOf(row.n, 'row')} and ${formatCount(row.referenceN)}); adjusted ${pPhrase(row.pAdjusted)}.${row.heterogeneityAdjusted !== null && row.heterogeneityAdjusted < 0.05 ? ' The ratio is not the same in all levels.' : ''}${named.length === 0 ? '' : ` Also: ${listWords(named)}${others.length > named.length ? `, and ${countOf(others.length - named.length, 'further comparison')} in the evidence` : ''}.`}`,
      criterion: 'Cases that are alike in a legitimate factor receive the favourable decision at rates within four fifths of each other, or do not differ significantly.',
      consequence: 'The difference in decisions is not one of these factors; something else that goes with the group drives it. This is a prompt to look, not a statement about lawfulness.',
      recommendation: 'Look at the levels one by one, condition on other factors that may legitimately matter, and find the inputs that carry the difference.',
      evidence: [`risk-ratio/${id(own[0]!)}`, `odds-ratio/${id(own[0]!)}`, `crude-ratio/${id(own[0]!)}`, `cmh/${id(own[0]!)}`, ...others.map((each) => `risk-ratio/${id(each)}`)],
    }
  })
}

/** Factors and further comparisons named in a finding. */
const mostNamed = 4

const mostRows = 12

/** The comparisons furthest from one. */
export function figures(result: AnalysisResult): readonly FigureSpec[] {
  const detail = detailOf(result) as Detail
  const drawn = places(detail).filter(({ row }) => row.riskRatio.value !== null && row.riskRatio.low !== null).slice(0, mostRows)
  if (drawn.length === 0) return []
  const names = drawn.map(({ pairing, row }) => `${pairing.column} = ${row.group} | ${pairing.factor}, ${pairing.dataset}`)
  const [first] = drawn
  return [{
    id: 'conditional',
    title: `Furthest from one: ${first!.pairing.column} = ${first!.row.group} given ${first!.pairing.factor}, ratio ${ratio(first!.row.riskRatio)}`,
    alt: `Ratio of favourable rates within levels of a factor with 95 % interval, beside the crude ratio: ${drawn.slice(0, 6).map(({ row }, index) => `${names[index]!} ${formatFixed(row.riskRatio.value, 2)}, crude ${formatFixed(row.crude.value, 2)}`).join('; ')}.`,
    plot: {
      x: { title: 'Favourable rate over that of the largest group' },
      y: { title: '', scale: 'category', categories: names },
      marks: [
        { mark: 'intervals', name: 'Within levels, 95 %', x: drawn.map(({ row }) => row.riskRatio.value), y: names, low: drawn.map(({ row }) => row.riskRatio.low), high: drawn.map(({ row }) => row.riskRatio.high), tone: 'current', horizontal: true },
        { mark: 'points', name: 'Without the factor', x: drawn.map(({ row }) => row.crude.value), y: names, tone: 'reference' },
        { mark: 'rule', name: 'Four fifths', x: fourFifths, tone: 'limit' },
      ],
      aspect: Math.min(1.2, 0.25 + 0.05 * names.length),
    },
    table: ratioTable(drawn),
  }]
}

function ratioTable(shown: readonly Place[]): FigureSpec['table'] {
  return cellTable(['Group', 'Against', 'Given', 'Dataset', '>n', '>Levels', '>Common ratio', '>Common odds ratio', '>Crude ratio', '>Adj. p', '>One odds ratio, BH p'], shown.map(({ pairing, row }) => [
    `${pairing.column} = ${row.group}`, pairing.reference, pairing.factor, pairing.dataset, formatCount(row.n + row.referenceN), formatCount(row.strata),
    ratio(row.riskRatio), ratio(row.oddsRatio), ratio(row.crude), formatP(row.pAdjusted), formatP(row.heterogeneityAdjusted),
  ]))
}

export function section(result: AnalysisResult): readonly Block[] {
  const detail = detailOf(result) as Detail
  const all = places(detail)
  const [first] = all
  const decision = { threshold: detail.threshold, favourable: detail.favourable }
  return [
    ...opening(result),
    paragraph(`The favourable decision is ${favourableWords(decision, formatNumber(detail.threshold))}. Which factors may legitimately matter is for the reviewer to say.`),
    ...figureBlocks(figures(result)),
    ...(all.length === 0 ? [] : [tableBlock(all.length > mostRows ? `The ${String(mostRows)} of ${countOf(all.length, 'comparison')} furthest from one; all are in the evidence` : 'Favourable rates within levels of a factor', ratioTable(all.slice(0, mostRows)))]),
    ...(first === undefined ? [] : [tableBlock(`${first.pairing.column} = ${first.row.group} and ${first.pairing.reference} by ${first.pairing.factor}, ${first.pairing.dataset}`, cellTable(
      [first.pairing.factor, `>n ${first.row.group}`, '>Favourable', `>n ${first.pairing.reference}`, '>Favourable'],
      first.row.levels.map((level) => [level.level, formatCount(level.n), formatPercent(level.n === 0 ? null : level.favourable / level.n), formatCount(level.referenceN), formatPercent(level.referenceN === 0 ? null : level.referenceFavourable / level.referenceN)]),
    ))]),
    ...closing(result),
  ]
}
