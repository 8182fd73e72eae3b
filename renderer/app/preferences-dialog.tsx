import type { ReactElement } from 'react'
import { Segmented } from '../ui/choice'
import { Dialog } from '../ui/dialog'
import { Facts } from '../ui/page'
import { usePreferences } from '../ui/preferences'

/** Theme and density; both are shown at once as they are chosen. */
export function PreferencesDialog({ onClose }: { readonly onClose: () => void }): ReactElement {
  const { theme, density, setTheme, setDensity } = usePreferences()
  return (
    <Dialog title="Appearance" isOpen onClose={onClose}>
      <Facts
        items={[
          { label: 'Theme', value: <Segmented label="Theme" value={theme} onChange={setTheme} options={[{ value: 'system', label: 'System' }, { value: 'light', label: 'Light' }, { value: 'dark', label: 'Dark' }, { value: 'contrast', label: 'High contrast' }]} /> },
          { label: 'Density', value: <Segmented label="Density" value={density} onChange={setDensity} options={[{ value: 'compact', label: 'Compact' }, { value: 'regular', label: 'Regular' }, { value: 'relaxed', label: 'Relaxed' }]} /> },
        ]}
      />
    </Dialog>
  )
}
