import { describe, expect, it } from 'vitest'
import { commandFor, createRegistry, type Command } from '../../../renderer/app/commands/registry'

const command = (id: string, keys: readonly string[], whileTyping = true): Command<null> => ({ id, title: id, group: 'Work', keys, whileTyping, blocked: () => null, run: () => undefined })
const press = (key: string, ctrlKey = false): { key: string; ctrlKey: boolean; metaKey: boolean; shiftKey: boolean; altKey: boolean } => ({ key, ctrlKey, metaKey: false, shiftKey: false, altKey: false })
const notTyping = { typing: false, mac: false }

describe('the command registry', () => {
  it('refuses two commands of one id', () => {
    expect(() => createRegistry([command('a', []), command('a', [])])).toThrow('Two commands are called a.')
  })

  it('refuses one chord for two commands', () => {
    expect(() => createRegistry([command('a', ['Mod+S']), command('b', ['Mod+s'])])).toThrow('b and a both want Mod+s.')
  })

  it('refuses a chord that cannot be read', () => {
    expect(() => createRegistry([command('a', ['Ctrl+S'])])).toThrow('Not a key chord')
  })

  it('finds the command of a key', () => {
    const registry = createRegistry([command('save', ['Mod+S']), command('first', ['1'], false)])
    expect(commandFor(registry.values(), press('s', true), notTyping)?.id).toBe('save')
    expect(commandFor(registry.values(), press('1'), notTyping)?.id).toBe('first')
    expect(commandFor(registry.values(), press('x'), notTyping)).toBeNull()
  })

  it('leaves plain keys to a field that is typed into', () => {
    const registry = createRegistry([command('save', ['Mod+S']), command('first', ['1'], false)])
    expect(commandFor(registry.values(), press('1'), { typing: true, mac: false })).toBeNull()
    expect(commandFor(registry.values(), press('s', true), { typing: true, mac: false })?.id).toBe('save')
  })
})
