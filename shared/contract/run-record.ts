import { z } from 'zod'
import type { AnalysisResult, FindingProposal } from './analysis'
import type { Json } from './json'

/** Who computed it: product version and numeric engine. */
export const engineVersion = 'countersign-engine/1'

/** An input by content: packs name files by hash, never by place. */
export const inputIdSchema = z.object({ name: z.string(), sha256: z.string().regex(/^[0-9a-f]{64}$/), role: z.string() })
export type InputId = z.infer<typeof inputIdSchema>

/**
 * What was run on what and what came out. `id` is the SHA-256 of the canonical JSON of everything
 * but `id` itself; it holds no timings, so the same run gives the same bytes.
 */
export interface RunRecord {
  readonly id: string
  readonly analysis: string
  readonly analysisVersion: number
  readonly engine: string
  readonly params: Readonly<Record<string, Json>>
  readonly inputs: readonly InputId[]
  /** Everything else that decides the numbers: task, positive class, decision, roles, read options. */
  readonly setupHash: string
  readonly seed: number
  readonly alpha: number
  readonly result: AnalysisResult
  readonly proposals: readonly FindingProposal[]
}

/** An analysis that did not run, and why. */
export interface NotRun {
  readonly analysis: string
  readonly reason: string
}
