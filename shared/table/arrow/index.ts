import type { TableFormat } from '../table-format'
import { readArrow } from './read-arrow'

const extensions = ['.arrow', '.feather', '.arrows', '.ipc']

/** Apache Arrow: IPC file (Feather version 2) and IPC stream. */
const arrow: TableFormat = {
  id: 'arrow',
  title: 'Apache Arrow (Feather)',
  extensions,
  sniff(head, name) {
    const magic = String.fromCharCode(...head.subarray(0, 6))
    if (magic === 'ARROW1' || magic.startsWith('FEA1')) return 1
    if (head.length < 16) return 0
    const marked = head.subarray(0, 4).every((byte) => byte === 0xff)
    const length = new DataView(head.buffer, head.byteOffset).getInt32(marked ? 4 : 0, true)
    // Streams from before 2019 begin with the length itself: their name has to say what they are.
    if (!marked && (!extensions.some((extension) => name.toLowerCase().endsWith(extension)) || length % 8 !== 4)) return 0
    return length > 0 && (!marked || length % 8 === 0) && length < 64e6 ? 0.95 : 0
  },
  read: readArrow,
}
export default arrow
