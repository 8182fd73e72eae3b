import type { AnalysisResult, FindingProposal } from '../../../contract/analysis'
import type { Block, FigureSpec } from '../../../contract/figure'
import { cellTable, closing, detailOf, figureBlocks, opening, tableBlock } from '../../common/blocks'
import { countOf, formatCount, formatInterval, formatNumber, formatP, listWords, pPhrase } from '../../common/format'
import type { Compared, Comparison } from './compare'

export interface Judged extends Comparison {
  readonly pAdjusted: number
  readonly verdict: 'better' | 'worse' | 'equivalent' | 'inconclusive'
}

export interface Detail extends Pick<Compared, 'ladder' | 'single' | 'terms' | 'fittedRows' | 'testRows'> {
  readonly development: string
  readonly dataset: string
  readonly origin: string
  readonly alpha: number
  readonly complex: boolean
  readonly comparisons: readonly Judged[]
}

const signed = (value: number): string => `${value > 0 ? '+' : ''}${formatNumber(value, 3)}`
const range = (one: Judged): string => formatInterval(one.low, one.high, (value) => formatNumber(value, 3))
const named = (one: Judged): string => `${one.name} (${one.measure}, advantage ${signed(one.difference)} ${range(one)})`

export function headlineOf(detail: Detail): string {
  const of = (verdict: Judged['verdict']): readonly Judged[] => detail.comparisons.filter((one) => one.verdict === verdict)
  if (detail.comparisons.length === 0) return 'No baseline could be compared.'
  const parts = [
    of('better').length === 0 ? '' : `better than ${listWords(of('better').map(named))}`,
    of('equivalent').length === 0 ? '' : `no better within the margin than ${listWords(of('equivalent').map(named))}`,
    of('worse').length === 0 ? '' : `worse than ${listWords(of('worse').map(named))}`,
    of('inconclusive').length === 0 ? '' : `not shown to differ from ${listWords(of('inconclusive').map(named))}`,
  ].filter((part) => part !== '')
  return `On ${countOf(detail.testRows, 'row')} of ${detail.dataset} the model is ${listWords(parts)}.`
}

const severities = { prior: 'high', single: 'medium', simple: 'low' } as const

export function findings(result: AnalysisResult): readonly FindingProposal[] {
  const detail = detailOf(result) as Detail
  return detail.comparisons.flatMap((one): readonly FindingProposal[] => {
    const worse = one.verdict === 'worse'
    const questioned = one.verdict === 'equivalent' && (one.kind !== 'simple' || detail.complex)
    if (!worse && !questioned) return []
    return [{
      key: `baseline/${one.kind}`,
      title: worse ? `The model is worse than ${one.name}` : `The model is no better than ${one.name}`,
      severity: worse ? 'high' : severities[one.kind],
      condition: `On ${countOf(one.n, 'row')} of ${detail.dataset} (${detail.origin}), ${one.measure} ${formatNumber(one.own)} against ${formatNumber(one.other)} of ${one.name}: advantage ${signed(one.difference)} ${range(one)}, adjusted ${pPhrase(one.pAdjusted)}; margin ${formatNumber(one.margin, 3)}.`,
      criterion: 'The model under review is better than simpler ones by more than the margin, or its complexity is justified otherwise.',
      consequence: worse ? 'A simpler model on the same data would decide better; using this one costs accuracy.' : one.kind === 'simple' ? 'The complexity brings no accuracy but costs: it is harder to explain, to check and to keep stable.' : 'The model adds nothing of weight to what is known without it.',
      recommendation: worse ? 'Ask the developer to explain the gap, and compare with the simple model in development and production.' : 'Ask for the reasons to prefer the complex model, and consider the simple one.',
      evidence: [`difference/${one.kind}`, `own/${one.kind}`, `other/${one.kind}`],
    }]
  })
}

export function figures(result: AnalysisResult): readonly FigureSpec[] {
  const detail = detailOf(result) as Detail
  return [...(scaled(detail).length === 0 ? [] : [advantages(detail)]), ...(detail.ladder.length === 0 ? [] : [ladder(detail)])]
}

/** A baseline without any loss leaves no margin to measure by. */
const scaled = (detail: Detail): readonly Judged[] => detail.comparisons.filter((one) => one.margin > 0)

/** Differences in units of their margins, so that measures share an axis. */
function advantages(detail: Detail): FigureSpec {
  const rows = scaled(detail)
  const names = rows.map((one) => `${one.name}, ${one.measure}`)
  return {
    id: 'advantage',
    title: headlineOf(detail),
    alt: `Advantage of the model under review with 95 % interval, in units of the margin that matters: ${rows.map((one, index) => `${names[index]!} ${formatNumber(one.difference / one.margin, 3)}`).join('; ')}.`,
    plot: {
      x: { title: 'Advantage of the model under review [margins]' },
      y: { title: '', scale: 'category', categories: names },
      marks: [
        { mark: 'intervals', name: 'Advantage, 95 %', x: rows.map((one) => one.difference / one.margin), y: names, low: rows.map((one) => one.low / one.margin), high: rows.map((one) => one.high / one.margin), tone: 'current', horizontal: true },
        { mark: 'rule', name: 'Margin', x: 1, tone: 'limit' },
        { mark: 'rule', name: 'Margin', x: -1, tone: 'limit' },
      ],
      aspect: 0.3,
    },
    table: cellTable(['Baseline', '>Advantage', '>95 % interval', '>Margin'], rows.map((one, index) => [names[index]!, signed(one.difference), range(one), formatNumber(one.margin, 3)])),
  }
}

function ladder(detail: Detail): FigureSpec {
  const names = detail.ladder.map((one) => one.name)
  return {
    id: 'auc',
    title: `AUC on ${detail.dataset}: ${detail.ladder.map((one) => `${one.name} ${formatNumber(one.value, 3)}`).join(', ')}`,
    alt: `AUC with 95 % interval: ${detail.ladder.map((one) => `${one.name} ${formatNumber(one.value, 3)} ${formatInterval(one.low, one.high)}`).join('; ')}.`,
    plot: {
      x: { title: 'AUC' },
      y: { title: '', scale: 'category', categories: names },
      marks: [
        { mark: 'intervals', name: 'AUC, 95 %', x: detail.ladder.map((one) => one.value), y: names, low: detail.ladder.map((one) => one.low), high: detail.ladder.map((one) => one.high), tone: 'current', horizontal: true },
        { mark: 'rule', name: 'No discrimination', x: 0.5, tone: 'neutral' },
      ],
      aspect: 0.3,
    },
    table: cellTable(['Model', '>AUC', '>95 % interval'], detail.ladder.map((one) => [one.name, formatNumber(one.value), formatInterval(one.low, one.high)])),
  }
}

export function section(result: AnalysisResult): readonly Block[] {
  const detail = detailOf(result) as Detail
  return [
    ...opening(result),
    { block: 'paragraph', text: `The baselines were settled on ${countOf(detail.fittedRows, 'row')} of ${detail.development}: ${formatCount(detail.terms)} terms in the regression${detail.single === null ? '' : `, and ${detail.single.feature} as the best single feature`}.` },
    ...figureBlocks(figures(result)),
    tableBlock(`Model under review against baselines on ${countOf(detail.testRows, 'row')} of ${detail.dataset}, ${detail.origin}`, cellTable(
      ['Baseline', 'Measure', '>Model', '>Baseline', '>Advantage', '>95 % interval', '>Margin', '>Detectable', '>p', '>Adjusted p', 'Verdict'],
      detail.comparisons.map((one) => [one.name, one.measure, formatNumber(one.own), formatNumber(one.other), signed(one.difference), range(one), formatNumber(one.margin, 3), formatNumber(one.detectable, 3), formatP(one.p), formatP(one.pAdjusted), one.verdict]),
    )),
    ...closing(result),
  ]
}
