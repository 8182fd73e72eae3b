import { latin1 } from '../pdf/lexer'
import type { Detail } from './report'

/** Codes of `parsePdf` that tell of another program's way of saving rather than of damage. */
const savedElsewhere = new Set(['pdf.linearized', 'pdf.xref-stream', 'pdf.object-stream', 'pdf.encrypted'])

/** What a file is that is not in the form of a pack. */
export function kindOf(bytes: Uint8Array, code: string): 'damaged-pack' | 'foreign' | 'unreadable' {
  const head = latin1(bytes, 0, Math.min(1024, bytes.length))
  if (!head.includes('%PDF-')) return 'unreadable'
  if (savedElsewhere.has(code)) return 'foreign'
  const marks = ['/ETSI.CAdES.detached', '/AFRelationship']
  return marks.every((mark) => find(bytes, mark, 0) >= 0) ? 'damaged-pack' : 'foreign'
}

/** What the signatures of a PDF from elsewhere claim to cover; read without trusting anything, at most 16. */
export function describeForeign(bytes: Uint8Array): readonly Detail[] {
  const details: Detail[] = []
  for (let at = find(bytes, '/ByteRange', 0); at >= 0 && details.length < 16; at = find(bytes, '/ByteRange', at + 10)) {
    const match = /^\/ByteRange\s*\[\s*(\d{1,12})\s+(\d{1,12})\s+(\d{1,12})\s+(\d{1,12})\s*\]/u.exec(latin1(bytes, at, Math.min(at + 120, bytes.length)))
    if (match === null) continue
    const [from, first, second, rest] = match.slice(1).map(Number)
    const end = second! + rest!
    const after = bytes.length - end
    const sentence = `A signature claims to cover bytes ${from!} to ${from! + first!} and ${second!} to ${end} of ${bytes.length}; `
      + (after > 0 ? `the ${after} bytes after it are not covered.` : after === 0 ? 'nothing follows it.' : 'that is more than the file has.')
    details.push({ status: 'not-proven', code: 'foreign.coverage', sentence })
  }
  if (details.length === 0) details.push({ status: 'not-proven', code: 'foreign.unsigned', sentence: 'No signature was found that this check could read.' })
  return details
}

function find(bytes: Uint8Array, text: string, from: number): number {
  const first = text.charCodeAt(0)
  for (let at = bytes.indexOf(first, from); at >= 0; at = bytes.indexOf(first, at + 1)) {
    let i = 1
    while (i < text.length && bytes[at + i] === text.charCodeAt(i)) i++
    if (i === text.length) return at
  }
  return -1
}
