import { readdir, rm, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { z } from 'zod'
import type { Recent, ReviewCard } from '../../shared/contract/ipc'
import type { Grants } from './grants'
import type { JsonStore } from './json-store'
import type { Cards } from './review-cards'
import { backupPathOf, journalPathOf } from './review-file'

export const recentsSchema = z.array(z.object({ path: z.string(), openedAt: z.string() }))
export type RecentPaths = z.infer<typeof recentsSchema>

/** Everything a desk sees in some years: the inventory lists them all. */
const maxRecents = 500

/** Puts a review at the top of the recents. */
export function noteRecent(store: JsonStore<RecentPaths>, path: string, openedAt: string): Promise<void> {
  return store.update((known) => [{ path, openedAt }, ...known.filter((recent) => recent.path !== path)].slice(0, maxRecents))
}

export function forgetRecent(store: JsonStore<RecentPaths>, path: string): Promise<void> {
  return store.update((known) => known.filter((recent) => recent.path !== path))
}

/** Drafts that hold something (after a crash they are how work is found again), then saved reviews. */
export async function listRecents(store: JsonStore<RecentPaths>, cardStore: JsonStore<Cards>, draftsDir: string, openPaths: ReadonlySet<string>, grants: Grants): Promise<Recent[]> {
  const cards = new Map((await cardStore.read()).map(({ path, card }) => [path, card]))
  const drafts = await listDrafts(draftsDir, openPaths, grants, cards)
  const saved = (await store.read()).map(async ({ path, openedAt }): Promise<Recent> => {
    const missing = await stat(path).then((found) => !found.isFile(), () => true)
    const { grant } = grants.grantTarget(path, 'review')
    return { grant, name: basename(path), folder: shortFolder(dirname(path)), openedAt, missing, draft: false, open: openPaths.has(path), card: cards.get(path) ?? null }
  })
  return [...drafts, ...(await Promise.all(saved))]
}

async function listDrafts(draftsDir: string, openPaths: ReadonlySet<string>, grants: Grants, cards: ReadonlyMap<string, ReviewCard>): Promise<Recent[]> {
  const names = await readdir(draftsDir).catch(() => [])
  const drafts = [...new Set(names.map(draftNameOf).filter((name) => name !== null))]
  const recents: Recent[] = []
  for (const name of drafts) {
    const path = join(draftsDir, name)
    if (openPaths.has(path)) continue
    const [snapshot, journal] = await Promise.all([stat(path).catch(() => null), stat(journalPathOf(path)).catch(() => null)])
    const holdsWork = (snapshot?.size ?? 0) > 0 || (journal?.size ?? 0) > 0
    if (!holdsWork) continue
    const changed = Math.max(snapshot?.mtimeMs ?? 0, journal?.mtimeMs ?? 0)
    const { grant } = grants.grantTarget(path, 'review')
    recents.push({ grant, name: 'Unsaved draft', folder: '', openedAt: new Date(changed).toISOString(), missing: false, draft: true, card: cards.get(path) ?? null })
  }
  return recents.sort((a, b) => (a.openedAt < b.openedAt ? 1 : -1))
}

function draftNameOf(name: string): string | null {
  return /^(draft-[\w-]+\.countersign)(?:\.journal)?$/.exec(name)?.[1] ?? null
}

/** Removes a draft and everything beside it. */
export async function removeDraft(path: string): Promise<void> {
  for (const file of [path, journalPathOf(path), `${journalPathOf(path)}.damaged`, backupPathOf(path), `${path}.lock`]) await rm(file, { force: true })
}

/** A folder as a person knows it: the home folder is `~`. */
function shortFolder(folder: string): string {
  const home = homedir()
  return folder === home || folder.startsWith(`${home}/`) || folder.startsWith(`${home}\\`) ? `~${folder.slice(home.length)}` : folder
}
