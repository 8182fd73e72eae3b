import type { AnalysisResult, FindingProposal, NamedValue, Verdict } from '../../../contract/analysis'
import type { Block, FigureSpec } from '../../../contract/figure'
import { cellTable, closing, detailOf, figureBlocks, heading, opening, tableBlock } from '../../common/blocks'
import { idPart } from '../../common/datasets'
import { countOf, formatCount, formatFixed, formatInterval, formatP, formatPercent, listWords, pAgainst, pPhrase } from '../../common/format'
import type { Association } from './single'

/** One group told from the others by all features together. */
export interface Joint {
  readonly group: string
  readonly n: number
  readonly auc: number
  readonly low: number
  readonly high: number
  readonly decideLow: number
  readonly f: number
  readonly p: number
  readonly pAdjusted: number
  /** Features that carry most, with what each explains alone (adjusted R²). */
  readonly carriers: readonly { readonly feature: string; readonly alone: number }[]
}

export interface ProtectedColumn {
  readonly column: string
  readonly n: number
  readonly unknown: number
  /** True when the column is itself a feature. */
  readonly ownFeature: boolean
  readonly singles: readonly (Association & { readonly pBh: number })[]
  readonly joint: readonly Joint[]
}

export interface Detail {
  readonly dataset: string
  readonly alpha: number
  readonly strengthLimit: number
  readonly jointLimit: number
  readonly columns: readonly ProtectedColumn[]
}

const joints = (detail: Detail): readonly { readonly column: ProtectedColumn; readonly joint: Joint }[] => detail.columns.flatMap((column) => column.joint.map((joint) => ({ column, joint }))).sort((a, b) => b.joint.auc - a.joint.auc)
const carried = (joint: Joint): string => listWords(joint.carriers.filter((carrier) => carrier.alone > 0).map((carrier) => carrier.feature), 3)
const aucText = ({ auc, low, high }: Joint): string => `AUC ${formatFixed(auc, 2)} ${formatInterval(low, high, (each) => formatFixed(each, 2))}`

export function verdictOf(detail: Detail): Verdict {
  const all = joints(detail)
  return all.length === 0 ? 'described' : all.some(({ joint }) => joint.pAdjusted < detail.alpha) ? 'different' : 'inconclusive'
}

export function headlineOf(detail: Detail): string {
  const [most] = joints(detail)
  const strongest = detail.columns.flatMap((column) => column.singles.filter((single) => !single.determines).map((single) => ({ column, single }))).sort((a, b) => b.single.strength - a.single.strength)[0]
  const single = strongest === undefined ? '' : ` The strongest single feature is ${strongest.single.feature} for ${strongest.column.column} (${strongest.single.kind} ${formatFixed(strongest.single.strength, 2)} ${formatInterval(strongest.single.low, strongest.single.high, (each) => formatFixed(each, 2))}).`
  if (most === undefined) return `No protected attribute could be predicted from the features together.${single}`
  if (most.joint.pAdjusted >= detail.alpha) return `The features together do not tell any of ${countOf(joints(detail).length, 'group')} from the others beyond chance; nearest is ${most.column.column} = ${most.joint.group}, ${aucText(most.joint)} (n ${formatCount(most.column.n)}, ${pAgainst(most.joint.pAdjusted, detail.alpha)}).${single}`
  return `The features together tell ${most.column.column} = ${most.joint.group} from the others with ${aucText(most.joint)} in ${detail.dataset} (n ${formatCount(most.column.n)}, adjusted ${pPhrase(most.joint.pAdjusted)}${carried(most.joint) === '' ? '' : `; carried by ${carried(most.joint)}`}).${single}`
}

export function valuesOf(detail: Detail): readonly NamedValue[] {
  return detail.columns.flatMap((column): readonly NamedValue[] => [
    ...column.joint.map((joint): NamedValue => ({ id: `joint/${idPart(column.column)}/${idPart(joint.group)}`, label: `AUC of telling ${column.column} = ${joint.group} by all features together`, value: joint.auc, low: joint.low, high: joint.high, n: column.n, limit: detail.jointLimit, verdict: joint.pAdjusted < detail.alpha ? 'different' : 'inconclusive', tolerance: 1e-9 })),
    ...column.singles.flatMap((single): readonly NamedValue[] => {
      const id = `${idPart(column.column)}/${idPart(single.feature)}`
      return [
        { id: `strength/${id}`, label: `${single.kind === 'Cramér\'s V' ? single.kind : 'Correlation ratio of ranks'}, ${single.feature} and ${column.column}`, value: single.strength, low: single.low, high: single.high, n: single.n, limit: detail.strengthLimit, tolerance: 1e-9 },
        ...(single.auc === null ? [] : [{ id: `auc/${id}`, label: `AUC of telling the groups of ${column.column} by ${single.feature}`, ...single.auc, n: single.n, tolerance: 1e-12 }]),
      ]
    }),
  ])
}

export function findings(result: AnalysisResult): readonly FindingProposal[] {
  const detail = detailOf(result) as Detail
  return detail.columns.flatMap((column): readonly FindingProposal[] => {
    const single = column.singles.filter((each) => !each.determines && each.decideLow > detail.strengthLimit)
    const joint = column.joint.filter((each) => each.decideLow > detail.jointLimit)
    const common = {
      consequence: 'Leaving the attribute out of the model does not keep it out of its decisions. That a feature goes with a group does not show that the model uses it so.',
      recommendation: 'Look at what the feature adds beyond the attribute, compare decisions and errors by group, and consider a model without it of equal quality.',
    }
    return [
      ...single.map((each): FindingProposal => ({
        key: `proxy/${column.column}/${each.feature}`, title: `${each.feature} all but stands for ${column.column}`, severity: 'medium',
        condition: `In ${detail.dataset} (${countOf(each.n, 'row')}), the ${each.kind} of ${each.feature} and ${column.column} is ${formatFixed(each.strength)} ${formatInterval(each.low, each.high)}${each.auc === null ? '' : `, AUC ${formatFixed(each.auc.value)}`}.`,
        criterion: `No feature stands for a protected attribute: strength of at most ${formatFixed(detail.strengthLimit, 2)}.`, ...common,
        evidence: [`strength/${idPart(column.column)}/${idPart(each.feature)}`],
      })),
      ...(joint.length === 0 || single.length > 0 ? [] : [{
        key: `proxies/${column.column}`, title: `The features together all but give ${column.column} away`, severity: 'low' as const,
        condition: `In ${detail.dataset} (${countOf(column.n, 'row')}), ${joint.map((each) => `${column.column} = ${each.group} is told from the others with ${aucText(each)}`).join('; ')}, carried by ${carried(joint[0]!)}.`,
        criterion: `All features together tell a group with an AUC of at most ${formatFixed(detail.jointLimit, 2)}.`, ...common,
        evidence: joint.map((each) => `joint/${idPart(column.column)}/${idPart(each.group)}`),
      }]),
    ]
  })
}

const mostFeatures = 12

/** Strengths of the features, strongest first, one figure for each of the first four protected columns. */
export function figures(result: AnalysisResult): readonly FigureSpec[] {
  const detail = detailOf(result) as Detail
  return detail.columns.filter((column) => column.singles.length > 0).slice(0, 4).map((column): FigureSpec => {
    const shown = column.singles.slice(0, mostFeatures)
    const names = shown.map((single) => single.feature)
    return {
      id: `proxies-${idPart(column.column)}`,
      title: `What goes with ${column.column}: ${shown[0]!.feature} most, ${formatFixed(shown[0]!.strength, 2)} of 1`,
      alt: `Strength of association with ${column.column}, 0 to 1, with 95 % intervals: ${shown.slice(0, 8).map((single) => `${single.feature} ${formatFixed(single.strength, 2)}`).join('; ')}.`,
      plot: {
        x: { title: 'Strength (correlation ratio of ranks, or Cramér\'s V)', range: [0, 1] },
        y: { title: '', scale: 'category', categories: names },
        marks: [
          { mark: 'intervals', name: 'Strength, 95 %', x: shown.map((single) => single.strength), y: names, low: shown.map((single) => single.low), high: shown.map((single) => single.high), tone: 'current', horizontal: true },
          { mark: 'rule', name: 'Stands for it above', x: detail.strengthLimit, tone: 'limit' },
        ],
        aspect: Math.min(1.2, 0.2 + 0.045 * names.length),
      },
      table: singleTable(column),
    }
  })
}

function singleTable(column: ProtectedColumn): FigureSpec['table'] {
  return cellTable(['Feature', 'Measure', '>n', '>Strength', '>95 % interval', '>AUC', '>95 % interval', '>BH p'], column.singles.slice(0, mostFeatures).map((single) => [
    `${single.feature}${single.determines ? ' (gives it away)' : ''}`, single.kind, formatCount(single.n), formatFixed(single.strength), formatInterval(single.low, single.high), formatFixed(single.auc?.value), formatInterval(single.auc?.low, single.auc?.high), formatP(single.pBh),
  ]))
}

const mostColumns = 4

export function section(result: AnalysisResult): readonly Block[] {
  const detail = detailOf(result) as Detail
  const drawn = figures(result)
  const all = joints(detail)
  return [
    ...opening(result),
    ...(all.length === 0 ? [] : [tableBlock(all.length > mostFeatures ? `All features together: the ${String(mostFeatures)} groups told best of ${String(all.length)}; all are in the evidence` : 'All features together', cellTable(
      ['Group', '>n', '>AUC', '>95 % interval', '>Adj. p', 'Carried by (explains alone)'],
      all.slice(0, mostFeatures).map(({ column, joint }) => [`${column.column} = ${joint.group}`, formatCount(joint.n), formatFixed(joint.auc), formatInterval(joint.low, joint.high), formatP(joint.pAdjusted), joint.carriers.slice(0, 3).map((carrier) => `${carrier.feature} ${formatPercent(carrier.alone)}`).join(', ')]),
    ))]),
    ...detail.columns.filter((column) => column.singles.length > 0).slice(0, mostColumns).flatMap((column): readonly Block[] => [
      heading(`${column.column}, ${detail.dataset}`),
      ...figureBlocks(drawn.filter((figure) => figure.id === `proxies-${idPart(column.column)}`)),
      tableBlock(column.singles.length > mostFeatures ? `The ${String(mostFeatures)} strongest of ${countOf(column.singles.length, 'feature')}` : 'Single features', singleTable(column)),
    ]),
    ...closing(result),
  ]
}
