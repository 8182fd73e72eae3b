import { create } from 'zustand'

export type Overlay = 'palette' | 'places' | 'shortcuts' | 'preferences' | 'new-review'

interface AppState {
  /** What floats over the place, if anything. */
  readonly overlay: Overlay | null
  readonly open: (overlay: Overlay) => void
  readonly close: () => void
}

export const useApp = create<AppState>()((set) => ({
  overlay: null,
  open: (overlay) => set({ overlay }),
  close: () => set({ overlay: null }),
}))
