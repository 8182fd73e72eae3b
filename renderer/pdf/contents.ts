import { baseline, frame, type Flow } from './flow'
import type { Sheet } from './sheet'
import type { StructureNode } from './structure-tree'
import { colors, styles } from './styles'
import { wrapText } from './wrap'

/** Where something stands; y from the top of the page. */
export interface Place {
  readonly page: number
  readonly y: number
}

export interface ContentsLine {
  readonly label: string
  /** Printed beside the title: "tested", "stated", "not tested". */
  readonly status: string
}

const perPage = Math.floor((frame.bottom - frame.top - 40) / styles.contents.leading)

/** Pages that the list of contents will take; they are reserved before the rest is set. */
export function contentsPages(lines: number): number {
  return Math.max(1, Math.ceil(lines / perPage))
}

/** Fills the reserved pages: every line a link to its section, with status and page number. */
export function setContents(flow: Flow, node: StructureNode, firstPage: number, lines: readonly ContentsLine[], places: readonly Place[]): void {
  const { sheet } = flow
  for (let from = 0, page = firstPage; from < lines.length; from += perPage, page += 1) {
    sheet.goTo(page)
    flow.y = frame.top
    if (from === 0) {
      sheet.tagged(node.child('H1'), () => flow.lines(['Contents'], frame.left, styles.h1))
      flow.y += 8
    }
    const toc = node.child('TOC')
    lines.slice(from, from + perPage).forEach((line, i) => contentsLine(sheet, flow, toc.child('TOCI'), line, places[from + i]!))
  }
}

function contentsLine(sheet: Sheet, flow: Flow, item: StructureNode, line: ContentsLine, place: Place): void {
  const link = item.child('Link')
  const style = styles.contents
  const y = flow.y + baseline(style)
  const statusX = frame.right - 88
  const [label = ''] = wrapText(line.label, statusX - frame.left - 24, (part) => sheet.width(part, style))
  const number = String(place.page)
  sheet.tagged(link, () => {
    sheet.text(label, frame.left, y, style)
    sheet.text(line.status, statusX, y, styles.running)
    sheet.text(number, frame.right - sheet.width(number, style), y, style)
  })
  sheet.artifact('Layout', () => sheet.rule(frame.left, frame.right, flow.y + style.leading - 1.5, 0.2, colors.hair))
  sheet.link(frame.left, flow.y, frame.right - frame.left, style.leading, place, `${line.label}, page ${number}`, link)
  flow.y += style.leading
}
