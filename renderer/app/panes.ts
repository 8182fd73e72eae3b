/** Panes are the parts of the window that F6 walks through; each is marked with `data-pane`. */
const focusable = 'a[href], button:not([disabled]), input:not([disabled]), select:not([disabled]), textarea:not([disabled]), [tabindex="0"]'

/** Moves the focus to the first control of the next (or previous) pane. */
export function focusPane(step: 1 | -1): void {
  const panes = [...document.querySelectorAll<HTMLElement>('[data-pane]')].filter((pane) => pane.querySelector(focusable) !== null)
  if (panes.length === 0) return
  const now = panes.findIndex((pane) => pane.contains(document.activeElement))
  const next = panes[(now + step + panes.length) % panes.length]
  const current = next?.querySelector<HTMLElement>('[aria-current="page"]')
  ;(current ?? next?.querySelector<HTMLElement>(focusable))?.focus()
}

/** Puts the focus into the place's own search field, if it has one. */
export function focusFind(): boolean {
  const field = document.querySelector<HTMLElement>('[data-find] input, input[data-find]')
  field?.focus()
  return field !== null
}
