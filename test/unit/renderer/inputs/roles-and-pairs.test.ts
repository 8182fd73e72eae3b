import { describe, expect, it } from 'vitest'
import type { ColumnProfile } from '../../../../shared/contract/table'
import { columnRoleOrder } from '../../../../renderer/ui/words'
import { pairColumns, pairNotes } from '../../../../renderer/places/inputs/beside'
import { movedRoles, roleKeys, roleOfKey, withRole } from '../../../../renderer/places/inputs/role-keys'

const press = (key: string, more = {}) => ({ key, ctrlKey: false, metaKey: false, altKey: false, ...more })

describe('roles by key', () => {
  it('has a key of its own for every role, also with Shift, and none with Ctrl', () => {
    expect(new Set(Object.values(roleKeys)).size).toBe(columnRoleOrder.length)
    for (const role of columnRoleOrder) expect([roleOfKey(press(roleKeys[role])), roleOfKey(press(roleKeys[role].toUpperCase()))]).toEqual([role, role])
    expect(roleOfKey(press('a', { ctrlKey: true }))).toBeNull()
    expect(roleOfKey(press('p', { ctrlKey: true }))).toBeNull()
    expect(roleOfKey(press('ArrowDown'))).toBeNull()
  })

  it('sets a role alone, or switches it beside the others; what is ignored has no other', () => {
    expect(withRole(['feature', 'segment'], 'protected', false)).toEqual(['protected'])
    expect(withRole(['protected'], 'feature', true)).toEqual(['feature', 'protected'])
    expect(withRole(['feature', 'protected'], 'feature', true)).toEqual(['protected'])
    expect(withRole(['feature'], 'ignore', true)).toEqual(['ignore'])
    expect(withRole(['ignore'], 'feature', true)).toEqual(['feature'])
  })
})

describe('roles by drag', () => {
  it('takes the role of the lane it comes from and gives that of the lane it is dropped on', () => {
    expect(movedRoles(['feature', 'segment'], 'segment', 'protected')).toEqual(['feature', 'protected'])
    expect(movedRoles(['feature'], null, 'segment')).toEqual(['feature', 'segment'])
    expect(movedRoles(['feature', 'segment'], 'segment', null)).toEqual(['feature'])
    expect(movedRoles(['feature', 'segment'], 'segment', 'ignore')).toEqual(['ignore'])
    expect(movedRoles(['ignore'], null, 'feature')).toEqual(['feature'])
    expect(movedRoles(['feature'], 'feature', 'feature')).toEqual(['feature'])
  })
})

describe('columns in pairs', () => {
  const column = (name: string, patch: Partial<ColumnProfile> = {}): ColumnProfile => ({ name, type: 'decimal', rows: 10, missing: {}, missingTotal: 0, distinct: 10, min: 0, max: 1, mean: 0.5, bars: [], flags: [], ...patch })

  it('pairs by name and loses none', () => {
    expect(pairColumns([column('a'), column('b')], [column('c'), column('b')]).map(({ name, left, right }) => [name, left !== null, right !== null])).toEqual([['a', true, false], ['b', true, true], ['c', false, true]])
  })

  it('says what differs and is silent where nothing does', () => {
    expect(pairNotes({ name: 'a', left: column('a'), right: column('a') })).toEqual([])
    expect(pairNotes({ name: 'a', left: column('a'), right: null })).toEqual(['only in the first'])
    expect(pairNotes({ name: 'a', left: column('a'), right: column('a', { type: 'text' }) })).toEqual(['decimal here, text there'])
    expect(pairNotes({ name: 'a', left: column('a'), right: column('a', { max: 2, missingTotal: 1 }) })).toEqual(['missing only in the second', 'the second goes beyond the range of the first'])
  })
})
