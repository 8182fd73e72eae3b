import { useStore } from 'zustand'
import { cardOf } from '../../shared/review/card'
import { datasetFiles } from '../../shared/review/dataset-files'
import { ask, grantDropped, onCommand } from '../bridge'
import { callDesk, onEngineLost } from '../engine'
import * as edits from './edits'
import { scoreOutside } from './external'
import * as identities from './identities'
import { pickEarlier } from './earlier'
import * as datasets from './datasets'
import { addGrants, forgetFailed, guessAgain, loadInputs, pickEarlierModel, retryInput } from './inputs'
import * as jobs from './jobs'
import { dismiss, guarded, report, say } from './notices'
import { exportPack, exportTwin, signExisting } from './packs'
import * as files from './review-file'
import { checkPlan, raiseFinding, run } from './runs'
import { store } from './store'
import { attachStamp, exportStampRequest } from './time-stamps'
import { addTrusted, refreshTrust, removeTrusted } from './trust'
import type { Session, SessionActions } from './types'
import { reperform, verifyPack } from './verification'

const here = () => store.getState().place

/** Every action a place can ask for. Expected errors become notices in the place they belong to. */
export const actions: SessionActions = {
  start: () => guarded('start', start, undefined),
  goTo: (place) => store.setState({ place }),
  newReview: (title) => guarded('start', () => files.newReview(title), undefined),
  openReview: (grant) => guarded('start', () => openReview(grant), undefined),
  openSample: () => guarded('start', async () => addGrants(store.getState().info?.samples ?? []), undefined),
  closeReview: () => guarded('start', files.closeReview, undefined),
  save: () => guarded(here(), async () => { if (await files.save()) say(here(), 'Saved.') }, undefined),
  saveAs: () => guarded(here(), async () => { if (await files.saveAs()) say(here(), 'Saved.') }, undefined),
  edit: (edit) => guarded(here(), () => edits.edit(edit), undefined),
  undo: () => guarded(here(), edits.undo, undefined),
  redo: () => guarded(here(), edits.redo, undefined),
  pickInputs: (folder = false) => guarded('inputs', async () => addGrants(await ask('files.pick', { purpose: 'inputs', multiple: !folder, folder })), undefined),
  pickEarlierModel: (folder = false) => guarded('inputs', () => pickEarlierModel(folder), undefined),
  pickAndVerify: () => guarded('verify', async () => addGrants(await ask('files.pick', { purpose: 'pack', multiple: false })), undefined),
  addGrants: (grants) => guarded(here(), () => addOrLoad(grants), undefined),
  addDropped: (dropped) => guarded(here(), async () => addOrLoad(await grantDropped(dropped)), undefined),
  reread: (dataset, options) => reshaped(() => datasets.reread(dataset, options)),
  addParts: (dataset) => reshaped(() => datasets.addParts(dataset)),
  removePart: (dataset, index) => reshaped(() => datasets.removePart(dataset, index)),
  pickJoin: () => guarded('inputs', datasets.pickJoin, null),
  setJoin: (dataset, join) => reshaped(() => datasets.setJoin(dataset, join)),
  shapeRows: (dataset, patch) => reshaped(() => datasets.shapeRows(dataset, patch)),
  scoreOutside: (dataset, command, column) => guarded('inputs', () => scoreOutside(dataset, command, column), undefined),
  tryExpression: datasets.tryExpression,
  retryInput: (grant, options) => guarded('inputs', () => retryInput(grant, options), undefined),
  forgetFailed,
  loadInputs: () => guarded('inputs', () => loadInputs(), undefined),
  rows: (query) => callDesk('dataset.rows', query).result,
  checkPlan: () => guarded('plan', checkPlan, undefined),
  run: () => guarded('plan', run, undefined),
  cancel: jobs.cancel,
  cancelAll: jobs.cancelAll,
  dismiss,
  raiseFinding: (analysis) => guarded('findings', () => raiseFinding(analysis), undefined),
  setSignoffs: (signoffs) => store.setState({ signoffs }),
  refreshIdentities: () => guarded('pack', identities.refreshIdentities, undefined),
  createIdentity: (name, organisation, passphrase) => guarded('pack', () => identities.createIdentity(name, organisation, passphrase), false),
  importIdentity: (passphrase) => guarded('pack', () => identities.importIdentity(passphrase), false),
  exportPack: (identity, passphrase, stampPlanned = false) => guarded('pack', () => exportPack(identity, passphrase, stampPlanned), undefined),
  exportTwin: () => guarded('pack', exportTwin, undefined),
  signExisting: (identity, passphrase, stampPlanned = false) => guarded('pack', () => signExisting(identity, passphrase, stampPlanned), undefined),
  exportStampRequest: () => guarded('pack', exportStampRequest, undefined),
  attachStamp: () => guarded('pack', attachStamp, undefined),
  addTrusted: () => guarded('verify', addTrusted, undefined),
  removeTrusted: (fingerprint) => guarded('verify', () => removeTrusted(fingerprint), undefined),
  pickEarlier: () => guarded('pack', pickEarlier, undefined),
  verifyPack: (grant) => guarded('verify', () => verifyPack(grant), undefined),
  reperform: (extra) => guarded('verify', () => reperform(extra), undefined),
  exportFile: (purpose, suggestedName, bytes) => guarded(here(), () => exportFile(purpose, suggestedName, bytes), undefined),
  refreshRecents: () => guarded('start', files.refreshRecents, undefined),
  cardNow: () => { const { review } = store.getState(); return review === null ? null : cardOf(review) },
  removeRecent: (grant) => guarded('start', async () => { await ask('recents.remove', { grant }); await files.refreshRecents() }, undefined),
}

/** A change of a dataset's columns or rows; new columns may want a role. */
function reshaped(change: () => Promise<void>): Promise<void> {
  return guarded('inputs', async () => { await change(); await guessAgain() }, undefined)
}

async function start(): Promise<void> {
  store.setState({ info: await ask('app.info') })
  await Promise.all([files.refreshRecents(), identities.refreshIdentities(), refreshTrust()])
  onEngineLost(() => void recover())
  onCommand((command, argument) => {
    if (command === 'open-file') void actions.addGrants([argument as Parameters<SessionActions['addGrants']>[0][number]])
  })
}

/** The worker with the tables was lost (killed after a cancel, or out of memory): the files are read again when needed. */
async function recover(): Promise<void> {
  const { review } = store.getState()
  if (review === null) return
  store.setState({ unloaded: [...(review.model === null ? [] : ['model']), ...review.datasets.map((d) => d.id)] })
  await report(here(), new Error('The worker that held the data was restarted. Inputs are read again at the next run.'))
}

async function openReview(grant: Parameters<SessionActions['openReview']>[0]): Promise<void> {
  const chosen = grant ?? (await ask('files.pick', { purpose: 'review', multiple: false }))[0]
  if (chosen === undefined) return
  const recent = store.getState().recents.find((r) => r.grant === chosen.grant)
  await files.openReview(chosen, recent?.folder === '')
  await guarded('inputs', () => loadInputs(), undefined)
}

/** In a review with missing inputs, files of the same name fill the gaps; all others are added. */
async function addOrLoad(grants: Parameters<SessionActions['addGrants']>[0]): Promise<void> {
  const { review, unloaded } = store.getState()
  const wanted = new Set(unloaded.flatMap((id) => {
    const dataset = review?.datasets.find((d) => d.id === id)
    return id === 'model' ? [review?.model?.name] : dataset === undefined ? [] : datasetFiles(dataset.summary).map(({ name }) => name)
  }))
  const filling = grants.filter((g) => wanted.has(g.name))
  if (filling.length > 0) await loadInputs(filling)
  const others = grants.filter((g) => !wanted.has(g.name))
  if (others.length > 0) await addGrants(others)
}

async function exportFile(purpose: Parameters<SessionActions['exportFile']>[0], suggestedName: string, bytes: Uint8Array): Promise<void> {
  const grant = await ask('files.save', { purpose, suggestedName })
  if (grant === null) return
  await ask('files.write', { grant: grant.grant, bytes })
  say(here(), `Wrote ${grant.name}.`)
}

/** What the places see and can do. */
export function useSession<T>(select: (session: Session) => T): T {
  return useStore(store, (state) => select({ ...state, ...actions }))
}
