import { dialog, type BrowserWindow } from 'electron'
import type { DefectLog } from './defects'

const reasons: Readonly<Record<string, string>> = { oom: 'it ran out of memory', crashed: 'it crashed', 'launch-failed': 'it could not be started' }

interface Open {
  /** Closes what the page had open, so that it can be opened again; journals and drafts stay. */
  readonly closeReviews: () => Promise<void>
  readonly busy: { jobs: number; unsaved: boolean }
  readonly defects: DefectLog
}

/**
 * The page's process can end under a file that is too large for this machine. An empty window that answers nothing
 * would be all that is left of it: so say what happened and what was not lost, and begin again at Start.
 */
export function askAfterCrash(window: BrowserWindow, { closeReviews, busy, defects }: Open): void {
  window.webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    if (reason === 'clean-exit' || window.isDestroyed()) return
    busy.jobs = 0
    busy.unsaved = false
    void (async () => {
      const id = await defects.report('page', `The page ended: ${reason} (${exitCode}).`, '')
      await closeReviews()
      const { response } = await dialog.showMessageBox(window, {
        type: 'error',
        message: `The window stopped working: ${reasons[reason] ?? 'its process was ended'}.`,
        detail: `Every edit that was confirmed is on disk; what was being read or run has to be begun again. Open the review from Start. (Logged as ${id}.)`,
        buttons: ['Quit', 'Start again'],
        defaultId: 1,
        cancelId: 1,
        noLink: true,
      })
      if (response === 0) window.close()
      else window.webContents.reload()
    })()
  })
}
