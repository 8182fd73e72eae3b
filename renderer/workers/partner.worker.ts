import { servePartner } from '../../shared/table/partner'
import type { PartnerTask } from '../../shared/table/partner'
import type { FromPartner, ToPartner } from './engine/partner'

// The second worker of the one that opens datasets: it reads and profiles the columns it is handed.
const serve = servePartner()
const post = (message: FromPartner): void => self.postMessage(message)

self.onmessage = ({ data: { id, task } }: MessageEvent<ToPartner>): void => {
  try {
    post({ type: 'done', id, value: serve(task as PartnerTask) })
  } catch (thrown) {
    post({ type: 'failed', id, message: thrown instanceof Error ? thrown.message : String(thrown) })
  }
}

post({ type: 'ready' })
