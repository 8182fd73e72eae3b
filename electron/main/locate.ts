import { dirname, join } from 'node:path'
import { z } from 'zod'
import { sha256OfPath } from './folder'
import type { JsonStore } from './json-store'

/** sha256 → paths where a file with that content was last seen, latest first. */
export const locationsSchema = z.record(z.string(), z.array(z.string()))
export type Locations = z.infer<typeof locationsSchema>

const maxFiles = 2000
const maxPaths = 4

/** Remembers where a file with this content lies. */
export function rememberLocation(store: JsonStore<Locations>, sha256: string, path: string): Promise<void> {
  return store.update((known) => {
    const paths = [path, ...(known[sha256] ?? []).filter((other) => other !== path)].slice(0, maxPaths)
    const others = Object.entries(known).filter(([hash]) => hash !== sha256)
    return Object.fromEntries([...others.slice(-(maxFiles - 1)), [sha256, paths]])
  })
}

/**
 * Finds a file again by its content: where it was seen, then by name beside the review. A file is
 * only the answer when its bytes still hash to what the review recorded. Null when nowhere.
 */
export async function locate(store: JsonStore<Locations>, sha256: string, name: string, review: string | null): Promise<string | null> {
  const beside = review === null || name !== lastPart(name) ? [] : [join(dirname(review), name)]
  const candidates = new Set([...((await store.read())[sha256] ?? []), ...beside])
  for (const path of candidates) {
    const found = await sha256OfPath(path).catch(() => null)
    if (found === sha256) return path
  }
  return null
}

/** The recorded name comes from a review file, which may be hostile: only a bare name is looked up. */
function lastPart(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? ''
  return last === "." || last === ".." ? "" : last
}
