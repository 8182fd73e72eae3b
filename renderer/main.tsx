import './app/zod-without-eval'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { Shell } from './app/shell'
import { ask } from './bridge'
import { actions } from './session'
import './ui/base.css'
import { applyPreferences } from './ui/preferences'

/** The window of a person. */
function showApp(): void {
  applyPreferences()
  const root = document.getElementById('root')
  if (root === null) throw new Error('index.html has no #root.')
  createRoot(root).render(
    <StrictMode>
      <Shell />
    </StrictMode>,
  )
  void actions.start()
}

/** The same page does the work of the command line, where nobody is looking. */
async function begin(): Promise<void> {
  const { headless } = await ask('app.info')
  if (!headless) {
    showApp()
    return
  }
  const { runHeadless } = await import('./headless')
  await runHeadless()
}

void begin()
