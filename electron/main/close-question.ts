import { dialog, type BrowserWindow } from 'electron'

/** Closing with jobs running asks once; edits need no question, the journal already has them. */
export function askBeforeClosing(window: BrowserWindow, busy: { readonly jobs: number }): void {
  window.on('close', (event) => {
    if (busy.jobs === 0) return
    const choice = dialog.showMessageBoxSync(window, {
      type: 'question',
      message: busy.jobs === 1 ? 'A job is still running.' : `${busy.jobs} jobs are still running.`,
      detail: 'Closing ends them without a result. Everything else is kept.',
      buttons: ['Keep open', 'Close'],
      defaultId: 0,
      cancelId: 0,
      noLink: true,
    })
    if (choice === 0) event.preventDefault()
  })
}
