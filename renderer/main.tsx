import './app/zod-without-eval'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { Shell } from './app/shell'
import { ask } from './bridge'
import { actions } from './session'
import './ui/base.css'
import { applyPreferences } from './ui/preferences'

/** The command line uses the same window and workers, without anything on screen. */
async function begin(): Promise<void> {
  const { headless } = await ask('app.info')
  if (headless) {
    const { runHeadless } = await import('./headless')
    return runHeadless()
  }
  applyPreferences()
  const root = document.getElementById('root')
  if (root === null) throw new Error('index.html has no #root.')
  createRoot(root).render(
    <StrictMode>
      <Shell />
    </StrictMode>,
  )
  await actions.start()
}

void begin()
