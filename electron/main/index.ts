import { join, resolve } from 'node:path'
import { rmSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { app, BrowserWindow, dialog, ipcMain, Menu, session as sessions } from 'electron'
import { z } from 'zod'
import { describeError, toErrorReport } from '../../shared/contract/errors'
import { askBeforeClosing } from './close-question'
import { helpText, parseCommandLine, userArguments, type Invocation } from './command-line'
import type { Context, People } from './context'
import { askAfterCrash } from './crash-question'
import { DefectLog } from './defects'
import { ExternalScorer } from './external/external-scorer'
import { Grants } from './grants'
import { accessFor } from './handlers/files'
import { allHandlers } from './handlers/index'
import { exitAfterFlush, failureLine, HeadlessRun } from './headless'
import { prepareJob, type HeadlessInvocation } from './headless-job'
import { IdentityStore } from './identities/identity-store'
import { findOsKeyStore } from './identities/os-key-store'
import { makeRouter } from './ipc'
import { JsonStore } from './json-store'
import { locationsSchema } from './locate'
import { menuTemplate, type SendCommand } from './menu'
import { dialogPeople, unattendedPeople } from './people'
import { registerScheme, serveApp } from './protocol'
import { recentsSchema } from './recents'
import { cardsSchema } from './review-cards'
import { ReviewSessions } from './review-sessions'
import { listSamples } from './samples'
import { isSandboxed, sandboxSwitchedOff } from './sandbox'
import { trustSchema, TrustStore } from './trust-store'
import { closeNetwork } from './walls'
import { createWindow, loadApp } from './window'
import { boundsSchema, visibleBounds } from './window-bounds'

/**
 * Composition root: reads the command line, puts the walls up, wires the handlers, opens the one
 * window. For a release, electron-builder sets the fuses (runAsNode, nodeOptions and nodeCliInspect
 * off, onlyLoadAppFromAsar and asar integrity on, grantFileProtocolExtraPrivileges off).
 */
const root = resolve(import.meta.dirname, '../..')
const invocation = parseCommandLine(userArguments(process.argv, app.isPackaged))
const now = (): Date => new Date()

registerScheme()
app.setName('Countersign')
app.commandLine.appendSwitch('host-resolver-rules', 'MAP * ~NOTFOUND')
app.commandLine.appendSwitch('disable-features', 'MediaRouter,Translate,AutofillServerCommunication,CertificateTransparencyComponentUpdater')
if (!sandboxSwitchedOff()) app.enableSandbox()

switch (invocation.kind) {
  case 'help':
    process.stdout.write(helpText)
    exitAfterFlush(0)
    break
  case 'version':
    process.stdout.write(`${app.getVersion()}\n`)
    exitAfterFlush(0)
    break
  case 'usage-error':
    process.stderr.write(`${invocation.line}\n`)
    exitAfterFlush(2)
    break
  case 'gui':
    startGui(invocation)
    break
  default:
    startHeadless(invocation)
}

interface Parts {
  readonly userData: string
  readonly people: (context: { readonly window: () => BrowserWindow | null }) => People
  readonly headless: HeadlessRun | null
  readonly grants: Grants
  readonly identities: IdentityStore
  readonly defects: DefectLog
}

/** The window with everything behind it, in the order that leaves no gap in the walls. */
async function open({ userData, people, headless, grants, identities, defects }: Parts): Promise<{ readonly window: BrowserWindow; readonly context: Context }> {
  const draftsDir = join(userData, 'drafts')
  const boundsStore = new JsonStore(join(userData, 'window.json'), boundsSchema.nullable(), null)
  const held: { window: BrowserWindow | null } = { window: null }
  const current = (): BrowserWindow | null => (held.window === null || held.window.isDestroyed() ? null : held.window)
  const context: Context = {
    grants, identities, defects, headless, draftsDir, now,
    keyStore: headless === null ? findOsKeyStore : () => Promise.resolve(null),
    reviews: new ReviewSessions(grants, draftsDir),
    recents: new JsonStore(join(userData, 'recents.json'), recentsSchema, []),
    cards: new JsonStore(join(userData, 'cards.json'), cardsSchema, []),
    trust: new TrustStore(new JsonStore(join(userData, 'trusted.json'), trustSchema, [])),
    locations: new JsonStore(join(userData, 'locations.json'), locationsSchema, {}),
    people: people({ window: current }),
    external: new ExternalScorer(),
    version: app.getVersion(),
    sandboxed: () => isSandboxed(current()?.webContents ?? null),
    samples: () => listSamples(join(root, 'resources/sample'), grants),
    window: current,
    busy: { jobs: 0, unsaved: false },
  }
  // Kept on disk for the person's preferences only; nothing of a review is stored by the page.
  const session = sessions.fromPartition('persist:countersign', { cache: false })
  closeNetwork(session, !app.isPackaged)
  closeNetwork(sessions.defaultSession, false)
  serveApp(session, join(root, 'out/renderer'), grants)
  const route = makeRouter(allHandlers(context), () => current()?.webContents.id ?? null, (where, error) => defects.reportThrown(where, error))
  ipcMain.handle('countersign:invoke', (event, channel: unknown, request: unknown) => route(event, channel, request))
  const bounds = headless === null ? visibleBounds(await boundsStore.read()) : null
  held.window = createWindow({ session, headless: headless !== null, bounds, saveBounds: (value) => void boundsStore.update(() => value).catch(() => undefined), devTools: !app.isPackaged })
  return { window: held.window, context }
}

function startGui({ files }: Extract<Invocation, { kind: 'gui' }>): void {
  const absolute = files.map((file) => resolve(file))
  if (!app.requestSingleInstanceLock({ files: absolute })) {
    app.exit(0)
    return
  }
  const grants = new Grants()
  const waiting = [...absolute]
  const openLater = (paths: readonly string[]): void => void waiting.push(...paths)
  let openFiles: (paths: readonly string[]) => void = openLater
  app.on('open-file', (event, path) => {
    event.preventDefault()
    openFiles([path])
  })
  app.on('second-instance', (_event, _argv, _folder, data) => {
    const parsed = z.object({ files: z.array(z.string()) }).safeParse(data)
    const [window] = BrowserWindow.getAllWindows()
    if (window?.isMinimized() === true) window.restore()
    window?.focus()
    if (parsed.success) openFiles(parsed.data.files)
  })
  app.on('window-all-closed', () => app.quit())
  void app.whenReady().then(async () => {
    const userData = app.getPath('userData')
    const defects = new DefectLog(join(userData, 'logs'))
    process.on('uncaughtException', (error) => void defects.reportThrown('main', error))
    process.on('unhandledRejection', (error) => void defects.reportThrown('main', error))
    const identities = new IdentityStore(join(userData, 'identities'), findOsKeyStore, now)
    const { window, context } = await open({ userData, people: ({ window: get }) => dialogPeople(get, () => app.getPath('documents')), headless: null, grants, identities, defects })
    const send: SendCommand = (command, argument) => window.webContents.send('countersign:command', command, argument)
    Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(send, () => window, (allowed) => context.external.allow(allowed))))
    askBeforeClosing(window, context.busy)
    askAfterCrash(window, { closeReviews: () => context.reviews.closeAll(), busy: context.busy, defects })
    app.on('will-quit', (event) => {
      if (context.reviews.openPaths.size === 0) return
      event.preventDefault()
      void context.reviews.closeAll().finally(() => app.exit(0))
    })
    openFiles = (paths) => {
      for (const path of paths) {
        grants.grantExisting(path, accessFor(path)).then((grant) => send('open-file', grant), (error: unknown) => void dialog.showMessageBox(window, { type: 'error', message: describeError(toErrorReport(error)) }))
      }
    }
    await loadApp(window)
    openFiles(waiting.splice(0))
  }).catch((error: unknown) => {
    process.stderr.write(`${failureLine(error).line}\n`)
    exitAfterFlush(70)
  })
}

function startHeadless(command: HeadlessInvocation): void {
  // A profile of its own: a run must neither wait for nor touch a window that is open.
  const userData = mkdtempSync(join(tmpdir(), 'countersign-run-'))
  app.setPath('userData', userData)
  // What Chromium still writes after this, whoever started the run removes (the launcher does).
  process.on('exit', () => rmSync(userData, { recursive: true, force: true }))
  const fail = (error: unknown): void => {
    const { line, code } = failureLine(error)
    process.stderr.write(`${line}\n`)
    exitAfterFlush(code)
  }
  process.on('uncaughtException', fail)
  process.on('unhandledRejection', fail)
  void app.whenReady().then(async () => {
    const grants = new Grants()
    const identities = new IdentityStore(null, () => Promise.resolve(null), now)
    const job = await prepareJob(command, process.cwd(), grants, identities)
    const run = new HeadlessRun(job)
    for (const notice of job.notices) run.print('stderr', notice)
    const defects = new DefectLog(join(userData, 'logs'))
    defects.onDefect = (line) => run.print('stderr', `countersign: ${line}`)
    const { window } = await open({ userData, people: () => unattendedPeople, headless: run, grants, identities, defects })
    run.watch(window)
    await loadApp(window)
  }).catch(fail)
}
