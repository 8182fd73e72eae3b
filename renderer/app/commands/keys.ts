/**
 * Key chords as text: `Mod+Shift+P`, `F6`, `?`, `1`. `Mod` is Ctrl, and Cmd on a Mac.
 * A chord names the character where there is one, so `?` works on every keyboard layout.
 */
export interface Chord {
  readonly mod: boolean
  readonly shift: boolean
  readonly alt: boolean
  readonly key: string
}

/** The part of a keyboard event that a chord is compared with. */
export interface KeyPress {
  readonly key: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly shiftKey: boolean
  readonly altKey: boolean
}

/** Reads a chord. @throws on an unknown modifier, which is a defect in the registry. */
export function parseChord(text: string): Chord {
  const parts = text.split('+')
  const key = parts.at(-1) ?? ''
  const modifiers = parts.slice(0, -1)
  const unknown = modifiers.find((part) => !['Mod', 'Shift', 'Alt'].includes(part))
  if (unknown !== undefined || key === '') throw new Error(`Not a key chord: ${text}`)
  return { mod: modifiers.includes('Mod'), shift: modifiers.includes('Shift'), alt: modifiers.includes('Alt'), key }
}

/** True when the key press is this chord. Shift counts only where it does not make the character. */
export function matchesChord(chord: Chord, press: KeyPress, mac: boolean): boolean {
  const mod = mac ? press.metaKey : press.ctrlKey
  const other = mac ? press.ctrlKey : press.metaKey
  const printsSymbol = chord.key.length === 1 && !/[a-z0-9]/i.test(chord.key)
  return (
    press.key.toLowerCase() === chord.key.toLowerCase() &&
    mod === chord.mod &&
    !other &&
    press.altKey === chord.alt &&
    (printsSymbol || press.shiftKey === chord.shift)
  )
}

const names: Readonly<Record<string, string>> = { escape: 'Esc', enter: 'Enter', arrowup: '↑', arrowdown: '↓' }

/** The chord as it is printed in menus: `Ctrl+Shift+P`, or `⇧⌘P` on a Mac. */
export function showChord(text: string, mac: boolean): string {
  const { mod, shift, alt, key } = parseChord(text)
  const shown = names[key.toLowerCase()] ?? (key.length === 1 ? key.toUpperCase() : key)
  if (mac) return `${alt ? '⌥' : ''}${shift ? '⇧' : ''}${mod ? '⌘' : ''}${shown}`
  return [mod ? 'Ctrl' : '', alt ? 'Alt' : '', shift ? 'Shift' : '', shown].filter((part) => part !== '').join('+')
}
