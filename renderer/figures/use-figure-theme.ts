import { useSyncExternalStore } from 'react'
import type { FigureTheme } from '../../shared/figures/theme'

/** The theme the page is shown in: `data-theme` on the root element, watched. */
export function useFigureTheme(): FigureTheme {
  return useSyncExternalStore(subscribe, current)
}

function subscribe(changed: () => void): () => void {
  const observer = new MutationObserver(changed)
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] })
  return () => observer.disconnect()
}

function current(): FigureTheme {
  const theme = document.documentElement.dataset.theme
  return theme === 'dark' || theme === 'contrast' ? theme : 'light'
}
