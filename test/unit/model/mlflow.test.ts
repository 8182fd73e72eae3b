import { strToU8, zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { memorySource } from '../../../shared/contract/bytes'
import { quietJob } from '../../../shared/contract/job'
import { readModel } from '../../../shared/model/index'
import { artifactOf } from '../../fixtures/model/cases'

const zip = (members: Readonly<Record<string, string>>): ReturnType<typeof memorySource> => memorySource('folder.zip', zipSync(Object.fromEntries(Object.entries(members).map(([name, text]) => [name, strToU8(text)]))))
const mlmodel = 'flavors:\n  sklearn:\n    pickled_model: model.pkl\nmlflow_version: 3.0.0\nsignature:\n  inputs: \'[{"type": "double", "name": "a"}]\'\n'

describe('MLflow folders', () => {
  it('shows signature, flavours and environment; names of the signature stand for unnamed columns', async () => {
    const { card } = await readModel(artifactOf('mlflow-sklearn', 'model.zip'), quietJob)
    expect(card.inputs.map((input) => input.name)).toEqual(['income', 'age', 'ratio', 'months', 'balance'])
    expect(card.facts).toContainEqual({ label: 'Flavours', value: 'python_function, sklearn' })
    expect(card.facts.find((fact) => fact.label === 'Environment')?.value).toContain('scikit-learn==')
    expect(card.structure.map((node) => node.label)).toContain('Signature')
  })

  it('shows an MLmodel file alone and says what is missing', async () => {
    const { card, createScorer } = await readModel(memorySource('MLmodel', strToU8(mlmodel)), quietJob)
    expect(card.inputs.map((input) => input.name)).toEqual(['a'])
    expect(card.unsupported[0]).toContain('zip')
    expect(createScorer).toBeNull()
  })

  it('refuses members outside the folder', async () => {
    await expect(readModel(zip({ MLmodel: mlmodel, '../evil.pkl': 'x' }), quietJob)).rejects.toMatchObject({ code: 'model.malformed' })
  })

  it('refuses an archive that says it holds more than its limit', async () => {
    const bytes = zipSync({ MLmodel: strToU8(mlmodel) })
    // The size of the only member, in its central directory record: 4 GB.
    const view = new DataView(bytes.buffer)
    for (let at = 0; at + 28 < bytes.length; at++) if (view.getUint32(at, true) === 0x02014b50) view.setUint32(at + 24, 0xfffffff0, true)
    await expect(readModel(memorySource('folder.zip', bytes), quietJob)).rejects.toMatchObject({ code: 'model.too-large' })
  })

  it('refuses YAML that multiplies itself', async () => {
    const bomb = `a: &a [x,x,x]\nb: &b [*a,*a,*a]\nc: [*b,*b,*b]\n${mlmodel}`
    await expect(readModel(zip({ MLmodel: bomb }), quietJob)).rejects.toMatchObject({ code: 'model.malformed' })
  })

  it('says when no model file is in the archive', async () => {
    const { card, createScorer } = await readModel(zip({ MLmodel: mlmodel }), quietJob)
    expect(card.unsupported[0]).toContain('no model file')
    expect(createScorer).toBeNull()
  })
  it('names the library or the loader of a model it does not score', async () => {
    const reasons = async (flavours: string): Promise<string> => (await readModel(zip({ MLmodel: `flavors:\n${flavours}`, 'model.pr': '?' }), quietJob)).card.unsupported.join(' ')
    expect(await reasons('  prophet:\n    data: model.pr\n  python_function:\n    data: model.pr\n    loader_module: mlflow.prophet\n')).toBe('Its flavour is prophet: the model file model.pr is in a format that is not scored here.')
    expect(await reasons('  python_function:\n    data: model.pr\n    loader_module: scoring.house\n')).toMatch(/loaded by its module scoring\.house: the model is Python code/)
  })
})
