import { jsPDF } from 'jspdf'
import { internalsOf } from './jspdf-internals'
import { binaryString } from './pdf-syntax'

type Packed = ReadonlyMap<string, string>
interface FilterPlugin {
  processDataByFilters: (data: string, filters: readonly string[]) => { data: string; reverseChain: string }
}

/**
 * Deflates the content of every page off the page's thread, so that the last step, which jsPDF does
 * in one go, does not hold the window for seconds in a long pack.
 */
export async function packPages(doc: jsPDF, pause: () => Promise<void>): Promise<Packed> {
  const pdf = internalsOf(doc)
  const packed = new Map<string, string>()
  for (let page = 1; page <= pdf.getNumberOfPages(); page += 1) {
    const content = (pdf.pages[page] ?? []).join('\n')
    const bytes = Uint8Array.from(content, (c) => c.charCodeAt(0))
    const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream('deflate'))
    packed.set(content, binaryString(new Uint8Array(await new Response(stream).arrayBuffer())))
    await pause()
  }
  return packed
}

/** Runs `write` with jsPDF's filter step taking what is packed already; the step is put back afterwards. */
export function withPackedPages<T>(packed: Packed, write: () => T): T {
  const plugin = jsPDF.API as unknown as FilterPlugin
  const own = plugin.processDataByFilters
  plugin.processDataByFilters = (data, filters) => {
    const ready = filters.length === 1 && filters[0] === 'FlateEncode' ? packed.get(data) : undefined
    return ready === undefined ? own(data, filters) : { data: ready, reverseChain: '/FlateDecode' }
  }
  try {
    return write()
  } finally {
    plugin.processDataByFilters = own
  }
}
