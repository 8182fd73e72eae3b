import { contextBridge, ipcRenderer, webUtils } from 'electron'
import type { Answer, Grant, Preload } from '../../shared/contract/ipc'

// The channel names are written out: a sandboxed preload cannot load modules, and one copy of the
// two words is smaller than bundling the schemas that main checks every request against anyway.
const invokeChannel = 'countersign:invoke'
const commandChannel = 'countersign:command'

const ask = (channel: string, request: unknown): Promise<Answer<unknown>> => ipcRenderer.invoke(invokeChannel, channel, request) as Promise<Answer<unknown>>

const refused: Answer<never> = { ok: false, error: { code: 'ipc.refused', message: 'Dropped files are granted through grantDropped only.', details: {} } }

// A file opened from the desktop can arrive before the page listens: early ones are kept for
// listeners that come within ten seconds.
const early: (readonly [string, unknown])[] = []
const keep = (_event: unknown, command: string, argument: unknown): void => void early.push([command, argument])
ipcRenderer.on(commandChannel, keep)
setTimeout(() => {
  ipcRenderer.removeListener(commandChannel, keep)
  early.length = 0
}, 10_000)

const preload: Preload = {
  // Paths come from real dropped files below; a page must not be able to name one itself.
  invoke: (channel, request) => (channel === 'files.drop' ? Promise.resolve(refused) : ask(channel, request)),
  grantDropped: (files) => {
    const paths = files.map((file) => webUtils.getPathForFile(file)).filter((path) => path !== '')
    return ask('files.drop', paths) as Promise<Answer<Grant[]>>
  },
  onCommand: (listener) => {
    const forward = (_event: unknown, command: string, argument: unknown): void => listener(command, argument)
    for (const [command, argument] of early) listener(command, argument)
    ipcRenderer.on(commandChannel, forward)
    return () => {
      ipcRenderer.removeListener(commandChannel, forward)
    }
  },
}

contextBridge.exposeInMainWorld('countersign', preload)
