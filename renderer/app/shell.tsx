import type { ReactElement } from 'react'
import { useSession } from '../session'
import { useApp } from './app-state'
import { useCommands } from './commands/use-commands'
import { DropLayer } from './drop-layer'
import { ErrorBoundary } from './error-boundary'
import { Header } from './header'
import { NewReview } from './new-review'
import { Palette } from './palette'
import { placeComponent, places } from './places'
import { PreferencesDialog } from './preferences-dialog'
import { Rail } from './rail'
import { ShortcutSheet } from './shortcut-sheet'
import styles from './shell.module.css'
import { StatusBar } from './status-bar'

/** The window: header, rail, the place, status bar, and what floats above them. */
export function Shell(): ReactElement {
  useCommands()
  const place = useSession((session) => session.place)
  const overlay = useApp((app) => app.overlay)
  const close = useApp((app) => app.close)
  const PlaceView = placeComponent(place)
  const title = places.find(({ id }) => id === place)?.title ?? ''
  return (
    <DropLayer>
      <div className={styles.shell}>
        <Header />
        <Rail />
        <main className={styles.main} data-pane="place" aria-label={title}>
          <ErrorBoundary key={place} where={place}>
            <PlaceView />
          </ErrorBoundary>
        </main>
        <StatusBar />
      </div>
      {overlay === 'palette' || overlay === 'places' ? <Palette scope={overlay} onClose={close} /> : null}
      {overlay === 'shortcuts' ? <ShortcutSheet onClose={close} /> : null}
      {overlay === 'preferences' ? <PreferencesDialog onClose={close} /> : null}
      {overlay === 'new-review' ? <NewReview onClose={close} /> : null}
    </DropLayer>
  )
}
