import { execFileSync } from 'node:child_process'

/** Runs a program and returns all it says, whatever its exit code. */
export function say(program: string, ...args: readonly string[]): string {
  try {
    return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
  } catch (thrown) {
    const { stdout, stderr } = thrown as { stdout?: string; stderr?: string }
    return `${stdout ?? ''}${stderr ?? ''}`
  }
}

/** True when the program is there; otherwise its checks are skipped, and vitest says so. */
export function has(program: string, versionFlag = '--version'): boolean {
  try {
    execFileSync(program, [versionFlag], { stdio: 'ignore' })
    return true
  } catch (thrown) {
    return (thrown as { code?: string }).code !== 'ENOENT'
  }
}
