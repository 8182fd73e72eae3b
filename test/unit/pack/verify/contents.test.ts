import { deflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { canonicalJson, sha256Hex } from '../../../../shared/contract/json'
import type { Attachment } from '../../../../shared/pack/evidence/build'
import { readStrictJson } from '../../../../shared/pack/verify/strict-json'
import { replace } from '../support/forge'
import { selfIssued } from '../support/identity'
import { minimalPdf } from '../support/minimal-pdf'
import { signAs, verify } from '../support/pack'
import { sampleEvidence, signoffPlan } from '../support/review'

type Files = readonly Attachment[]
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)
const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)

function edit(files: Files, name: string, change: (text: string) => string): Files {
  return files.map((file) => (file.name === name ? { ...file, bytes: utf8(change(textOf(file.bytes))) } : file))
}

/** Edits a file and writes its new hash and size into the manifest, as a careful forger would. */
function editAndRehash(files: Files, name: string, change: (text: string) => string): Files {
  const before = files.find((file) => file.name === name)!
  const edited = edit(files, name, change)
  const after = edited.find((file) => file.name === name)!
  return edit(edited, 'manifest.json', (text) => {
    const manifest = JSON.parse(text.replace(sha256Hex(before.bytes), sha256Hex(after.bytes))) as { subject: { name: string; size: number }[] }
    for (const subject of manifest.subject) if (subject.name === name) subject.size = after.bytes.length
    return canonicalJson(manifest)
  })
}

const file = (name: string): Attachment => ({ name, bytes: utf8('x'), mediaType: 'text/plain', description: '', relationship: 'Supplement' })
const once = (text: string, from: string, to: string): string => {
  if (!text.includes(from)) throw new Error(`"${from}" does not occur`)
  return text.replace(from, to)
}

const cases: readonly (readonly [string, (files: Files) => Files, string])[] = [
  ['an attachment that the manifest does not name', (files) => [...files, file('extra.txt')], 'contents.not-in-manifest'],
  ['a file of the manifest that is not attached', (files) => files.filter(({ name }) => name !== 'log.json'), 'contents.attachment-missing'],
  ['no manifest', (files) => files.filter(({ name }) => name !== 'manifest.json'), 'contents.no-manifest'],
  ['an attachment other than the one named', (files) => edit(files, 'governance.json', (text) => `${text} `), 'contents.attachment-differs'],
  ['two attachments of one name', (files) => [...files, { ...file('log.json') }], 'contents.attachment-twice'],
  ['a name with a path', (files) => [...files, file('../log.json')], 'contents.attachment-name'],
  ['a name with a direction character', (files) => [...files, file('log\u202enosj.txt')], 'contents.attachment-name'],
  ['a name that is not NFC', (files) => [...files, file('e\u0301.txt')], 'contents.attachment-name'],
  ['another media type', (files) => files.map((entry) => (entry.name === 'log.json' ? { ...entry, mediaType: 'text/html' } : entry)), 'contents.attachment-differs'],
  ['a relationship no pack uses', (files) => files.map((entry) => (entry.name === 'log.json' ? { ...entry, relationship: 'Unspecified' as Attachment['relationship'] } : entry)), 'contents.relationship'],
  ['a key twice in the manifest', (files) => edit(files, 'manifest.json', (text) => once(text, '"packId":', '"packId":"CS-1","packId":')), 'json.duplicate-key'],
  ['NaN in the manifest', (files) => edit(files, 'manifest.json', (text) => once(text, '"value":null', '"value":NaN')), 'json.syntax'],
  ['1e400 in the manifest', (files) => edit(files, 'manifest.json', (text) => once(text, '"value":null', '"value":1e400')), 'json.number'],
  ['__proto__ in the manifest', (files) => edit(files, 'manifest.json', (text) => once(text, '{"_type"', '{"__proto__":{},"_type"')), 'json.proto'],
  ['white space in the manifest', (files) => edit(files, 'manifest.json', (text) => `${text}\n`), 'json.not-canonical'],
  ['something after the manifest', (files) => edit(files, 'manifest.json', (text) => `${text}{}`), 'json.trailing'],
  ['an unknown key in the manifest', (files) => edit(files, 'manifest.json', (text) => canonicalJson({ ...JSON.parse(text) as object, zzz: 1 })), 'contents.schema'],
  ['a number in the manifest other than in the evidence', (files) => edit(files, 'manifest.json', (text) => once(text, '0.8123456789012345', '0.9123456789012345')), 'contents.number-differs'],
  ['a number in the evidence other than its run record', (files) => edit(editAndRehash(files, 'results.json', (text) => once(text, '0.8123456789012345', '0.9123456789012345')), 'manifest.json', (text) => once(text, '0.8123456789012345', '0.9123456789012345')), 'contents.run-id'],
  ['a finding dropped from the manifest', (files) => editAndRehash(files, 'findings.json', () => '{"findings":[{"id":"F1","severity":"high","status":"confirmed","title":"Drift"}]}'), 'contents.findings-differ'],
  ['a line cut out of the log', (files) => editAndRehash(files, 'log.json', (text) => canonicalJson((JSON.parse(text) as unknown[]).slice(1))), 'contents.log'],
  ['a line of the log rewritten', (files) => editAndRehash(files, 'log.json', (text) => once(text, '"who":"Ada"', '"who":"Eve"')), 'contents.log'],
  ['a plan for other inputs', (files) => editAndRehash(files, 'plan.json', (text) => once(text, 'test.csv', 'best.csv')), 'contents.plan-input'],
  ['evidence under another pack id', (files) => editAndRehash(files, 'governance.json', (text) => once(text, '"owner":""', '"owner":"Eve"')), 'contents.pack-id'],
]

describe('contents', () => {
  it.each(cases)('%s', async (_, change, code) => {
    const pdf = minimalPdf({ attachments: change(sampleEvidence().attachments), signOff: signoffPlan })
    const report = await verify(await signAs(pdf, await selfIssued('Ada Lovelace'), 0))
    expect(report.lines[0]!.status).toBe('proven')
    expect(report.lines[3]!.details.map((detail) => detail.code)).toEqual([code])
    expect(report.verdict).toBe('failed')
    expect(report.evidence).toBeNull()
  })

  // What another version wrote, or did not write yet, is no forgery: it is said, and nothing is proven.
  it.each([
    ['a manifest from before limits were written', (manifest: Record<string, Record<string, unknown>>) => { delete manifest['predicate']!['limits'] }, 'predicate.limits'],
    ['a manifest of a later schema', (manifest: Record<string, Record<string, unknown>>) => { manifest['predicate']!['schemaVersion'] = 2 }, 'predicate.schemaVersion'],
  ])('%s is refused with what to do', async (_, change, key) => {
    const files = edit(sampleEvidence().attachments, 'manifest.json', (text) => {
      const manifest = JSON.parse(text) as Record<string, Record<string, unknown>>
      change(manifest)
      return canonicalJson(manifest)
    })
    const report = await verify(await signAs(minimalPdf({ attachments: files, signOff: signoffPlan }), await selfIssued('Ada Lovelace'), 0))
    expect(report.lines[0]!.status).toBe('proven')
    expect(report.lines[3]!.details).toEqual([{ status: 'not-proven', code: 'contents.other-version', sentence: expect.stringMatching(new RegExp(`^manifest\\.json is in the form of another version \\(${key}\\), made by Countersign .*; this version does not read it`)) }])
    expect(report.verdict).toBe('not-proven')
    expect(report.evidence).toBeNull()
  })

  it('a manifest with something wrong beside something missing is wrong', async () => {
    const files = edit(sampleEvidence().attachments, 'manifest.json', (text) => canonicalJson({ ...JSON.parse(text) as object, subject: 3, predicate: {} }))
    const report = await verify(await signAs(minimalPdf({ attachments: files, signOff: signoffPlan }), await selfIssued('Ada Lovelace'), 0))
    expect(report.lines[3]!.details.map(({ code }) => code)).toEqual(['contents.schema'])
  })

  it('unpacks deflated attachments, but never more than they declare', async () => {
    const { attachments } = sampleEvidence()
    const deflated = (size?: number): Uint8Array => {
      const stream = attachments[0]!.bytes
      const packed = size === undefined ? deflateSync(stream) : deflateSync(new Uint8Array(50_000_000))
      const plain = minimalPdf({ attachments: [{ ...attachments[0]!, bytes: packed }, ...attachments.slice(1)], signOff: signoffPlan })
      return retable(replace(plain, `/Params << /Size ${packed.length} >>`, `/Filter /FlateDecode /Params << /Size ${stream.length} >>`, 'first'))
    }
    const ada = await selfIssued('Ada Lovelace')
    expect((await verify(await signAs(deflated(), ada, 0))).lines[3]!.status).toBe('proven')
    const from = process.cpuUsage().user
    const bomb = await verify(await signAs(deflated(50_000_000), ada, 0))
    expect(bomb.lines[3]!.details[0]!.code).toBe('contents.zip-bomb')
    expect((process.cpuUsage().user - from) / 1000).toBeLessThan(1000)
  })
})

/** Writes the cross-reference table of a one-revision file anew, after an edit that moved objects. */
function retable(pdf: Uint8Array): Uint8Array {
  let text = Buffer.from(pdf).toString('latin1')
  const at = text.lastIndexOf('xref\n0 ')
  const offsets = new Map([...text.slice(0, at).matchAll(/(?<=\n)(\d+) 0 obj\n/gu)].map((match) => [Number(match[1]), match.index]))
  let number = 0
  const table = text.slice(at).replace(/\d{10} \d{5} [nf] \n/gu, (entry) => {
    const offset = offsets.get(number++)
    return offset === undefined ? entry : `${String(offset).padStart(10, '0')} 00000 n \n`
  }).replace(/startxref\n\d+/u, `startxref\n${at}`)
  text = text.slice(0, at) + table
  return new Uint8Array(Buffer.from(text, 'latin1'))
}

describe('readStrictJson', () => {
  it('reads canonical JSON', () => {
    const value = { a: [1, -0.5, 1e21, true, null, 'ü\n"\\'], b: {} }
    expect(readStrictJson('x', utf8(canonicalJson(value)))).toEqual(value)
  })

  it.each([
    ['{"a":1,"a":1}', 'json.duplicate-key'], ['{"__proto__":1}', 'json.proto'], ['{"\\u005f_proto__":1}', 'json.proto'], ['[1e400]', 'json.number'], ['NaN', 'json.syntax'], ['[01]', 'json.syntax'],
    ['[1,]', 'json.syntax'], ['{"a"1}', 'json.syntax'], ['"\\ud800"', 'json.surrogate'], ['"a', 'json.syntax'], ['1 ', 'json.not-canonical'], ['{"b":1,"a":1}', 'json.not-canonical'], ['1.0', 'json.not-canonical'],
    ['[] []', 'json.trailing'], ['', 'json.syntax'], ['['.repeat(100_000), 'json.depth'], ['\ufeff1', 'json.syntax'],
  ])('refuses %s', (text, code) => {
    expect(() => readStrictJson('x', utf8(text))).toThrow(expect.objectContaining({ code }) as Error)
  })

  it('refuses what is not UTF-8', () => {
    expect(() => readStrictJson('x', Uint8Array.of(0x22, 0xff, 0x22))).toThrow(expect.objectContaining({ code: 'json.encoding' }) as Error)
  })
})
