/**
 * Lets a place run a command of the shell by id, and show its keys, without importing the shell,
 * which imports the places. The shell says how when it starts.
 */
interface Commands {
  readonly run: (id: string) => boolean
  /** The keys as this system prints them, or undefined for a command without. */
  readonly keys: (id: string) => string | undefined
}

let commands: Commands = { run: () => false, keys: () => undefined }

export function provideCommands(provided: Commands): void {
  commands = provided
}

/** Runs a command by id; false when it cannot be done now. */
export function runById(id: string): boolean {
  return commands.run(id)
}

/** The keys of a command, for the button that does the same. */
export function keysOf(id: string): string | undefined {
  return commands.keys(id)
}
