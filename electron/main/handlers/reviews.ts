import type { Context } from '../context'
import type { Handlers } from '../ipc'
import { noteRecent } from '../recents'
import { noteCard } from '../review-cards'

type Channels = 'review.open' | 'review.draft' | 'review.append' | 'review.snapshot' | 'review.close' | 'review.card'

/** The review file: open, journal, snapshot, close. */
export function reviewHandlers({ reviews, recents, cards, now }: Context): Pick<Handlers, Channels> {
  const note = async (path: string): Promise<void> => {
    if (!reviews.isDraft(path)) await noteRecent(recents, path, now().toISOString())
  }
  return {
    'review.open': async ({ grant }) => {
      const file = await reviews.open(grant)
      await note(file.path)
      const { bytes, journal, damaged } = file.opened
      return { bytes: bytes as Uint8Array<ArrayBuffer> | null, journal: [...journal], damaged }
    },
    'review.draft': () => reviews.draft(now()),
    'review.append': async ({ grant, line }) => {
      await reviews.require(grant).append(line)
      return undefined
    },
    'review.snapshot': async ({ grant, bytes, copyTo, through }) => {
      if (copyTo === null) await reviews.require(grant).snapshot(bytes, through)
      else await note((await reviews.saveAs(grant, copyTo, bytes, through)).path)
      return undefined
    },
    'review.card': async ({ grant, card }) => {
      await noteCard(cards, reviews.require(grant).path, card)
      return undefined
    },
    'review.close': async ({ grant, discardDraft }) => {
      await reviews.close(grant, discardDraft)
      return undefined
    },
  }
}
