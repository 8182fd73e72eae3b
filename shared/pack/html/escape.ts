const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** Text as HTML, in an element or a quoted attribute. Control characters that HTML forbids become U+FFFD. */
export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/gu, (character) => entities[character]!).replaceAll(/(?![\t\n\r])[\p{Cc}\u{FFFE}\u{FFFF}\p{Cs}]/gu, '\u{FFFD}')
}
