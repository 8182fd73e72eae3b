import type { WebFrameMain } from 'electron'
import { ExpectedError, toErrorReport } from '../../shared/contract/errors'
import { channels, type Answer, type Channel, type ResponseOf } from '../../shared/contract/ipc'
import type { z } from 'zod'
import { appOrigin } from './protocol'

/** A checked request: what the schema of the channel makes of the message. */
export type CheckedRequest<C extends Channel> = z.output<(typeof channels)[C]['request']>
export type Handlers = { readonly [C in Channel]: (request: CheckedRequest<C>) => Promise<ResponseOf<C>> | ResponseOf<C> }

/** The part of an Electron event the sender check needs. */
export interface Sender {
  readonly senderFrame: Pick<WebFrameMain, 'url' | 'origin' | 'parent'> | null
  readonly sender: { readonly id: number }
}

/** Reported for anything thrown that is not an `ExpectedError`; returns the id it was logged under. */
export type ReportDefect = (where: string, error: unknown) => Promise<string>

/**
 * Answers one message from the page: who sent it, which channel, is the request well-formed, then
 * the handler, then is the response well-formed. Never throws.
 */
export function makeRouter(handlers: Handlers, windowContentsId: () => number | null, reportDefect: ReportDefect) {
  return async (event: Sender, channel: unknown, request: unknown): Promise<Answer<unknown>> => {
    try {
      checkSender(event, windowContentsId())
      return { ok: true, value: await dispatch(handlers, channel, request) }
    } catch (error) {
      const report = toErrorReport(error)
      if (error instanceof ExpectedError) return { ok: false, error: { ...report, details: { ...report.details } } }
      const id = await reportDefect(`ipc ${String(channel)}`, error)
      return { ok: false, error: { ...report, details: { ...report.details, id } } }
    }
  }
}

function checkSender({ senderFrame, sender }: Sender, contentsId: number | null): void {
  const ours = senderFrame !== null && senderFrame.parent === null && senderFrame.origin === appOrigin && senderFrame.url.startsWith(`${appOrigin}/`)
  if (!ours || sender.id !== contentsId) throw new ExpectedError('ipc.sender', 'The request did not come from the app’s own page.')
}

function isChannel(channel: unknown): channel is Channel {
  return typeof channel === 'string' && Object.hasOwn(channels, channel)
}

async function dispatch(handlers: Handlers, channel: unknown, request: unknown): Promise<unknown> {
  if (!isChannel(channel)) throw new ExpectedError('ipc.unknown-channel', 'There is no such request.')
  const contract = channels[channel]
  const checked = contract.request.safeParse(request)
  if (!checked.success) {
    const issue = checked.error.issues[0]
    throw new ExpectedError('ipc.bad-request', `The request ${channel} is not well-formed: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`)
  }
  // The map type ties handler and schema together channel by channel; the compiler cannot follow it through the union.
  const handler = handlers[channel] as (request: unknown) => unknown
  const response = contract.response.safeParse(await handler(checked.data))
  if (!response.success) throw new Error(`The answer of ${channel} is not well-formed: ${response.error.message}`)
  return response.data
}
