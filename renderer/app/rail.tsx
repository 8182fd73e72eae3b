import type { KeyboardEvent, ReactElement } from 'react'
import { actions, useSession } from '../session'
import type { Place, SessionState } from '../session/types'
import { Icon } from '../ui/icon'
import { places } from './place-names'
import styles from './shell.module.css'

interface Badge {
  readonly text: string
  readonly meaning: string
}

function badgeOf(place: Place, { review, stale }: Pick<SessionState, 'review' | 'stale'>): Badge | null {
  if (review === null) return null
  if (place === 'results' && stale && review.runs.length > 0) return { text: 'stale', meaning: 'computed before the last change' }
  if (place === 'inputs' && review.datasets.length > 0 && review.rolesGuessed) return { text: 'check', meaning: 'column roles are guessed' }
  const proposed = place === 'findings' ? review.findings.filter((finding) => finding.status === 'proposed').length : 0
  return proposed > 0 ? { text: String(proposed), meaning: `${proposed} proposed` } : null
}

const groups: readonly (readonly Place[])[] = [['start'], ['overview', 'inputs', 'plan', 'results', 'findings', 'governance', 'pack'], ['verify', 'inventory']]

/** The places in the order of the work. Arrow keys move along it. */
export function Rail(): ReactElement {
  const current = useSession((session) => session.place)
  const review = useSession((session) => session.review)
  const stale = useSession((session) => session.stale)
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (step === 0) return
    event.preventDefault()
    const stops = [...event.currentTarget.querySelectorAll('button')]
    const now = stops.findIndex((stop) => stop === document.activeElement)
    stops[(now + step + stops.length) % stops.length]?.focus()
  }
  return (
    <nav className={styles.rail} aria-label="Places" data-pane="rail" onKeyDown={onKeyDown}>
      {groups.map((group) => (
        <ul className={styles.group} key={group[0]}>
          {group.map((id) => {
            const place = places.find((candidate) => candidate.id === id)
            const badge = badgeOf(id, { review, stale })
            return (
              <li key={id}>
                <button type="button" className={styles.stop} onClick={() => actions.goTo(id)} aria-keyshortcuts={place?.key} {...(id === current ? { 'aria-current': 'page' } : {})}>
                  <Icon name={id} />
                  {place?.title}
                  {badge === null ? null : <span className={styles.badge} aria-label={badge.meaning} role="img">{badge.text}</span>}
                </button>
              </li>
            )
          })}
        </ul>
      ))}
    </nav>
  )
}
