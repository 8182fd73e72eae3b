import type { ReactElement } from 'react'
import { formatCount } from './format'

const width = 96
const height = 20

/** A tiny bar chart of counts; the words say what the bars show, hovering a bar says its count. */
export function Sparkline({ bars, label }: { readonly bars: readonly { readonly label: string; readonly count: number }[]; readonly label: string }): ReactElement {
  const most = bars.reduce((best, { count }) => Math.max(best, count), 0)
  const step = bars.length === 0 ? width : width / bars.length
  return (
    <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label} style={{ display: 'block' }}>
      <line x1="0" x2={width} y1={height - 0.5} y2={height - 0.5} stroke="var(--line-strong)" />
      {bars.map((bar, index) => {
        // A bar that is not empty is never invisible.
        const tall = most === 0 || bar.count === 0 ? 0 : Math.max(1.5, (bar.count / most) * (height - 2))
        return (
          <rect key={index} x={index * step} y={height - 1 - tall} width={Math.max(1, step - 1)} height={tall} fill="var(--spark)">
            <title>{`${bar.label}: ${formatCount(bar.count)}`}</title>
          </rect>
        )
      })}
    </svg>
  )
}
