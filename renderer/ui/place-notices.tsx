import type { ReactElement } from 'react'
import { describeError } from '../../shared/contract/errors'
import { actions, useSession } from '../session'
import type { Place } from '../session/types'
import { Note } from './notice'

/** The messages that belong to a place, at its head. */
export function PlaceNotices({ place }: { readonly place: Place }): ReactElement | null {
  const notices = useSession((session) => session.notices)
  const here = notices.filter((notice) => notice.place === place)
  if (here.length === 0) return null
  return (
    <>
      {here.map((notice) => (
        <Note key={notice.id} tone={notice.tone} live onDismiss={() => actions.dismiss(notice.id)}>
          {notice.error === undefined ? notice.text : describeError(notice.error)}
        </Note>
      ))}
    </>
  )
}
