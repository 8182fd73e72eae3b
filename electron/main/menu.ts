import type { BrowserWindow, MenuItemConstructorOptions } from 'electron'

/** Sends a command to the page, which has the one registry of what commands do. */
export type SendCommand = (command: string, argument?: unknown) => void

interface Item {
  readonly command: string
  readonly label: string
  readonly accelerator?: string
}

const separator = null
const edit: readonly (Item | null)[] = [
  { command: 'edit.undo', label: 'Undo', accelerator: 'CmdOrCtrl+Z' },
  { command: 'edit.redo', label: 'Redo', accelerator: 'CmdOrCtrl+Shift+Z' },
  { command: 'edit.find', label: 'Find', accelerator: 'CmdOrCtrl+F' },
]
const file: readonly (Item | null)[] = [
  { command: 'review.new', label: 'New review', accelerator: 'CmdOrCtrl+N' },
  { command: 'review.open', label: 'Open…', accelerator: 'CmdOrCtrl+O' },
  { command: 'review.sample', label: 'Open the sample review' },
  { command: 'inputs.add', label: 'Add files…', accelerator: 'CmdOrCtrl+I' },
  separator,
  { command: 'review.save', label: 'Save', accelerator: 'CmdOrCtrl+S' },
  { command: 'review.saveAs', label: 'Save as…', accelerator: 'CmdOrCtrl+Shift+S' },
  separator,
  { command: 'pack.export', label: 'Export pack…', accelerator: 'CmdOrCtrl+Shift+E' },
  { command: 'verify.pick', label: 'Verify a pack…' },
  separator,
  { command: 'review.close', label: 'Close the review' },
]
const run: readonly (Item | null)[] = [
  { command: 'plan.run', label: 'Run the plan', accelerator: 'CmdOrCtrl+Enter' },
  { command: 'finding.raise', label: 'Raise a finding' },
  { command: 'job.cancel', label: 'Cancel the running job' },
]
const places = ['start', 'overview', 'inputs', 'plan', 'results', 'findings', 'governance', 'pack', 'verify', 'inventory']
const go: readonly (Item | null)[] = [
  { command: 'app.places', label: 'Go to…', accelerator: 'CmdOrCtrl+P' },
  { command: 'app.palette', label: 'All commands…', accelerator: 'CmdOrCtrl+Shift+P' },
  separator,
  ...places.map((place): Item => ({ command: `place.${place}`, label: place[0]!.toUpperCase() + place.slice(1) })),
]
const help: readonly (Item | null)[] = [
  { command: 'help.shortcuts', label: 'Keyboard shortcuts' },
]

/** Ids of all commands the menu sends, for the page's registry and its tests. */
export const menuCommands: readonly string[] = [file, edit, run, go, help].flat().flatMap((item) => (item === null ? [] : [item.command]))

/**
 * The native menu. Keys are shown but handled by the page (`registerAccelerator: false`), so that
 * the one registry decides what a key means where; text fields keep their own undo, cut and paste.
 */
export function menuTemplate(send: SendCommand, window: () => BrowserWindow | null, allowExternal: (allowed: boolean) => void): MenuItemConstructorOptions[] {
  const items = (list: readonly (Item | null)[]): MenuItemConstructorOptions[] =>
    list.map((item) => (item === null ? { type: 'separator' } : { ...item, registerAccelerator: false, click: () => send(item.command) }))
  const mac: MenuItemConstructorOptions[] = process.platform === 'darwin' ? [{ role: 'appMenu' }] : []
  return [
    ...mac,
    { label: 'File', submenu: [...items(file), { type: 'separator' }, { role: 'quit' }] },
    { label: 'Edit', submenu: [...items(edit), { type: 'separator' }, { role: 'cut' }, { role: 'copy' }, { role: 'paste' }, { role: 'selectAll' }] },
    // The only switch of external scorers: not a command, so no page, palette, plan or key can turn it; off at every start.
    { label: 'Run', submenu: [...items(run), { type: 'separator' }, { id: 'external.allow', label: 'Allow an external scorer (leaves the sandbox)', type: 'checkbox', checked: false, click: ({ checked }) => allowExternal(checked) }] },
    { label: 'Go', submenu: items(go) },
    {
      label: 'View',
      submenu: [
        ...items([{ command: 'app.preferences', label: 'Appearance…', accelerator: 'CmdOrCtrl+,' }]),
        { type: 'separator' }, { role: 'resetZoom' }, { role: 'zoomIn' }, { role: 'zoomOut' }, { type: 'separator' },
        { label: 'Full screen', accelerator: 'F11', click: () => toggleFullScreen(window()) },
      ],
    },
    { label: 'Help', submenu: items(help) },
  ]
}

function toggleFullScreen(window: BrowserWindow | null): void {
  window?.setFullScreen(!window.isFullScreen())
}
