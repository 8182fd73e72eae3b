import type { FileMetaData } from 'hyparquet'

/** Stands between a name and its number where a file has columns of one name; no name holds it. */
const mark = '\u0000'

/** A name as the file has it. */
export function nameInFile(name: string): string {
  const at = name.indexOf(mark)
  return at < 0 ? name : name.slice(0, at)
}

/**
 * The metadata with top-level columns of the same name told apart: the decoder finds columns by name and
 * would read each of them twice. Leaves and column chunks come in the same order, so each chunk's path follows.
 * @throws Error where the schema ends too early or row groups have other columns than it.
 */
export function namesApart(metadata: FileMetaData): FileMetaData {
  const schema = [...metadata.schema]
  const seen = new Map<string, number>()
  const leaves: string[] = []
  let index = 1
  let repeated = false
  const walk = (top: string): void => {
    const children = schema[index++]?.num_children ?? 0
    if (children === 0) leaves.push(top)
    for (let child = 0; child < children && index < schema.length; child++) walk(top)
  }
  for (let child = 0; child < (schema[0]?.num_children ?? 0) && index < schema.length; child++) {
    const element = schema[index]!
    const times = seen.get(element.name) ?? 0
    seen.set(element.name, times + 1)
    const name = times === 0 ? element.name : `${element.name}${mark}${times}`
    if (times > 0) {
      repeated = true
      schema[index] = { ...element, name }
    }
    walk(name)
  }
  if (!repeated) return metadata
  return {
    ...metadata, schema,
    row_groups: metadata.row_groups.map((group) => {
      if (group.columns.length !== leaves.length) throw new Error('its row groups have other columns than its schema.')
      return { ...group, columns: group.columns.map((column, leaf) => (column.meta_data === undefined ? column : { ...column, meta_data: { ...column.meta_data, path_in_schema: [leaves[leaf]!, ...column.meta_data.path_in_schema.slice(1)] } })) }
    }),
  }
}

/** Paths of columns that are encrypted under a readable footer; null where even the paths are. */
export function encryptedPaths(metadata: FileMetaData): ReadonlySet<string> | null {
  const paths = new Set<string>()
  for (const { columns } of metadata.row_groups) {
    for (const { crypto_metadata: crypto, meta_data: meta } of columns) {
      if (crypto === undefined) continue
      if (meta === undefined) return null
      paths.add(meta.path_in_schema.join('.'))
    }
  }
  return paths
}
