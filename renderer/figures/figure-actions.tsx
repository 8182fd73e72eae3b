import { createContext, useContext } from 'react'

/** A figure, or its numbers, as a file. */
export interface FigureFile {
  readonly kind: 'svg' | 'png' | 'csv'
  /** With extension, made from the figure's id. */
  readonly suggestedName: string
  readonly bytes: Uint8Array
}

export interface FigureActions {
  /** Asks where and writes; null where nothing can be saved (the buttons are left out then). */
  readonly save: ((file: FigureFile) => Promise<void>) | null
  /** Puts text on the clipboard. */
  readonly copy: (text: string) => Promise<void>
}

const context = createContext<FigureActions>({ save: null, copy: (text) => navigator.clipboard.writeText(text) })

/** Hands the shell's save and copy to every figure below. */
export const FigureActionsProvider = context.Provider

export function useFigureActions(): FigureActions {
  return useContext(context)
}
