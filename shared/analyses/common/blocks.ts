import type { AnalysisResult } from '../../contract/analysis'
import type { Block, CellTable, FigureSpec } from '../../contract/figure'

/** Headline, then what was not tested and what to mind, in the same place on every page. */
export function opening(result: AnalysisResult): readonly Block[] {
  return [{ block: 'paragraph', text: result.headline }]
}

/** Warnings and untested parts; nothing where there are none. */
export function closing(result: AnalysisResult): readonly Block[] {
  return [
    ...result.warnings.map((text): Block => ({ block: 'note', tone: 'warning', text })),
    ...(result.notTested.length === 0 ? [] : [
      { block: 'heading', level: 3, text: 'Not tested' },
      { block: 'list', items: result.notTested },
    ] satisfies readonly Block[]),
  ]
}

export function heading(text: string, level: 1 | 2 | 3 = 3): Block {
  return { block: 'heading', level, text }
}

export function paragraph(text: string): Block {
  return { block: 'paragraph', text }
}

export function tableBlock(caption: string, table: CellTable): Block {
  return { block: 'table', caption, table }
}

export function figureBlocks(figures: readonly FigureSpec[]): readonly Block[] {
  return figures.map((figure) => ({ block: 'figure', figure }))
}

/** A table from column titles (a leading ">" aligns right) and formatted rows. */
export function cellTable(titles: readonly string[], rows: readonly (readonly string[])[]): CellTable {
  return {
    columns: titles.map((title) => (title.startsWith('>') ? { title: title.slice(1), align: 'right' } : { title, align: 'left' })),
    rows,
  }
}

/** The detail of a result; each analysis alone knows the shape that it gave it. */
export function detailOf(result: AnalysisResult): unknown {
  return result.detail
}
