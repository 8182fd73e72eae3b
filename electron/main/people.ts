import { dialog, type BrowserWindow, type FileFilter } from 'electron'
import { join } from 'node:path'
import { ExpectedError } from '../../shared/contract/errors'
import type { People } from './context'
import { externalQuestionText } from './external/question-text'

const everything: FileFilter = { name: 'All files', extensions: ['*'] }
const openFilters: Readonly<Record<Parameters<People['pick']>[0], readonly FileFilter[]>> = {
  inputs: [everything],
  review: [{ name: 'Countersign reviews', extensions: ['countersign'] }],
  pack: [{ name: 'Audit packs', extensions: ['pdf'] }, everything],
  pkcs12: [{ name: 'PKCS#12 identities', extensions: ['p12', 'pfx'] }, everything],
  plan: [{ name: 'Review plans', extensions: ['json'] }, everything],
  'certificate': [{ name: 'Certificates', extensions: ['crt', 'cer', 'pem', 'der'] }, everything],
  'time-stamp': [{ name: 'Answers of a time-stamp authority', extensions: ['tsr', 'tst', 'p7s'] }, everything],
}
const saveFilters: Readonly<Record<Parameters<People['save']>[0], FileFilter>> = {
  review: { name: 'Countersign review', extensions: ['countersign'] },
  pack: { name: 'Audit pack', extensions: ['pdf'] },
  csv: { name: 'Comma-separated values', extensions: ['csv'] },
  svg: { name: 'Vector figure', extensions: ['svg'] },
  png: { name: 'Image', extensions: ['png'] },
  json: { name: 'JSON', extensions: ['json'] },
  html: { name: 'Web page', extensions: ['html'] },
  tsq: { name: 'Question to a time-stamp authority', extensions: ['tsq'] },
}

/** Main's own dialogs, attached to the window. */
export function dialogPeople(window: () => BrowserWindow | null, defaultFolder: () => string): People {
  const parent = (): BrowserWindow => {
    const current = window()
    if (current === null) throw new ExpectedError('window.closed', 'The window is closed.')
    return current
  }
  return {
    pick: async (purpose, multiple, folder) => {
      // Only macOS lets one dialog offer files and folders.
      if (folder) {
        const { canceled, filePaths } = await dialog.showOpenDialog(parent(), { properties: ['openDirectory'] })
        return canceled ? [] : filePaths
      }
      const { canceled, filePaths } = await dialog.showOpenDialog(parent(), { properties: multiple ? ['openFile', 'multiSelections'] : ['openFile'], filters: [...openFilters[purpose]] })
      return canceled ? [] : filePaths
    },
    save: async (purpose, suggestedName) => {
      const filter = saveFilters[purpose]
      const name = suggestedName.replaceAll(/[/\\:*?"<>|\p{Cc}]/gu, '-').slice(0, 150) || 'untitled'
      const { canceled, filePath } = await dialog.showSaveDialog(parent(), { defaultPath: join(defaultFolder(), name), filters: [filter], properties: ['showOverwriteConfirmation'] })
      if (canceled || filePath === '') return null
      const extension = `.${filter.extensions[0]!}`
      // Reviews and packs are known by their extension everywhere else.
      return filePath.toLowerCase().endsWith(extension) ? filePath : `${filePath}${extension}`
    },
    confirmSigning: async ({ name, role, reason, sha256 }) => {
      const { response } = await dialog.showMessageBox(parent(), {
        type: 'question',
        message: `Sign as ${name}, ${role}?`,
        detail: `Reason: ${reason === '' ? '(none)' : reason}\n\nSHA-256 of the document:\n${sha256.replaceAll(/(.{8})/g, '$1 ').trim()}`,
        buttons: ['Cancel', 'Sign'],
        defaultId: 0,
        cancelId: 0,
        noLink: true,
      })
      return response === 1
    },
    confirmExternal: async (question) => {
      const { response } = await dialog.showMessageBox(parent(), { type: 'warning', ...externalQuestionText(question), buttons: ['Cancel', 'Run outside the sandbox'], defaultId: 0, cancelId: 0, noLink: true })
      return response === 1
    },
  }
}

/** On the command line nobody can be asked: starting a signature is its confirmation, a program outside the sandbox is never run. */
export const unattendedPeople: People = {
  pick: () => Promise.reject(new ExpectedError('headless.no-dialog', 'There is no one to ask for a file on the command line.')),
  save: () => Promise.reject(new ExpectedError('headless.no-dialog', 'There is no one to ask for a place on the command line.')),
  confirmSigning: () => Promise.resolve(true),
  confirmExternal: () => Promise.resolve(false),
}
