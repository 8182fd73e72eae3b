import { screen, type BrowserWindow } from 'electron'
import { z } from 'zod'

export const boundsSchema = z.object({ x: z.int(), y: z.int(), width: z.int().min(900), height: z.int().min(600) })
export type Bounds = z.infer<typeof boundsSchema>

/** Remembered bounds, or null where they would lie on a screen that is gone. */
export function visibleBounds(bounds: Bounds | null): Bounds | null {
  if (bounds === null) return null
  const { workArea } = screen.getDisplayMatching(bounds)
  const overlaps = bounds.x < workArea.x + workArea.width - 50 && bounds.x + bounds.width > workArea.x + 50 && bounds.y >= workArea.y - 10 && bounds.y < workArea.y + workArea.height - 50
  return overlaps ? bounds : null
}

/** Saves the normal (not maximised) bounds half a second after the last move or resize. */
export function watchBounds(window: BrowserWindow, save: (bounds: Bounds) => void): void {
  let timer: NodeJS.Timeout | null = null
  const soon = (): void => {
    if (timer !== null) clearTimeout(timer)
    timer = setTimeout(() => {
      if (!window.isDestroyed()) save(window.getNormalBounds())
    }, 500)
  }
  window.on('resize', soon)
  window.on('move', soon)
  window.on('closed', () => {
    if (timer !== null) clearTimeout(timer)
  })
}
