import type { ReviewState } from '../../../shared/review/state'

export interface MappingRow {
  readonly input: string
  /** The column that feeds it, or null when there is none. */
  readonly column: string | null
  readonly found: boolean
}

/** Each input of the artifact with the column that feeds it: mapped by hand, else of the same name. */
export function mappingRows({ model, mapping, datasets }: Pick<ReviewState, 'model' | 'mapping' | 'datasets'>): readonly MappingRow[] {
  const columns = new Set(datasets.flatMap(({ summary }) => summary.columns.map(({ name }) => name)))
  return (model?.card.inputs ?? []).map(({ name }) => {
    const wanted = Object.hasOwn(mapping, name) ? mapping[name]! : name
    return { input: name, column: columns.has(wanted) ? wanted : null, found: columns.has(wanted) }
  })
}
