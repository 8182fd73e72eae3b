import { z } from 'zod'
import type { AnalysisDataset, AnalysisInput } from '../../contract/analysis'
import type { Table } from '../../contract/table'
import { groupScheme } from './groups'
import type { GroupScheme } from './groups'
import { referenceDataset } from './datasets'

/** Parameters of every analysis that cuts the population into groups. */
export const groupFields = {
  bands: z.number().int().min(2).max(20).default(4).meta({ title: 'Bands', description: 'Number of quantile bands (of the reference) that a numeric column is cut into.' }),
  cuts: z.record(z.string(), z.array(z.number()).min(1)).default({}).meta({ title: 'Cuts by column', description: 'Upper ends of the bands of a numeric column (a value equal to a cut lies in the lower band), in place of quantiles.' }),
  maxGroups: z.number().int().min(2).max(200).default(20).meta({ title: 'Most groups', description: 'Above this many levels the rarest are pooled.' }),
}

interface GroupParams {
  readonly bands: number
  readonly cuts: Readonly<Record<string, readonly number[]>>
  readonly maxGroups: number
}

export interface Schemes {
  readonly schemes: readonly GroupScheme[]
  readonly notes: readonly string[]
  readonly notTested: readonly string[]
}

/** Schemes of the named columns, made on the reference dataset, valid for every dataset judged. */
export function schemesFor(input: AnalysisInput, columns: readonly string[], judged: readonly AnalysisDataset[], params: GroupParams): Schemes {
  const reference = referenceDataset(input) ?? judged[0]!
  const schemes: GroupScheme[] = []
  const notTested: string[] = []
  for (const column of columns) {
    const basis: Table = [reference, ...judged].find((dataset) => dataset.table.columns.some((held) => held.name === column))?.table ?? reference.table
    const scheme = groupScheme(column, basis, [basis, ...judged.map((dataset) => dataset.table)], { bands: params.bands, cuts: Object.hasOwn(params.cuts, column) ? params.cuts[column] : undefined, maxGroups: params.maxGroups })
    if (scheme === null) notTested.push(`${column}: it is absent or free text, which cannot be grouped.`)
    else if (scheme.labels.length < 2) notTested.push(`${column}: it has only one group.`)
    else schemes.push(scheme)
  }
  return { schemes, notes: schemes.flatMap((scheme) => scheme.notes), notTested }
}
