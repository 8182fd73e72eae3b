import { readFileSync } from 'node:fs'
import { app, type WebContents } from 'electron'

/** Whether Chromium was started with its sandbox given up (as root there is no other way). */
export function sandboxSwitchedOff(): boolean {
  return app.commandLine.hasSwitch('no-sandbox')
}

/**
 * Whether the page's process is sandboxed. On Linux the kernel is asked (seccomp filter in force),
 * elsewhere the switch decides.
 */
export function isSandboxed(contents: WebContents | null): boolean {
  if (sandboxSwitchedOff() || contents === null) return false
  if (process.platform !== 'linux') return true
  try {
    return /^Seccomp:\s*2$/m.test(readFileSync(`/proc/${contents.getOSProcessId()}/status`, 'utf8'))
  } catch {
    return false
  }
}
