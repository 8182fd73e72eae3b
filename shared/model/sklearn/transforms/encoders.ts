import { numberOf } from '../../pickle/numpy'
import { codesOf } from '../../features'
import { malformed } from '../../problems'
import type { PyValue } from '../../pickle/values'
import { labelText, listOfValue, type Estimator } from '../estimator'
import { numeric, type Batch, type Transform } from '../steps'
import type { Column } from '../../../contract/table'

/** Categories of one column: their spelling, and the place of "missing" among them (-1 when it is none). */
export interface Categories {
  readonly levels: readonly string[]
  readonly missing: number
  /** True when that place stands for NaN; None is a category like any other. */
  readonly isNaN: boolean
}

/** The categories of each column as fitted. */
export function categoriesOf(estimator: Estimator): readonly Categories[] {
  return estimator.list('categories_').map((value) => {
    const items = listOfValue(value)
    if (items === null) throw malformed(estimator.file, `${estimator.name}.categories_ is not a list of lists`)
    const missing = items.findIndex((item) => item === null || (typeof item === 'number' && Number.isNaN(item)))
    return { levels: items.map(labelText), missing, isNaN: missing >= 0 && items[missing] !== null }
  })
}

/** Place among the categories per row, -1 where the value is unknown. */
export function placesOf(column: Column, { levels, missing }: Categories): Float64Array {
  return codesOf(column, levels, -1).map((code) => Number.isNaN(code) ? missing : code)
}

function refuse(batch: Batch, places: Float64Array): void {
  for (let row = 0; row < places.length; row++) if (places[row]! < 0) batch.refused[row] = 1
}

const nanAware = (value: PyValue | undefined, fallback: number): number => typeof value === 'number' ? value : fallback

/** Per column, the group each category falls into where infrequent ones share one, which is always the last; null where none do. */
function groupingsOf(estimator: Estimator, categories: readonly Categories[]): readonly (readonly number[] | null)[] {
  if (!estimator.flag('_infrequent_enabled', false)) return categories.map(() => null)
  const mappings = estimator.list('_default_to_infrequent_mappings')
  return categories.map((own, i) => {
    const mapping = mappings[i] ?? null
    if (mapping === null) return null
    const groups = listOfValue(mapping)?.map(numberOf)
    if (groups?.length !== own.levels.length || groups.some((group) => !(group >= 0 && group < own.levels.length))) throw malformed(estimator.file, `${estimator.name} groups categories it does not have`)
    return groups
  })
}

/** Category → its place, or the place of its group; unknown values get the value set aside for them, or no prediction. */
export function ordinalEncoder(estimator: Estimator): Transform {
  const categories = categoriesOf(estimator)
  const groupings = groupingsOf(estimator, categories)
  const unknown = estimator.text('handle_unknown', 'error') === 'use_encoded_value' ? nanAware(estimator.raw('unknown_value'), NaN) : null
  const missing = nanAware(estimator.raw('encoded_missing_value'), NaN)
  return {
    names: (inputs) => inputs,
    levels: (input) => categories[input]?.levels ?? null,
    apply: (columns, batch) => columns.map((column, i) => {
      batch.job.checkpoint()
      const own = categories[i]
      if (own === undefined) throw malformed(estimator.file, 'OrdinalEncoder has fewer lists of categories than columns')
      const places = placesOf(column, own)
      if (unknown === null) refuse(batch, places)
      const groups = groupings[i] ?? null
      return numeric(column.name, places.map((place) => place < 0 ? (unknown ?? NaN) : place === own.missing && own.isNaN ? missing : groups?.[place] ?? place))
    }),
  }
}

/** Category → indicator columns, without the dropped ones; infrequent categories share one column. */
export function oneHotEncoder(estimator: Estimator): Transform {
  const categories = categoriesOf(estimator)
  const groupings = groupingsOf(estimator, categories)
  const drop = estimator.has('_drop_idx_after_grouping') ? estimator.list('_drop_idx_after_grouping') : estimator.has('drop_idx_') ? estimator.list('drop_idx_') : []
  const rule = estimator.text('handle_unknown', 'error')
  const plans = categories.map((own, i) => {
    const grouping = groupings[i] ?? null
    const groups = grouping === null ? own.levels.map((_, k) => k) : grouping
    const count = groups.reduce((most, group) => Math.max(most, group + 1), 0)
    const dropped = typeof drop[i] === 'number' ? drop[i] : -1
    const infrequent = grouping === null ? -1 : count - 1
    const labels = Array.from({ length: count }, (_, group) => group === infrequent ? 'infrequent' : (own.levels.find((_level, k) => groups[k] === group) ?? ''))
    return { own, groups, kept: labels.map((label, group) => ({ label, group })).filter(({ group }) => group !== dropped), infrequent }
  })
  return {
    names: (inputs) => plans.flatMap((plan, i) => plan.kept.map(({ label }) => `${inputs[i] ?? `x${i}`} = ${label}`)),
    levels: (input) => categories[input]?.levels ?? null,
    apply: (columns, batch) => columns.flatMap((column, i) => {
      const plan = plans[i]
      if (plan === undefined) throw malformed(estimator.file, 'OneHotEncoder has fewer lists of categories than columns')
      const places = placesOf(column, plan.own)
      if (rule === 'error') refuse(batch, places)
      const unseen = rule === 'infrequent_if_exist' || rule === 'warn' ? plan.infrequent : -1
      const group = places.map((place) => place < 0 ? unseen : plan.groups[place]!)
      return plan.kept.map((out) => {
        batch.job.checkpoint()
        return numeric(`${column.name} = ${out.label}`, group.map((g) => g === out.group ? 1 : 0))
      })
    }),
  }
}
