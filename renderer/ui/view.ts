import { create } from 'zustand'

/**
 * What is being looked at inside a place. It is not part of the review: it is neither saved nor
 * undone, and it lets one place point at a thing in another without knowing that place.
 */
interface View {
  readonly analysis: string | null
  readonly finding: string | null
  readonly dataset: string | null
  readonly showAnalysis: (id: string | null) => void
  readonly showFinding: (id: string | null) => void
  readonly showDataset: (id: string | null) => void
}

export const useView = create<View>()((set) => ({
  analysis: null,
  finding: null,
  dataset: null,
  showAnalysis: (analysis) => set({ analysis }),
  showFinding: (finding) => set({ finding }),
  showDataset: (dataset) => set({ dataset }),
}))
