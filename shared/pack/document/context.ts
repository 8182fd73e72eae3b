import type { RunRecord } from '../../contract/run-record'
import type { ReviewState } from '../../review/state'
import { sectionOfAnalysis, type AnalysisSection } from './analysis-sections'
import type { Block } from '../../contract/figure'
import { heading, typed } from './build-blocks'
import type { PackInfo, PackSection, RenderedRun, RenderRun, SectionStatus } from './types'

/** What every section is written from. */
export interface DocumentContext {
  readonly review: ReviewState
  readonly info: PackInfo
  readonly runs: readonly { readonly run: RunRecord; readonly rendered: RenderedRun }[]
}

export function contextOf(review: ReviewState, info: PackInfo, renderRun: RenderRun): DocumentContext {
  return { review, info, runs: review.runs.map((run) => ({ run, rendered: renderRun(run) })) }
}

/** Runs that belong to a section, in the order of the review. */
export function runsOf(context: DocumentContext, section: AnalysisSection): DocumentContext['runs'] {
  return context.runs.filter(({ run }) => sectionOfAnalysis(run.analysis) === section)
}

/** A section before it has its number. */
export type Draft = Omit<PackSection, 'number'>

export function section(id: string, title: string, status: SectionStatus, basis: string, blocks: readonly Block[]): Draft {
  return { id, title, status, basis, blocks }
}

/** What the reviewer noted for a section or an analysis, as typed; nothing where there is no note. */
export function noteOn(context: DocumentContext, key: string): readonly Block[] {
  const blocks = typed(context.review.notes[key] ?? '')
  return blocks.length === 0 ? [] : [heading('Reviewer’s note', 3), ...blocks]
}

/** A section that is nothing but a person's statement: stated when there is a text, else honestly not. */
export function statement(context: DocumentContext, id: string, title: string, text: string, missing: string, more: readonly Block[] = []): Draft {
  const all = [...typed(text), ...typed(context.review.notes[id] ?? '')]
  return all.length === 0
    ? section(id, title, 'not-tested', missing, more)
    : section(id, title, 'stated', 'Stated by the reviewer; not computed.', [...all, ...more])
}
