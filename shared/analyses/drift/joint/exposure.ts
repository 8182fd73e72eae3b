import type { ModelCard } from '../../../contract/model'
import type { Column, Table } from '../../../contract/table'
import { ksTwoSample } from '../../../stats/ks'
import { sortedFinite } from '../../../stats/sort'
import { findColumn } from '../../common/datasets'

/** How much the model uses a feature, beside how far it moved. */
export interface Exposure {
  readonly feature: string
  /** Share of the artifact's own use (gain where it says so, else splits or coefficients), 0 to 1. */
  readonly use: number
  /** Largest distance of a window's distribution from the reference's, 0 to 1. */
  readonly drift: number
  /** Where that was. */
  readonly window: string
}

/** Largest distance of two distribution functions (numbers), or half the summed differences of shares (levels); null where it has none. */
function distanceOf(a: Column | undefined, b: Column | undefined): number | null {
  if (a?.kind === 'number' && b?.kind === 'number') {
    const [x, y] = [sortedFinite(a.values), sortedFinite(b.values)]
    return x.length === 0 || y.length === 0 ? null : ksTwoSample(x, y).d
  }
  if (a?.kind !== 'category' || b?.kind !== 'category') return null
  const shares = new Map<string, number>()
  for (const [{ codes, levels }, sign] of [[a, 1], [b, -1]] as const) {
    const counts = new Float64Array(levels.length + 1)
    for (const code of codes) counts[code < 0 ? levels.length : code]! += 1
    counts.forEach((count, code) => {
      const level = levels[code] ?? '\u0000'
      shares.set(level, (shares.get(level) ?? 0) + (sign * count) / codes.length)
    })
  }
  return [...shares.values()].map(Math.abs).sort((x, y) => x - y).reduce((total, part) => total + part, 0) / 2
}

/** Features the artifact says it uses, each with its largest drift; most exposed (use times drift) first. */
export function exposures(card: Pick<ModelCard, 'featureUse'>, reference: Table, windows: readonly { readonly label: string; readonly table: Table }[], checkpoint: () => void): readonly Exposure[] {
  const gains = card.featureUse.length > 0 && card.featureUse.every(({ gain }) => gain !== undefined && gain >= 0)
  const worth = card.featureUse.map(({ name, uses, gain }) => ({ name, worth: gains ? gain! : uses }))
  const total = worth.reduce((sum, each) => sum + each.worth, 0)
  if (!(total > 0)) return []
  return worth.flatMap((each): readonly Exposure[] => {
    let most: { readonly drift: number; readonly window: string } | null = null
    for (const { label, table } of windows) {
      checkpoint()
      const drift = distanceOf(findColumn(reference, each.name), findColumn(table, each.name))
      if (drift !== null && (most === null || drift > most.drift)) most = { drift, window: label }
    }
    return most === null ? [] : [{ feature: each.name, use: each.worth / total, ...most }]
  }).sort((a, b) => b.use * b.drift - a.use * a.drift || (a.feature < b.feature ? -1 : 1))
}
