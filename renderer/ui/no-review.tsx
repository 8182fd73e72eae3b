import type { ReactElement } from 'react'
import { actions, useSession } from '../session'
import { Button } from './button'
import { Empty, Page } from './page'
import { runById } from './run-command'

/** What a place shows while no review is open: what would be here, and how to get there. */
export function NoReview({ title, children }: { readonly title: string; readonly children: string }): ReactElement {
  const samples = useSession((session) => session.info?.samples.length ?? 0)
  return (
    <Page title={title}>
      <Empty
        title="No review is open"
        actions={(
          <>
            <Button kind="primary" icon="plus" onPress={() => runById('review.new')}>New review</Button>
            <Button icon="file" onPress={() => void actions.openReview()}>Open a review</Button>
            {samples === 0 ? null : <Button onPress={() => void actions.openSample()}>Open the sample review</Button>}
          </>
        )}
      >
        {children}
      </Empty>
    </Page>
  )
}
