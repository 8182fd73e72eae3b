import { ExpectedError } from '../../shared/contract/errors'
import type { Channel, Grant, Preload, RequestOf, ResponseOf } from '../../shared/contract/ipc'

declare global {
  interface Window {
    readonly countersign: Preload
  }
}

/** Asks main. @throws ExpectedError with main's own code and sentence. */
export async function ask<C extends Channel>(channel: C, ...[request]: RequestOf<C> extends undefined ? [] : [RequestOf<C>]): Promise<ResponseOf<C>> {
  const answer = await window.countersign.invoke(channel, request)
  if (answer.ok) return answer.value as ResponseOf<C>
  throw asError(answer.error)
}

/** Grants for files a person dropped on the window. */
export async function grantDropped(files: readonly File[]): Promise<Grant[]> {
  const answer = await window.countersign.grantDropped(files)
  if (answer.ok) return answer.value
  throw asError(answer.error)
}

/** Commands from the menu and files opened from the desktop. Returns the unsubscribe function. */
export function onCommand(listener: (command: string, argument: unknown) => void): () => void {
  return window.countersign.onCommand(listener)
}

function asError({ code, message, details }: { code: string; message: string; details: Record<string, string | number | boolean | undefined> }): Error {
  return code === 'unexpected' ? new Error(message) : new ExpectedError(code, message, details)
}
