import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { attachTimeStamp, requestForLatest } from '../../../../shared/pack/signature/attach-time-stamp'
import { readCms } from '../../../../shared/pack/signature/cms-read'
import { timeStampingUsage } from '../../../../shared/pack/verify/chain'
import { issue } from '../support/authority'
import { contentsOf, forge, putContents } from '../support/forge'
import { flipsThatPass } from '../support/flips'
import { buildCms } from '../../../../shared/pack/signature/cms'
import { has } from '../support/tools'
import type { TestIdentity } from '../support/identity'
import { doubts, people, revisionZero, signAs, verify } from '../support/pack'

/** OpenSSL plays the time-stamp authority at the far side of the air gap. */
describe.runIf(has('openssl', 'version'))('time stamps by file exchange', () => {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-tsa-'))
  let signers: readonly TestIdentity[]
  let authority: TestIdentity

  const pem = (label: string, bytes: Uint8Array): string => `-----BEGIN ${label}-----\n${Buffer.from(bytes).toString('base64').replace(/.{64}/gu, '$&\n')}\n-----END ${label}-----\n`
  const stamp = (request: Uint8Array): Uint8Array => {
    writeFileSync(join(folder, 'q.tsq'), request)
    execFileSync('openssl', ['ts', '-reply', '-config', join(folder, 'tsa.cnf'), '-section', 'tsa', '-queryfile', join(folder, 'q.tsq'), '-out', join(folder, 'r.tsr')], { stdio: 'ignore' })
    return new Uint8Array(readFileSync(join(folder, 'r.tsr')))
  }

  beforeAll(async () => {
    signers = await people()
    const root = await issue({ name: 'Test TSA Root', authority: true })
    authority = await issue({ name: 'Test TSA', issuer: root, usages: [timeStampingUsage] })
    const [own, chain] = authority.certificates
    writeFileSync(join(folder, 'tsa.pem'), pem('CERTIFICATE', own!))
    writeFileSync(join(folder, 'chain.pem'), pem('CERTIFICATE', chain!))
    writeFileSync(join(folder, 'key.pem'), authority.privateKey.export({ type: 'pkcs8', format: 'pem' }))
    writeFileSync(join(folder, 'serial'), '01\n')
    writeFileSync(join(folder, 'tsa.cnf'), `[tsa]\nserial = ${join(folder, 'serial')}\nsigner_cert = ${join(folder, 'tsa.pem')}\ncerts = ${join(folder, 'chain.pem')}\nsigner_key = ${join(folder, 'key.pem')}\nsigner_digest = sha256\ndefault_policy = 1.2.3.4.1\ndigests = sha256, sha384, sha512\nordering = yes\ntsa_name = yes\ness_cert_id_chain = no\ness_cert_id_alg = sha256\n`)
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  const signed = (): Promise<Uint8Array> => signAs(revisionZero(), signers[0]!, 0, { stampPlanned: true, claimedTime: new Date() })
  // OpenSSL stamps by the clock, so the check has to be made today, whenever that is.
  const check = async (pdf: Uint8Array): ReturnType<typeof verify> => await verify(pdf, [...signers, authority], { now: new Date() })

  it('proves the time once the answer is in, and keeps earlier stamps under later signatures', async () => {
    const pdf = await signed()
    expect(doubts(await check(pdf))).toContain('when.stamp-missing')
    const stamped = await attachTimeStamp(pdf, stamp(requestForLatest(pdf)))
    const report = await check(stamped)
    expect(report.lines[2]!.status, JSON.stringify(report.lines[2])).toBe('proven')
    expect(Math.abs(Date.parse(report.signatures[0]!.stampedTime!) - Date.now())).toBeLessThan(60_000)
    const twice = await signAs(stamped, signers[1]!, 1, { claimedTime: new Date() })
    expect((await check(twice)).lines[0]!.status).toBe('proven')
    expect((await verify(stamped, signers, { now: new Date() })).lines[2]!.status).toBe('not-proven')
  })

  it('refuses an answer to another question, a second one, and one without a signature', async () => {
    const pdf = await signed()
    const other = await signAs(pdf, signers[1]!, 1)
    await expect(attachTimeStamp(pdf, stamp(requestForLatest(other)))).rejects.toMatchObject({ code: 'time-stamp.other' })
    const answer = stamp(requestForLatest(pdf))
    await expect(attachTimeStamp(await attachTimeStamp(pdf, answer), answer)).rejects.toMatchObject({ code: 'time-stamp.twice' })
    await expect(attachTimeStamp(revisionZero(), answer)).rejects.toMatchObject({ code: 'time-stamp.unsigned' })
    await expect(attachTimeStamp(pdf, answer.subarray(0, 40))).rejects.toMatchObject({ code: 'der.truncated' })
  })

  it('names a stripped stamp, one over another signature, and every flipped bit', async () => {
    const pdf = await signed()
    const stamped = await attachTimeStamp(pdf, stamp(requestForLatest(pdf)))
    const { parts } = readCms(contentsOf(stamped, 0))
    expect(doubts(await check(putContents(stamped, 0, buildCms({ ...parts, timeStamp: null }))))).toContain('when.stamp-missing')
    const foreign = await forge(revisionZero(), signers[0]!, { cms: (own) => buildCms({ ...own, timeStamp: parts.timeStamp }) })
    const report = await check(foreign)
    expect(report.verdict).toBe('failed')
    expect(doubts(report)).toContain('when.stamp-other')
    const from = Buffer.from(stamped).indexOf('/Contents <') + 11
    const length = buildCms(parts).length * 2
    const flips = await flipsThatPass(stamped, [...signers, authority], 300, 5, (random) => from + Math.floor(random() * length), new Date())
    expect(flips.passed).toEqual([])
    expect(flips.unnamed).toEqual([])
  }, 30_000)
})
