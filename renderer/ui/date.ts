/** Says why a text is not a day (2026-12-31), or null; empty is taken. */
export function dateProblem(text: string): string | null {
  if (text === '') return null
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)
  if (match === null) return 'Write the date as 2026-12-31.'
  const date = new Date(`${text}T00:00:00Z`)
  // 2026-02-30 would roll over into March.
  return Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== text ? 'There is no such day.' : null
}

/** Today on this workstation, as 2026-12-31. */
export function today(): string {
  const now = new Date()
  return `${now.getFullYear()}-${String(now.getMonth() + 1).padStart(2, '0')}-${String(now.getDate()).padStart(2, '0')}`
}
