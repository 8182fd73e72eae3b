/**
 * Lets a place run a command of the shell by id without importing the shell, which imports the
 * places. The shell says how when it starts.
 */
let runner: (id: string) => boolean = () => false

export function provideRunner(run: (id: string) => boolean): void {
  runner = run
}

/** Runs a command by id; false when it cannot be done now. */
export function runById(id: string): boolean {
  return runner(id)
}
