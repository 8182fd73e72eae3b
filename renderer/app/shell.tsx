import type { ReactElement } from 'react'
import { FigureActionsProvider, type FigureActions } from '../figures'
import { actions, useSession } from '../session'
import { provideCommands } from '../ui/run-command'
import { useApp } from './app-state'
import { keysOfCommand, runCommand, useCommands } from './commands/use-commands'
import { DropLayer } from './drop-layer'
import { ErrorBoundary } from './error-boundary'
import { Header } from './header'
import { NewReview } from './new-review'
import { Palette } from './palette'
import { places } from './place-names'
import { placeView } from './places'
import { PreferencesDialog } from './preferences-dialog'
import { Rail } from './rail'
import { ShortcutSheet } from './shortcut-sheet'
import styles from './shell.module.css'
import { StatusBar } from './status-bar'

provideCommands({ run: (id) => runCommand(id), keys: keysOfCommand })

const figureActions: FigureActions = {
  save: ({ kind, suggestedName, bytes }) => actions.exportFile(kind, suggestedName, bytes),
  copy: (text) => navigator.clipboard.writeText(text),
}

/** The window: header, rail, the place, status bar, and what floats above them. */
export function Shell(): ReactElement {
  useCommands()
  const place = useSession((session) => session.place)
  const overlay = useApp((app) => app.overlay)
  const close = useApp((app) => app.close)
  const title = places.find(({ id }) => id === place)?.title ?? ''
  return (
    <FigureActionsProvider value={figureActions}>
      <DropLayer>
        <div className={styles.shell}>
          <Header />
          <Rail />
          <main className={styles.main} data-pane="place" aria-label={title}>
            <ErrorBoundary key={place} where={place}>
              {placeView(place)}
            </ErrorBoundary>
          </main>
          <StatusBar />
        </div>
        {overlay === 'palette' || overlay === 'places' ? <Palette scope={overlay} onClose={close} /> : null}
        {overlay === 'shortcuts' ? <ShortcutSheet onClose={close} /> : null}
        {overlay === 'preferences' ? <PreferencesDialog onClose={close} /> : null}
        {overlay === 'new-review' ? <NewReview onClose={close} /> : null}
      </DropLayer>
    </FigureActionsProvider>
  )
}
