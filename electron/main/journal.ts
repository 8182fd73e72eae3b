import { crc32 } from 'node:zlib'

/**
 * The journal of a review: what was committed after the last snapshot, one frame per line:
 * `<crc32 of the rest, 8 hex> <seq> <kind> <JSON string>`. Appended and fsynced before the answer,
 * so a confirmed edit survives `kill -9` and power loss. Reading stops at the first frame that does
 * not check, because what follows a gap does not continue the log.
 */
export type JournalKind = 'edit' | 'snapshot'

export interface JournalFrame {
  /** 1, 2, 3 … per review; never reused while the journal lives. */
  readonly seq: number
  readonly kind: JournalKind
  /** An edit: the line. A snapshot mark: `<sha256 of the snapshot> <last seq it covers>`. */
  readonly text: string
}

export interface JournalReading {
  readonly frames: readonly JournalFrame[]
  /** Frames from the first damaged one to the end (a torn last frame counts as one). */
  readonly damaged: number
}

/** One frame as it is written, newline included. */
export function encodeFrame({ seq, kind, text }: JournalFrame): string {
  const body = `${seq} ${kind} ${JSON.stringify(text)}`
  return `${checksum(body)} ${body}\n`
}

/** Reads a journal as far as it holds. */
export function decodeJournal(content: string): JournalReading {
  const frames: JournalFrame[] = []
  const lines = content.split('\n')
  // Every complete frame ends in a newline, so the last piece is empty unless the end is torn.
  const torn = lines.pop() !== ''
  for (const [index, line] of lines.entries()) {
    const frame = decodeFrame(line)
    if (frame === null || frame.seq <= (frames.at(-1)?.seq ?? 0)) return { frames, damaged: lines.length - index + (torn ? 1 : 0) }
    frames.push(frame)
  }
  return { frames, damaged: torn ? 1 : 0 }
}

function decodeFrame(line: string): JournalFrame | null {
  const match = /^([0-9a-f]{8}) ((\d{1,15}) (edit|snapshot) (".*"))$/.exec(line)
  if (match === null || checksum(match[2]!) !== match[1]) return null
  const text: unknown = JSON.parse(match[5]!)
  return typeof text === 'string' ? { seq: Number(match[3]), kind: match[4] as JournalKind, text } : null
}

function checksum(body: string): string {
  return crc32(body).toString(16).padStart(8, '0')
}

/**
 * The edits that a snapshot does not hold yet. The mark is written before the snapshot is renamed
 * into place, so after a kill in between the file still has the old hash, the mark does not match,
 * and every edit is replayed; after the rename it matches and none is applied twice.
 */
export function editsAfterSnapshot(frames: readonly JournalFrame[], snapshotSha256: string | null): readonly JournalFrame[] {
  let covered = 0
  for (const { kind, text } of frames) {
    const [hash, seq] = text.split(' ')
    if (kind === 'snapshot' && hash === snapshotSha256) covered = Math.max(covered, Number(seq))
  }
  return frames.filter((frame) => frame.kind === 'edit' && frame.seq > covered)
}
