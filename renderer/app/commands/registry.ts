import { matchesChord, parseChord, type KeyPress } from './keys'

export type CommandGroup = 'Review' | 'Go to' | 'Work' | 'Edit' | 'View' | 'Help'

/** Something a person can do from anywhere. Menu, palette, shortcuts and the sheet are all drawn from these. */
export interface Command<Context> {
  /** Stable; the menu sends it. */
  readonly id: string
  readonly title: string
  readonly group: CommandGroup
  /** The first is the one that is shown. */
  readonly keys: readonly string[]
  /** True when the keys also work while typing in a field. */
  readonly whileTyping: boolean
  /** Null when it can be done now, else why not, in a sentence. */
  readonly blocked: (context: Context) => string | null
  readonly run: (context: Context, argument: unknown) => unknown
}

/** All commands by id. @throws when two share an id or a chord: both are defects. */
export function createRegistry<Context>(commands: readonly Command<Context>[]): ReadonlyMap<string, Command<Context>> {
  const byId = new Map<string, Command<Context>>()
  const chords = new Map<string, string>()
  for (const command of commands) {
    if (byId.has(command.id)) throw new Error(`Two commands are called ${command.id}.`)
    byId.set(command.id, command)
    for (const keys of command.keys) {
      parseChord(keys)
      const taken = chords.get(keys.toLowerCase())
      if (taken !== undefined) throw new Error(`${command.id} and ${taken} both want ${keys}.`)
      chords.set(keys.toLowerCase(), command.id)
    }
  }
  return byId
}

/** The command a key press asks for, or null. */
export function commandFor<Context>(commands: Iterable<Command<Context>>, press: KeyPress, { typing, mac }: { readonly typing: boolean; readonly mac: boolean }): Command<Context> | null {
  for (const command of commands) {
    if (typing && !command.whileTyping) continue
    if (command.keys.some((keys) => matchesChord(parseChord(keys), press, mac))) return command
  }
  return null
}
