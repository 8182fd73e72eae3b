import type { Context } from '../context'
import type { Handlers } from '../ipc'
import { forgetRecent, listRecents, removeDraft } from '../recents'
import { forgetCard } from '../review-cards'

/** Recent reviews and drafts found again. Removing a recent forgets it; removing a draft deletes it. */
export function recentHandlers({ recents, cards, draftsDir, reviews, grants }: Context): Pick<Handlers, 'recents.list' | 'recents.remove'> {
  return {
    'recents.list': () => listRecents(recents, cards, draftsDir, reviews.openPaths, grants),
    'recents.remove': async ({ grant }) => {
      const { path } = grants.require(grant, 'review')
      if (reviews.isDraft(path) && !reviews.openPaths.has(path)) await removeDraft(path)
      await forgetRecent(recents, path)
      await forgetCard(cards, path)
      return undefined
    },
  }
}
