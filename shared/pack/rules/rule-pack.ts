import { utf8ToBytes } from '@noble/hashes/utils.js'
import { z } from 'zod'
import { ExpectedError } from '../../contract/errors'
import { canonicalJson, hashOfJson } from '../../contract/json'
import { packSections } from '../document/section-list'
import type { Attachment } from '../evidence/build'

/** How a statement came to be known: read in a primary text, in a secondary one, or general knowledge to be checked. */
export const markSchema = z.enum(['P', 'S', 'K'])
export const markWords = { P: 'primary text', S: 'secondary source', K: 'general knowledge, to be checked' } as const
export const stateWords = { 'in-force': 'in force', guidance: 'current guidance', upcoming: 'not yet in force', rescinded: 'rescinded', convention: 'convention' } as const

const sectionIds = new Set(packSections.map(({ id }) => id))
const text = z.string().min(1)

/**
 * A rule pack: what a body of rules asks of a review, as of a month, and in which sections of the pack a
 * reader finds it. Data, not law: it decides no verdict, and its screens are conventions with a date.
 */
export const rulePackSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/),
  version: z.int().min(1),
  title: text,
  jurisdiction: text,
  /** Month up to which the sources were read. */
  asOf: z.string().regex(/^\d{4}-\d{2}$/),
  status: z.strictObject({ state: z.enum(['in-force', 'guidance', 'upcoming', 'rescinded', 'convention']), text }),
  sources: z.array(z.strictObject({ title: text, mark: markSchema, note: text })).min(1),
  clauses: z.array(z.strictObject({
    id: text, asks: text, mark: markSchema,
    /** Sections that answer it; none means that an offline review cannot. */
    sections: z.array(z.string().refine((id) => sectionIds.has(id), 'not a section of the pack')),
  })).min(1),
  screens: z.array(z.strictObject({ id: text, title: text, rule: text, dated: text, origin: text, caution: text, mark: markSchema })),
  cautions: z.array(text),
})
export type RulePack = z.infer<typeof rulePackSchema>

/** A rule pack as a review applies it; the hash is that of its canonical JSON, which is attached. */
export type AppliedRulePack = RulePack & { readonly sha256: string }

/** Applied when a review chooses none. */
export const neutralRulePack = 'neutral'

/** Checks the rule packs that a build carries. @throws ExpectedError `rules.invalid` naming the first that is none, or an id held twice. */
export function readRulePacks(documents: readonly unknown[]): readonly RulePack[] {
  const seen = new Set<string>()
  return documents.map((document, i) => {
    const parsed = rulePackSchema.safeParse(document)
    const issue = parsed.error?.issues[0]
    if (!parsed.success) throw new ExpectedError('rules.invalid', `Rule pack ${i + 1} is not as it should be at ${issue?.path.map(String).join('.') ?? 'its top'}: ${issue?.message ?? 'unknown'}.`)
    if (seen.has(parsed.data.id)) throw new ExpectedError('rules.invalid', `Two rule packs have the id "${parsed.data.id}".`)
    seen.add(parsed.data.id)
    return parsed.data
  })
}

/** The chosen rule packs in the order they were chosen; the neutral one when none is. @throws ExpectedError `rules.unknown`. */
export function appliedRulePacks(all: readonly RulePack[], chosen: readonly string[]): readonly AppliedRulePack[] {
  return (chosen.length === 0 ? [neutralRulePack] : [...new Set(chosen)]).map((id) => {
    const found = all.find((candidate) => candidate.id === id)
    if (found === undefined) throw new ExpectedError('rules.unknown', `There is no rule pack "${id}" in this version.`, { remedy: `Known rule packs: ${all.map((candidate) => candidate.id).join(', ')}.` })
    return { ...found, sha256: hashOfJson(found) }
  })
}

/** The rule packs as evidence: canonical JSON, one file each. */
export function rulePackFiles(applied: readonly AppliedRulePack[]): readonly Attachment[] {
  return applied.map(({ sha256, ...pack }) => ({
    name: `rule-pack-${pack.id}.json`, mediaType: 'application/json', relationship: 'Supplement',
    description: `Rule pack applied, as of ${pack.asOf}: ${pack.title} (SHA-256 ${sha256.slice(0, 12)}…)`, bytes: utf8ToBytes(canonicalJson(pack)),
  }))
}
