import type { Block, FigureSpec } from '../../contract/figure'
import type { Reference } from '../../contract/analysis'
import type { RunRecord } from '../../contract/run-record'
import type { AppliedRulePack } from '../rules/rule-pack'

/**
 * `tested`: rests on a run record · `stated`: a person typed it · `not-tested`: neither, and the section says
 * why · `left-out`: the reviewer chose not to print it; its heading and its evidence stay.
 */
export type SectionStatus = 'tested' | 'stated' | 'not-tested' | 'left-out'

export interface PackSection {
  /** Stable: `calibration`, `findings`. Also the anchor in the HTML twin. */
  readonly id: string
  /** Printed before the title: "12". */
  readonly number: string
  readonly title: string
  readonly status: SectionStatus
  /** Why it is not tested, or what it rests on; one sentence. */
  readonly basis: string
  readonly blocks: readonly Block[]
  /** Set in small type: what is looked up and not read through. */
  readonly small?: boolean
}

/** The pack as a document, before it is set as pages or HTML. */
export interface PackDocument {
  readonly title: string
  /** Kind of review, model and version. */
  readonly subject: string
  readonly packId: string
  /** SHA-256 of the evidence, lower-case hex. */
  readonly evidenceHash: string
  readonly draft: boolean
  readonly language: 'en'
  /** The page a committee reads in two minutes. */
  readonly executive: readonly Block[]
  readonly sections: readonly PackSection[]
}

/** A planned signature: the empty field that is part of revision 0. */
export interface PlannedSignature {
  readonly field: string
  readonly role: string
  readonly name: string
}

/** A file the pack carries. */
export interface CarriedFile {
  readonly name: string
  readonly sha256: string
  readonly size: number
  readonly description: string
}

/** What the document needs to know besides the review itself. */
export interface PackInfo {
  readonly packId: string
  readonly supersedes: string
  readonly appVersion: string
  readonly engine: string
  /** ISO 8601 in UTC; claimed by the computer, not proven. */
  readonly claimedTime: string
  /** Operating system and architecture: "linux x64". */
  readonly platform: string
  /** Runtime: "Electron 45.4.1, Chromium 145". */
  readonly runtime: string
  readonly locale: string
  readonly evidenceHash: string
  readonly draft: boolean
  /** Classification marking; empty for none. */
  readonly marking: string
  readonly signatures: readonly PlannedSignature[]
  readonly files: readonly CarriedFile[]
  /** Rule packs applied; the as-of date is printed. */
  readonly rulePacks: readonly AppliedRulePack[]
}

/** A run as the registry's analysis presents it; handed in, so that this room knows no analysis. */
export interface RenderedRun {
  readonly title: string
  readonly answers: string
  readonly blocks: readonly Block[]
  readonly figures: readonly FigureSpec[]
  readonly method: readonly string[]
  readonly references: readonly Reference[]
}
export type RenderRun = (run: RunRecord) => RenderedRun
