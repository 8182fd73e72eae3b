import { create } from 'zustand'

export type ThemeChoice = 'system' | 'light' | 'dark' | 'contrast'
export type ThemeName = 'light' | 'dark' | 'contrast'
export type Density = 'compact' | 'regular' | 'relaxed'

interface Preferences {
  readonly theme: ThemeChoice
  readonly density: Density
  /** The theme on screen: the choice, or what the system asks for. */
  readonly shown: ThemeName
  readonly setTheme: (theme: ThemeChoice) => void
  readonly setDensity: (density: Density) => void
}

const themeKey = 'countersign.theme'
const densityKey = 'countersign.density'
const themes: readonly ThemeChoice[] = ['system', 'light', 'dark', 'contrast']
const densities: readonly Density[] = ['compact', 'regular', 'relaxed']

/** The theme for a choice; `system` asks for more contrast before it asks for dark. */
export function resolveTheme(choice: ThemeChoice, system: { readonly dark: boolean; readonly contrast: boolean }): ThemeName {
  if (choice !== 'system') return choice
  if (system.contrast) return 'contrast'
  return system.dark ? 'dark' : 'light'
}

const queries = typeof window === 'undefined' ? null : { dark: window.matchMedia('(prefers-color-scheme: dark)'), contrast: window.matchMedia('(prefers-contrast: more)') }

function shownFor(theme: ThemeChoice): ThemeName {
  return resolveTheme(theme, { dark: queries?.dark.matches ?? false, contrast: queries?.contrast.matches ?? false })
}

function remembered<T extends string>(key: string, known: readonly T[], otherwise: T): T {
  // Storage can be refused (a private profile); preferences are then of this session only.
  try {
    const value = localStorage.getItem(key)
    return known.find((candidate) => candidate === value) ?? otherwise
  } catch {
    return otherwise
  }
}

function remember(key: string, value: string): void {
  try {
    localStorage.setItem(key, value)
  } catch {
    // Not remembered beyond this session, which is all that is lost.
  }
}

const firstTheme = remembered(themeKey, themes, 'system')

/** How the app looks to this person on this workstation; not part of a review. */
export const usePreferences = create<Preferences>()((set) => ({
  theme: firstTheme,
  density: remembered(densityKey, densities, 'regular'),
  shown: shownFor(firstTheme),
  setTheme: (theme) => {
    remember(themeKey, theme)
    set({ theme, shown: shownFor(theme) })
  },
  setDensity: (density) => {
    remember(densityKey, density)
    set({ density })
  },
}))

/** Keeps the document in the chosen theme and density, and follows the system while asked to. */
export function applyPreferences(): void {
  const apply = ({ shown, density }: Preferences): void => {
    document.documentElement.dataset['theme'] = shown
    document.documentElement.dataset['density'] = density
  }
  const follow = (): void => usePreferences.setState(({ theme }) => ({ shown: shownFor(theme) }))
  queries?.dark.addEventListener('change', follow)
  queries?.contrast.addEventListener('change', follow)
  usePreferences.subscribe(apply)
  apply(usePreferences.getState())
}
