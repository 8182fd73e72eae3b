import type { SchemaElement } from 'hyparquet'

/** A column of a Parquet file that has one value per row. */
export interface FlatColumn {
  readonly path: readonly string[]
  readonly name: string
  readonly element: SchemaElement
  /** Optional parts on its path: its highest definition level. */
  readonly optionals: number
}

/** Columns with one value per row (also inside plain structs), and top-level columns that hold lists or maps. */
export interface FlatSchema {
  readonly flat: readonly FlatColumn[]
  readonly nested: readonly string[]
}

/**
 * Walks the schema (a pre-order list with child counts). A struct's leaves become `struct.leaf`;
 * a column with repeated parts is nested and named, not read.
 */
export function flatSchema(schema: readonly SchemaElement[]): FlatSchema {
  const flat: FlatColumn[] = []
  const nested: string[] = []
  let index = 1
  const walk = (path: readonly string[], repeated: boolean, above: number): boolean => {
    const element = schema[index++]
    if (element === undefined || path.length > 64) throw new Error('The schema ends too early or is too deep.')
    const here = [...path, element.name]
    const optionals = above + (element.repetition_type === 'REQUIRED' ? 0 : 1)
    let many = repeated || element.repetition_type === 'REPEATED'
    const children = element.num_children ?? 0
    if (children === 0 && !many) flat.push({ path: here, name: here.join('.'), element, optionals })
    for (let child = 0; child < children; child++) if (walk(here, many, optionals)) many = true
    return many
  }
  const top = schema[0]?.num_children ?? 0
  for (let child = 0; child < top; child++) {
    const name = schema[index]?.name ?? ''
    const before = flat.length
    if (!walk([], false, 0)) continue
    flat.length = before
    nested.push(name)
  }
  return { flat, nested }
}
