import { useEffect } from 'react'
import { onCommand } from '../../bridge'
import { actions } from '../../session'
import { store } from '../../session/store'
import { useApp } from '../app-state'
import { commands, type CommandContext } from './all'
import { showChord } from './keys'
import { commandFor } from './registry'

export const isMac = typeof navigator !== 'undefined' && navigator.userAgent.includes('Mac')

/** What commands act on, as it is now. */
export function contextNow(): CommandContext {
  return { session: { ...store.getState(), ...actions }, open: useApp.getState().open }
}

type Source = 'page' | 'menu'

let last: { readonly id: string; readonly source: Source; readonly at: number } = { id: '', source: 'page', at: -Infinity }

/**
 * Runs a command by id; false when there is none or it cannot be done now. On some systems one key
 * press arrives twice, from the page and as the menu's accelerator: the echo within 60 ms is dropped.
 */
export function runCommand(id: string, source: Source = 'page', argument?: unknown): boolean {
  const command = commands.get(id)
  const context = contextNow()
  if (command === undefined || command.blocked(context) !== null) return false
  const now = performance.now()
  if (last.id === id && last.source !== source && now - last.at < 60) return true
  last = { id, source, at: now }
  command.run(context, argument)
  return true
}

/** The keys of a command as this system prints them. */
export function keysOfCommand(id: string): string | undefined {
  const keys = commands.get(id)?.keys[0]
  return keys === undefined ? undefined : showChord(keys, isMac)
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target instanceof HTMLTextAreaElement || (target instanceof HTMLInputElement && !['checkbox', 'radio', 'button'].includes(target.type)))
}

/** Listens to the keyboard and to the menu for as long as the shell is mounted. */
export function useCommands(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.isComposing) return
      const found = commandFor(commands.values(), event, { typing: isTyping(event.target), mac: isMac })
      if (found === null) return
      // Over a dialog only its own keys count; Esc closes it and must not cancel a job behind it.
      if (document.querySelector('[role="dialog"], [role="listbox"][data-rac]') !== null && (found.keys[0] === 'Escape' || found.keys[0]?.length === 1)) return
      if (runCommand(found.id)) event.preventDefault()
    }
    window.addEventListener('keydown', onKey)
    const stop = onCommand((command, argument) => {
      runCommand(command, 'menu', argument)
    })
    return () => {
      window.removeEventListener('keydown', onKey)
      stop()
    }
  }, [])
}
