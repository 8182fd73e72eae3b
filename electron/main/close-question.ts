import { dialog, type BrowserWindow } from 'electron'

/** Closing with jobs running asks once; edits need no question, the journal already has them, unless the disk refused it. */
export function askBeforeClosing(window: BrowserWindow, busy: { readonly jobs: number; readonly unsaved: boolean }): void {
  window.on('close', (event) => {
    if (busy.jobs === 0 && !busy.unsaved) return
    const choice = dialog.showMessageBoxSync(window, {
      type: 'question',
      message: busy.unsaved ? 'The last edits are not on disk.' : busy.jobs === 1 ? 'A job is still running.' : `${busy.jobs} jobs are still running.`,
      detail: busy.unsaved ? 'The disk refused them. Closing loses them; save the review elsewhere first.' : 'Closing ends them without a result. Everything else is kept.',
      buttons: ['Keep open', 'Close'],
      defaultId: 0,
      cancelId: 0,
      noLink: true,
    })
    if (choice === 0) event.preventDefault()
  })
}
