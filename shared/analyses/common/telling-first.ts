interface Judged {
  readonly rows: readonly { readonly pAdjusted: number | null }[]
}

/**
 * Groups of rows in the order of their smallest adjusted p, untested ones last: where a report shows only
 * the first ones, it shows those that matter. Ties keep their order.
 */
export function tellingFirst<T extends Judged>(groups: readonly T[]): readonly T[] {
  const least = ({ rows }: T): number => rows.reduce((p, row) => Math.min(p, row.pAdjusted ?? 2), 2)
  return groups.toSorted((a, b) => least(a) - least(b))
}
