import { zlibSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { memorySource } from '../../../../shared/contract/bytes'
import { quietJob } from '../../../../shared/contract/job'
import { readModel } from '../../../../shared/model/index'
import { artifactOf } from '../../../fixtures/model/cases'

const bytes = (text: string): Uint8Array => Uint8Array.from(text, (char) => char.charCodeAt(0))
const read = (content: Uint8Array, name = 'model.pkl'): ReturnType<typeof readModel> => readModel(memorySource(name, content), quietJob)

describe('a pickle that would run code is shown, not run, and not scored', () => {
  const attacks: readonly (readonly [name: string, content: string, callee: string])[] = [
    ['os.system, protocol 0', 'cos\nsystem\n(S\'id\'\ntR.', 'os.system'],
    ['posix.system by INST', '(S\'id\'\niposix\nsystem\n.', 'posix.system'],
    ['builtins.eval, protocol 4', '\x80\x04\x8c\x08builtins\x8c\x04eval\x93\x8c\x031+1\x85R.', 'builtins.eval'],
    ['subprocess.Popen, protocol 2', '\x80\x02csubprocess\nPopen\nU\x02id\x85R.', 'subprocess.Popen'],
    ['a name that reaches through a module', '\x80\x04\x8c\x05numpy\x8c\x09os.system\x93\x8c\x02id\x85R.', 'numpy.os.system'],
    ['code before the stream breaks off', 'cos\nsystem\n(S\'id\'\ntR(((', 'os.system'],
    ['numpy runstring', 'cnumpy.testing._private.utils\nrunstring\n(S\'1\'\n}tR.', 'numpy.testing._private.utils.runstring'],
  ]
  for (const [name, content, callee] of attacks) {
    it(name, async () => {
      const { card, createScorer } = await read(bytes(content))
      expect(card.security.join(' ')).toContain(callee)
      expect(card.unsupported.join(' ')).toContain(callee)
      expect(createScorer).toBeNull()
    })
  }

  it('a real model with a hidden call is refused although the rest could be scored', async () => {
    const source = artifactOf('sklearn-linear', 'p2.pkl')
    const whole = await source.slice(0, source.size)
    // PROTO 2, then a call whose result is thrown away, then the model as it was.
    const hidden = bytes('\x80\x02cos\nsystem\nU\x02id\x85R0')
    const joined = new Uint8Array([...hidden, ...whole.subarray(2)])
    const { card, createScorer } = await read(joined)
    expect(card.facts.find((fact) => fact.label === 'Class')?.value).toBe('sklearn.linear_model._base.LinearRegression')
    expect(card.security.join(' ')).toContain('os.system')
    expect(createScorer).toBeNull()
  })

  it('an honest model has no security note', async () => {
    for (const file of ['p0.pkl', 'p2.pkl', 'p5.pkl', 'model.joblib', 'zlib.joblib']) {
      expect((await readModel(artifactOf('sklearn-linear', file), quietJob)).card.security, file).toEqual([])
    }
  })
})

describe('bounds', () => {
  it('refuses an array larger than the file', async () => {
    await expect(read(bytes('\x80\x04\x8e\xff\xff\xff\xff\xff\xff\xff\x7f.'))).rejects.toMatchObject({ code: 'model.truncated' })
  })

  it('refuses a pickle without an end', async () => {
    await expect(read(bytes('\x80\x04N'))).rejects.toMatchObject({ code: 'model.truncated' })
  })

  it('shows a list that holds itself', async () => {
    const { card, createScorer } = await read(bytes('\x80\x02]q\x00h\x00a.'))
    expect(createScorer).toBeNull()
    expect(card.unsupported.length).toBeGreaterThan(0)
  })

  it('refuses a pipeline that holds itself', async () => {
    // A Pipeline whose steps are [("a", the same pipeline)].
    const cyclic = '\x80\x02csklearn.pipeline\nPipeline\n)\x81q\x00}U\x05steps](U\x01ah\x00\x86es' + 'b.'
    await expect(read(bytes(cyclic))).rejects.toMatchObject({ code: 'model.malformed' })
  })

  it('refuses a compressed file that grows past its limit', async () => {
    const zeros = zlibSync(new Uint8Array(4 * 1024 * 1024), { level: 9 })
    // One stream of zeros is no pickle: it is refused at its first instruction, not after filling memory.
    await expect(read(zeros, 'model.joblib')).rejects.toMatchObject({ code: 'model.malformed' })
  })

  it('says of every compression that the file breaks off', async () => {
    for (const head of ['BZh91AY&SY\x00\x00', '\xfd7zXZ\x00\x00\x04', ']\x00\x00\x80\x00', '\x04\x22\x4d\x18\x60']) await expect(read(Uint8Array.from(head, (char) => char.charCodeAt(0)), 'model.joblib'), head).rejects.toMatchObject({ code: 'model.truncated' })
  })

  it('does not unpack xz with a filter it does not know', async () => {
    const filtered = Uint8Array.of(0xfd, 0x37, 0x7a, 0x58, 0x5a, 0, 0, 4, 0, 0, 0, 0, 2, 1, 3, 1, 0, 0, 0, 0, 0, 0, 0, 0)
    await expect(read(filtered, 'model.joblib')).rejects.toMatchObject({ code: 'model.compression' })
  })
})
