import type { TableFormat } from '../table-format'
import { readArrow } from './read-arrow'

/** Apache Arrow: IPC file (Feather version 2) and IPC stream. */
const arrow: TableFormat = {
  id: 'arrow',
  title: 'Apache Arrow (Feather)',
  extensions: ['.arrow', '.feather', '.arrows', '.ipc'],
  sniff(head) {
    const magic = String.fromCharCode(...head.subarray(0, 6))
    if (magic === 'ARROW1' || magic.startsWith('FEA1')) return 1
    if (head.length < 16 || !head.subarray(0, 4).every((byte) => byte === 0xff)) return 0
    const length = new DataView(head.buffer, head.byteOffset).getInt32(4, true)
    return length > 0 && length % 8 === 0 && length < 64e6 ? 0.95 : 0
  },
  read: readArrow,
}
export default arrow
