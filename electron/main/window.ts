import { BrowserWindow, nativeTheme, type Session } from 'electron'
import { join } from 'node:path'
import { closeNavigation } from './walls'
import { appOrigin } from './protocol'
import { watchBounds, type Bounds } from './window-bounds'

export interface WindowOptions {
  readonly session: Session
  /** Offscreen and never shown: the command line. */
  readonly headless: boolean
  readonly bounds: Bounds | null
  readonly saveBounds: (bounds: Bounds) => void
  readonly devTools: boolean
}

/** The one window, with every wall up before the page loads. */
export function createWindow({ session, headless, bounds, saveBounds, devTools }: WindowOptions): BrowserWindow {
  const window = new BrowserWindow({
    width: 1440,
    height: 920,
    ...bounds,
    minWidth: 900,
    minHeight: 600,
    show: false,
    title: 'Countersign',
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#16181b' : '#ffffff',
    webPreferences: {
      session,
      preload: join(import.meta.dirname, '../preload/index.cjs'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
      spellcheck: false,
      navigateOnDragDrop: false,
      devTools,
      offscreen: headless,
      // Jobs go on when the window is covered or hidden.
      backgroundThrottling: false,
    },
  })
  closeNavigation(window.webContents)
  if (!headless) {
    watchBounds(window, saveBounds)
    window.once('ready-to-show', () => window.show())
    // A page that cannot paint must still be closable.
    window.webContents.once('did-fail-load', () => window.show())
  }
  return window
}

/** Loads the app's page. */
export async function loadApp(window: BrowserWindow): Promise<void> {
  await window.loadURL(`${appOrigin}/index.html`)
}
