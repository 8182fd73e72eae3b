import type { FigureSpec } from '../../contract/figure'
import type { PackDocument, PackSection } from '../document/types'
import { blockHtml, type Counters, type Drawings } from './blocks'
import { escapeHtml } from './escape'
import { twinStyle } from './style'

const statusWords = { tested: 'Tested', stated: 'Stated', 'not-tested': 'Not tested', 'left-out': 'Left out' } as const

/**
 * The pack as one accessible HTML page: the sections, numbers and words of the PDF, no script, nothing
 * loaded from anywhere. It is not signed, and says so. Pure: same arguments, same text.
 * @param drawings SVG by figure; a figure without one is printed as its alternative text and its table.
 */
export function packHtml(pack: PackDocument, drawings: Drawings = new Map()): string {
  const counters: Counters = { figure: 0, table: 0, headed: false }
  const blocks = (list: PackSection['blocks']): string => {
    counters.headed = false
    return list.map((block) => blockHtml(block, counters, drawings)).join('\n')
  }
  const draft = pack.draft ? '<p class="draft">Draft. Not signed, not final.</p>' : ''
  const summary = blocks(pack.executive)
  const sections = pack.sections.map((section) => `<section id="${escapeHtml(section.id)}" aria-labelledby="${escapeHtml(section.id)}-title">
<h2 id="${escapeHtml(section.id)}-title">${escapeHtml(section.number)} ${escapeHtml(section.title)}</h2>
<p class="basis">${statusWords[section.status]}. ${escapeHtml(section.basis)}</p>
${blocks(section.blocks)}
</section>`).join('\n')
  return `<!DOCTYPE html>
<html lang="${pack.language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="Countersign">
<title>${escapeHtml(pack.title)}, pack ${escapeHtml(pack.packId)}</title>
<style>${twinStyle}</style>
</head>
<body>
<a class="skip" href="#main">To the content</a>
<header>
<h1>${escapeHtml(pack.title)}</h1>
<p>${escapeHtml(pack.subject)}</p>
<p>Pack ${escapeHtml(pack.packId)}${pack.evidenceHash === '' ? '' : `, evidence SHA-256 <code>${escapeHtml(pack.evidenceHash)}</code>`}</p>
<aside class="info"><strong>Note</strong> This page is not signed. What counts is the signed PDF of the same pack id; compare with it, or verify it.</aside>
${draft}
</header>
<nav aria-label="Contents"><h2>Contents</h2><ol>
<li><a href="#summary">Summary</a></li>
${pack.sections.map((section) => `<li><a href="#${escapeHtml(section.id)}">${escapeHtml(section.number)} ${escapeHtml(section.title)}</a> <span class="basis">${statusWords[section.status].toLowerCase()}</span></li>`).join('\n')}
</ol></nav>
<main id="main">
<section id="summary" aria-labelledby="summary-title"><h2 id="summary-title">Summary</h2>
${summary}
</section>
${sections}
</main>
</body>
</html>
`
}

/** Every figure of a document, in the order of the pages. */
export function figuresOf(pack: PackDocument): readonly FigureSpec[] {
  return [pack.executive, ...pack.sections.map((section) => section.blocks)].flatMap((list) => list.flatMap((block) => (block.block === 'figure' ? [block.figure] : [])))
}
