import { describe, expect, it } from 'vitest'
import { matchesChord, parseChord, showChord, type KeyPress } from '../../../renderer/app/commands/keys'

const press = (key: string, held: Partial<KeyPress> = {}): KeyPress => ({ key, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, ...held })

describe('key chords', () => {
  it('reads modifiers and the key', () => {
    expect(parseChord('Mod+Shift+P')).toEqual({ mod: true, shift: true, alt: false, key: 'P' })
    expect(parseChord('?')).toEqual({ mod: false, shift: false, alt: false, key: '?' })
  })

  it('refuses a modifier nobody has', () => {
    expect(() => parseChord('Hyper+P')).toThrow('Not a key chord')
    expect(() => parseChord('')).toThrow('Not a key chord')
  })

  it('matches Ctrl here and Cmd on a Mac, never both', () => {
    const save = parseChord('Mod+S')
    expect(matchesChord(save, press('s', { ctrlKey: true }), false)).toBe(true)
    expect(matchesChord(save, press('s', { metaKey: true }), true)).toBe(true)
    expect(matchesChord(save, press('s', { metaKey: true }), false)).toBe(false)
    expect(matchesChord(save, press('s', { ctrlKey: true, metaKey: true }), false)).toBe(false)
  })

  it('tells Ctrl+Z from Ctrl+Shift+Z', () => {
    expect(matchesChord(parseChord('Mod+Z'), press('Z', { ctrlKey: true, shiftKey: true }), false)).toBe(false)
    expect(matchesChord(parseChord('Mod+Shift+Z'), press('Z', { ctrlKey: true, shiftKey: true }), false)).toBe(true)
  })

  it('takes ? however the layout makes it', () => {
    expect(matchesChord(parseChord('?'), press('?', { shiftKey: true }), false)).toBe(true)
    expect(matchesChord(parseChord('?'), press('?'), false)).toBe(true)
    expect(matchesChord(parseChord('?'), press('?', { ctrlKey: true }), false)).toBe(false)
  })

  it('prints as menus do', () => {
    expect(showChord('Mod+Shift+P', false)).toBe('Ctrl+Shift+P')
    expect(showChord('Mod+Shift+P', true)).toBe('⇧⌘P')
    expect(showChord('Escape', false)).toBe('Esc')
    expect(showChord('Shift+F6', false)).toBe('Shift+F6')
  })
})
