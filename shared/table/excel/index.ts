import type { TableFormat } from '../table-format'
import { readExcel } from './read-excel'

const extensions = ['.xlsx', '.xlsm']
const parts = ['[content_types].xml', '_rels/.rels', 'xl/']

/** Excel workbooks (Office Open XML). */
const excel: TableFormat = {
  id: 'excel',
  title: 'Excel workbook (XLSX)',
  extensions,
  sniff(head, name) {
    if (head[0] !== 0x50 || head[1] !== 0x4b || head[2] !== 3 || head[3] !== 4) return 0
    if (extensions.some((extension) => name.toLowerCase().endsWith(extension))) return 1
    const text = new TextDecoder('latin1').decode(head.subarray(0, 4096)).toLowerCase()
    return parts.some((part) => text.includes(part)) && (text.includes('xl/') || /\.xls[bx]?$/i.test(name)) ? 0.95 : 0
  },
  read: readExcel,
}
export default excel
