import type { Recent } from '../../../shared/contract/ipc'

/** A model with its reviews, the latest first: how its figure moved can be read down the column. */
export interface ModelLines {
  /** Empty for reviews that name no model. */
  readonly model: string
  readonly reviews: readonly Recent[]
}

/** Reviews by model in order of name; reviews without one, or never edited here, come last. */
export function linesByModel(reviews: readonly Recent[], search: string): readonly ModelLines[] {
  const wanted = search.trim().toLowerCase()
  const found = reviews.filter(({ name, folder, card }) => [name, folder, card?.title, card?.model, card?.version].some((text) => text?.toLowerCase().includes(wanted)))
  const models = new Map<string, Recent[]>()
  for (const review of found) {
    const model = review.card?.model ?? ''
    models.set(model, [...(models.get(model) ?? []), review])
  }
  const last = (model: string): string => (model === '' ? '\uffff' : model.toLowerCase())
  return [...models]
    .sort(([a], [b]) => (last(a) < last(b) ? -1 : 1))
    .map(([model, of]) => ({ model, reviews: of.sort((a, b) => (a.openedAt < b.openedAt ? 1 : -1)) }))
}
