import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { JsonStore } from '../../../electron/main/json-store'
import { trustSchema, TrustStore } from '../../../electron/main/trust-store'
import { readCertificate } from '../../../shared/pack/signature/certificate'
import { people, revisionZero, signAll } from '../pack/support/pack'
import { verifyPack } from '../../../shared/pack/verify/verify'
import { quietJob } from '../../../shared/contract/job'

const folder = mkdtempSync(join(tmpdir(), 'countersign-trust-'))
const path = join(folder, 'trusted.json')
const open = (): TrustStore => new TrustStore(new JsonStore(path, trustSchema, []))
const pem = (der: Uint8Array): string => `-----BEGIN CERTIFICATE-----\n${Buffer.from(der).toString('base64').replace(/.{64}/gu, '$&\n')}\n-----END CERTIFICATE-----\n`
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('certificates a person trusts', () => {
  it('are taken as DER or PEM, kept once, survive a restart, and make a pack proven until they are removed', async () => {
    const signers = await people()
    const pack = await signAll(revisionZero(), signers)
    const [ada, ...others] = signers.map((signer) => signer.certificates[0]!)
    await open().add(ada!, 'ada.cer')
    await open().add(ada!, 'ada.cer')
    await open().add(Buffer.from(others.map(pem).join('a line of words\n')), 'others.pem')
    const trusted = await open().list()
    expect(trusted).toHaveLength(3)
    expect(trusted[0]).toMatchObject({ fingerprint: readCertificate(ada!).fingerprint, authority: false })
    const check = async (): Promise<string> => (await verifyPack(pack, { trusted: (await open().list()).map(({ der }) => der), job: quietJob })).lines[1]!.status
    expect(await check()).toBe('proven')
    await open().remove(readCertificate(others[1]!).fingerprint)
    expect(await check()).toBe('not-proven')
  })

  it('are nothing else', async () => {
    await expect(open().add(Buffer.from('hello'), 'letter.txt')).rejects.toThrow('letter.txt is not a certificate')
    const before = (await open().list()).length
    writeFileSync(path, JSON.stringify([...JSON.parse(readFileSync(path, 'utf8')) as string[], 'AAAA']))
    expect(await open().list()).toHaveLength(before)
  })
})
