import { hexText, pdfNumber } from './pdf-syntax'

export interface OutlineEntry {
  readonly title: string
  readonly level: 1 | 2
  readonly page: number
  /** Points from the bottom of the page. */
  readonly top: number
}

export interface OutlineWriter {
  newObject(): number
  object(text: string, id: number): number
  pageObject(page: number): number
}

/** Writes the bookmarks as a two-level tree, closed at level 1; null when there are none. */
export function writeOutline(entries: readonly OutlineEntry[], writer: OutlineWriter): number | null {
  const groups: { entry: OutlineEntry; children: OutlineEntry[] }[] = []
  for (const entry of entries) {
    const last = groups.at(-1)
    if (entry.level === 1 || last === undefined) groups.push({ entry, children: [] })
    else last.children.push(entry)
  }
  if (groups.length === 0) return null
  const root = writer.newObject()
  const tops = groups.map(() => writer.newObject())
  groups.forEach((group, i) => {
    const id = tops[i]!
    const children = group.children.map(() => writer.newObject())
    const family = children.length === 0 ? '' : ` /First ${children[0]!} 0 R /Last ${children.at(-1)!} 0 R /Count -${children.length}`
    writer.object(item(group.entry, root, tops[i - 1], tops[i + 1], family, writer), id)
    group.children.forEach((child, k) => writer.object(item(child, id, children[k - 1], children[k + 1], '', writer), children[k]!))
  })
  writer.object(`<</Type /Outlines /First ${tops[0]!} 0 R /Last ${tops.at(-1)!} 0 R /Count ${tops.length}>>`, root)
  return root
}

function item(entry: OutlineEntry, parent: number, previous: number | undefined, next: number | undefined, family: string, writer: OutlineWriter): string {
  const siblings = `${previous === undefined ? '' : ` /Prev ${previous} 0 R`}${next === undefined ? '' : ` /Next ${next} 0 R`}`
  return `<</Title ${hexText(entry.title)} /Parent ${parent} 0 R${siblings}${family} /Dest [${writer.pageObject(entry.page)} 0 R /XYZ null ${pdfNumber(entry.top)} null]>>`
}
