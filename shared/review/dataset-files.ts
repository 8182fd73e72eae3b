import type { DatasetSummary } from '../contract/engine'

/** A file that a dataset is made of, by content. */
export interface DatasetFile {
  readonly name: string
  readonly sha256: string
  readonly size: number
}

/** Every file a dataset is made of: its parts in order (itself where it is one file), then the file joined to it. */
export function datasetFiles({ name, sha256, size, parts, joined }: Pick<DatasetSummary, 'name' | 'sha256' | 'size' | 'parts' | 'joined'>): readonly DatasetFile[] {
  const own: readonly DatasetFile[] = parts ?? [{ name, sha256, size }]
  return [...own, ...(joined === undefined ? [] : [joined])].map((file) => ({ name: file.name, sha256: file.sha256, size: file.size }))
}
