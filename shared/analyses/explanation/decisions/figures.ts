import type { AnalysisResult } from '../../../contract/analysis'
import type { FigureSpec, Mark, Tone } from '../../../contract/figure'
import { cellTable, detailOf } from '../../common/blocks'
import { formatNumber, formatPercent } from '../../common/format'
import { amountOf } from '../shap/unit'
import { decisionName } from './report'
import type { Decision, Detail, Reach } from './types'

const tones: readonly Tone[] = ['group-1', 'group-2', 'group-3', 'group-4']

/** What drove the decision in focus, and its score as the features that move it furthest take other values. */
export function figures(result: AnalysisResult): readonly FigureSpec[] {
  const detail = detailOf(result) as Detail | null
  if (detail === null) return []
  const focus = detail.decisions[detail.whatIf.decision]!
  const lines = detail.whatIf.reaches.filter((reach) => reach.points.filter((point) => point.place !== null).length > 1).slice(0, tones.length)
  return [
    ...(focus.reasons === null || focus.reasons.up.length + focus.reasons.down.length === 0 ? [] : [driversFigure(detail, focus, focus.reasons)]),
    ...(lines.length === 0 ? [] : [whatIfFigure(detail, focus, lines)]),
  ]
}

function driversFigure(detail: Detail, focus: Decision, reasons: NonNullable<Decision['reasons']>): FigureSpec {
  const drivers = [...reasons.up, ...reasons.down].sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution))
  const bars = [...drivers.map((driver) => ({ name: `${driver.feature} = ${driver.value}`, value: driver.contribution })), { name: 'All others', value: reasons.rest }]
  const names = bars.map((bar) => bar.name)
  return {
    id: 'drivers',
    title: `${decisionName(focus)}, ${focus.why} (${formatNumber(focus.score)}): driven by ${names[0]!}`,
    alt: `Contributions to the score of ${decisionName(focus)}, from the expected output ${formatNumber(detail.base, 3)} to ${amountOf(reasons.output, detail.unit)}: ${bars.map((bar) => `${bar.name} ${formatNumber(bar.value, 3)}`).join('; ')}.`,
    plot: {
      x: { title: `Contribution [${detail.unit}]` },
      y: { title: '', scale: 'category', categories: names },
      marks: [
        { mark: 'bars', name: 'Contribution', x: bars.map((bar) => bar.value), y: names, tone: 'current', horizontal: true },
        { mark: 'rule', name: 'No contribution', x: 0, tone: 'neutral' },
      ],
      aspect: 0.4,
    },
    table: cellTable(['Value', `>Contribution [${detail.unit}]`], bars.map((bar) => [bar.name, formatNumber(bar.value, 3)])),
  }
}

function whatIfFigure(detail: Detail, focus: Decision, lines: readonly Reach[]): FigureSpec {
  const scores = lines[0]!.points.map((point) => point.score)
  const own = lines.filter((line) => line.place !== null)
  const marks: readonly Mark[] = [
    ...lines.map(({ feature, points }, index): Mark => ({ mark: 'line', name: feature, x: points.map((point) => point.place), y: points.map((point) => point.score), tone: tones[index]! })),
    ...(own.length === 0 ? [] : [{ mark: 'points', name: 'Its own values', x: own.map((line) => line.place), y: own.map(() => focus.score), tone: 'current', text: own.map((line) => `${line.feature} = ${line.value}`) } satisfies Mark]),
    ...(detail.threshold === null ? [] : [{ mark: 'rule', name: 'Threshold', y: detail.threshold, tone: 'limit' } satisfies Mark]),
  ]
  return {
    id: 'what-if',
    title: `What if: another ${lines[0]!.feature} would take the score of ${decisionName(focus)} from ${formatNumber(focus.score)} to between ${formatNumber(Math.min(...scores))} and ${formatNumber(Math.max(...scores))}`,
    alt: `Score of ${decisionName(focus)} as one number moves over the range of ${detail.reference}, from its smallest to its largest value, all others as they are: ${lines.map((line) => `${line.feature} ${formatNumber(line.points[0]!.score)} at ${line.points[0]!.label} to ${formatNumber(line.points.at(-1)!.score)} at ${line.points.at(-1)!.label}`).join('; ')}${detail.threshold === null ? '' : `; threshold ${formatNumber(detail.threshold)}`}.`,
    plot: { x: { title: `Share of ${detail.reference} below the value`, percent: true, range: [0, 1] }, y: { title: 'Score' }, marks, aspect: 0.45 },
    table: cellTable(['Feature', '>Value', `>Share below`, '>Score'], lines.flatMap((line) => line.points.map((point) => [line.feature, point.label, formatPercent(point.place, 0), formatNumber(point.score)]))),
  }
}
