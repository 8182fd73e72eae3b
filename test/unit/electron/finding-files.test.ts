import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Grants } from '../../../electron/main/grants'
import { JsonStore } from '../../../electron/main/json-store'
import { locate, locationsSchema, rememberLocation } from '../../../electron/main/locate'
import { listRecents, noteRecent, recentsSchema } from '../../../electron/main/recents'
import { cardsSchema, forgetCard, noteCard } from '../../../electron/main/review-cards'
import { ReviewSessions } from '../../../electron/main/review-sessions'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'finding-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))
const sha = (text: string): string => createHash('sha256').update(text).digest('hex')

describe('inputs are found again', () => {
  it('where they were seen, or beside the review, and only with the same bytes', async () => {
    const store = new JsonStore(join(folder, 'locations.json'), locationsSchema, {})
    const [seen, review] = [join(folder, 'seen.csv'), join(folder, 'reviews', 'r.countersign')]
    mkdirSync(join(folder, 'reviews'))
    writeFileSync(seen, 'a,b')
    await rememberLocation(store, sha('a,b'), seen)
    const again = new JsonStore(join(folder, 'locations.json'), locationsSchema, {})
    expect(await locate(again, sha('a,b'), 'seen.csv', null)).toBe(seen)
    writeFileSync(seen, 'changed')
    expect(await locate(again, sha('a,b'), 'seen.csv', review)).toBeNull()
    writeFileSync(join(folder, 'reviews', 'seen.csv'), 'a,b')
    expect(await locate(again, sha('a,b'), 'seen.csv', review)).toBe(join(folder, 'reviews', 'seen.csv'))
  })

  it('never outside the review’s folder by name', async () => {
    const store = new JsonStore(join(folder, 'locations.json'), locationsSchema, {})
    mkdirSync(join(folder, 'reviews'))
    writeFileSync(join(folder, 'outside.csv'), 'a,b')
    for (const name of ['../outside.csv', '..\\outside.csv', join(folder, 'outside.csv'), '..', '.', '']) {
      expect(await locate(store, sha('a,b'), name, join(folder, 'reviews', 'r.countersign'))).toBeNull()
    }
  })

  it('start over where the memory is damaged', async () => {
    writeFileSync(join(folder, 'locations.json'), '{"a": [3')
    expect(await new JsonStore(join(folder, 'locations.json'), locationsSchema, {}).read()).toEqual({})
  })
})

describe('recents and drafts', () => {
  const card = { title: 'Cards', model: 'PD', version: '3', tier: 'high', nextReview: '2027-06-30', analyses: 4, openFindings: 1, signatures: 0, measure: { label: 'AUC, test', value: 0.8, low: 0.7, high: 0.9, n: 400 } } as const

  it('list drafts that hold work, then saved reviews, missing ones marked', async () => {
    const drafts = join(folder, 'drafts')
    const grants = new Grants()
    const sessions = new ReviewSessions(grants, drafts)
    const store = new JsonStore(join(folder, 'recents.json'), recentsSchema, [])
    const now = new Date('2026-11-23T12:00:00Z')
    const cards = new JsonStore(join(folder, 'cards.json'), cardsSchema, [])
    const list = () => listRecents(store, cards, drafts, sessions.openPaths, grants)

    const kept = await sessions.draft(now)
    await sessions.require(kept.grant).append('an edit')
    expect(await list()).toEqual([])
    await sessions.closeAll()
    const empty = await sessions.draft(now)
    await sessions.close(empty.grant, false)
    const gone = join(folder, 'gone.countersign')
    await noteRecent(store, gone, now.toISOString())
    await noteCard(cards, gone, { ...card, openFindings: 2 })
    await noteCard(cards, gone, card)
    const recents = await list()
    expect(recents).toMatchObject([{ name: 'Unsaved draft', draft: true, missing: false }, { name: 'gone.countersign', draft: false, missing: true, open: false, card }])
    expect(recents[0]!.card).toBeNull()
    await forgetCard(cards, gone)
    expect((await list())[1]!.card).toBeNull()

    const opened = await sessions.open(recents[0]!.grant)
    expect(opened.opened.journal).toEqual(['an edit'])
    const target = grants.grantTarget(join(folder, 'saved.countersign'), 'review')
    await sessions.saveAs(recents[0]!.grant, target.grant, Buffer.from('snapshot'), undefined)
    await sessions.require(target.grant).append('more')
    await sessions.require(recents[0]!.grant).append('and more')
    await sessions.close(recents[0]!.grant, true)
    expect((await list()).map(({ name }) => name)).toEqual(['gone.countersign'])
    const reopened = await sessions.open(target.grant)
    expect([Buffer.from(reopened.opened.bytes!).toString(), reopened.opened.journal]).toEqual(['snapshot', ['more', 'and more']])
    await sessions.closeAll()
  })
})
