import { readFileSync } from 'node:fs'
import { strToU8, unzipSync, zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { memorySource } from '../../../../shared/contract/bytes'
import { quietJob } from '../../../../shared/contract/job'
import { decideLabels, firstDouble } from '../../../../shared/model/h2o/class-label'
import { identifyModel, readModel } from '../../../../shared/model/index'
import { artifactOf, modelCases, tableOf } from '../../../fixtures/model/cases'

const members = async (name: string): Promise<Record<string, Uint8Array>> => {
  const source = artifactOf(name, 'model.zip')
  return { ...unzipSync(await source.slice(0, source.size)) }
}
const read = (files: Record<string, Uint8Array>, name = 'model.zip'): ReturnType<typeof readModel> => readModel(memorySource(name, zipSync(files)), quietJob)

describe('Java\'s generator, which draws among equal classes', () => {
  // java -e: new java.util.Random(42).nextDouble() and so on, OpenJDK 17.
  it('gives Java\'s first double', () => {
    expect(firstDouble(42n)).toBe(0.7275636800328681)
    expect(firstDouble(0n)).toBe(0.730967787376657)
    expect(firstDouble(-1n)).toBe(0.26894263088050496)
  })
  it('takes the larger class without a draw and one of the tied by their prior', () => {
    const head = { threshold: 0.5, prior: Float64Array.of(0, 1, 0) }
    const values = [Float64Array.of(0.4, 0.2), Float64Array.of(0.4, 0.3), Float64Array.of(0.2, 0.5)]
    expect(Array.from(decideLabels(head, values, [Float64Array.of(1, 1)]))).toEqual([1, 2])
  })
})

describe('the card of a MOJO', () => {
  it('takes the offset column from the description of the training where model.ini does not name it, as H2O 3.22 wrote', async () => {
    const files = await members('h2o-glm-offset')
    const ini = new TextDecoder().decode(files['model.ini'])
    const older = { ...files, 'model.ini': strToU8(ini.replace(/^offset_column = .*\n/m, '')) }
    expect(new TextDecoder().decode(older['model.ini'])).not.toBe(ini)
    expect((await read(older)).card.inputs).toEqual((await read(files)).card.inputs)
  })

  it('names producer, version, inputs with levels, classes, trees and parameters', async () => {
    const { card } = await readModel(artifactOf('h2o-gbm-binomial', 'model.zip'), quietJob)
    expect(card).toMatchObject({ format: 'h2o-mojo', formatVersion: 'MOJO 1.40', producer: 'H2O 3.46.0.7', task: 'binary', classes: ['no', 'yes'] })
    expect(card.inputs[5]).toEqual({ name: 'region', type: 'category', levels: ['east', 'north', 'south', 'west', 'Île-de-France'], positional: false })
    expect(card.outputs.map((output) => output.name)).toEqual(['label', 'probability:no', 'probability:yes'])
    const fact = (label: string): string | undefined => card.facts.find((known) => known.label === label)?.value
    expect(fact('Trees')).toBe('12')
    expect(fact('Parameters')).toContain('ntrees=12')
    expect(card.structure.length).toBeGreaterThan(5)
    expect(card.featureUse[0]!.gain).toBeGreaterThan(0)
  })
  it('is recognised whatever the zip is called, and a zip of something else is not', async () => {
    const source = artifactOf('h2o-gbm-binomial', 'model.zip')
    const bytes = await source.slice(0, source.size)
    expect((await identifyModel(memorySource('download', bytes)))?.format.id).toBe('h2o-mojo')
    expect(await identifyModel(memorySource('notes.zip', zipSync({ 'notes.txt': strToU8('model.ini') })))).toMatchObject({ format: { id: 'mlflow' } })
  })
  it('shows an algorithm it cannot score', async () => {
    const files = await members('h2o-glm-binomial')
    files['model.ini'] = strToU8(new TextDecoder().decode(files['model.ini']).replace(/^algorithm = .*$/m, 'algorithm = RuleFit'))
    const { card, createScorer } = await read(files)
    expect(card.unsupported).toEqual(['MOJOs of the algorithm "RuleFit" are shown here and not scored.'])
    expect(card.inputs).toHaveLength(7)
    expect(createScorer).toBeNull()
  })
  it('does not score a version that came after it', async () => {
    const files = await members('h2o-gbm-binomial')
    files['model.ini'] = strToU8(new TextDecoder().decode(files['model.ini']).replace('mojo_version = 1.40', 'mojo_version = 1.50'))
    expect((await read(files)).card.unsupported[0]).toContain('1.5')
  })
})

describe('a damaged MOJO is refused', () => {
  it('whose member does not match its check sum', async () => {
    const source = artifactOf('h2o-gbm-binomial', 'model.zip')
    const packed = zipSync(await members('h2o-gbm-binomial'), { level: 0 })
    const at = Buffer.from(packed).indexOf('init_f = ')
    packed[at + 9] = 0x37
    await expect(readModel(memorySource(source.name, packed), quietJob)).rejects.toMatchObject({ code: 'model.truncated' })
  })
  it('whose tree points beyond its end, or lacks its categories', async () => {
    const files = await members('h2o-gbm-binomial')
    files['trees/t00_000.bin'] = files['trees/t00_000.bin']!.slice(0, 40)
    await expect(read(files)).rejects.toMatchObject({ code: 'model.truncated' })
    const other = await members('h2o-gbm-binomial')
    other['model.ini'] = strToU8(new TextDecoder().decode(other['model.ini']).replace(/^5: .*$/m, ''))
    await expect(read(other)).rejects.toMatchObject({ code: 'model.malformed' })
  })
  it('that is an ensemble of itself', async () => {
    const files = await members('h2o-ensemble-binomial')
    const ini = new TextDecoder().decode(files['model.ini'])
    files['model.ini'] = strToU8(ini.replace(/^submodel_dir_0 = .*$/m, 'submodel_dir_0 = '))
    await expect(read(files)).rejects.toMatchObject({ code: 'model.too-large' })
  })
  it('that leaves its folder', async () => {
    await expect(read({ ...await members('h2o-glm-binomial'), '../model.ini': strToU8('x') })).rejects.toMatchObject({ code: 'model.malformed' })
  })
})

describe('POJO source', () => {
  const text = readFileSync(new URL('../../../fixtures/model/h2o-gbm-binomial/gbm_binomial.java', import.meta.url), 'utf8')
  const pojo = (source: string): ReturnType<typeof readModel> => readModel(memorySource('gbm.java', strToU8(source)), quietJob)
  it('is not scored when a condition is of another shape', async () => {
    const { card, createScorer } = await pojo(text.replace('data[1 /* age */] < 44.5f', 'Math.abs(data[1 /* age */]) < 44.5f'))
    expect(card.unsupported).toEqual(['The code of gbm_binomial_Tree_0_class_0 is of a shape that is not known here.'])
    expect(createScorer).toBeNull()
  })
  it('is not scored when score0 does something else too', async () => {
    const { card } = await pojo(text.replace('preds[1] = 1.0-preds[2];', 'preds[1] = 1.0-preds[2]; Runtime.getRuntime().exec("id");'))
    expect(card.unsupported[0]).toContain('not known here')
    const forest = await pojo(text.replace('preds[1] += gbm_binomial_Tree_3_class_0.score0(fdata);', 'preds[1] += gbm_binomial_Tree_3_class_0.score0(fdata); preds[1] += 1;'))
    expect(forest.card.unsupported).toEqual(['The code of gbm_binomial_Forest_3 is of a shape that is not known here.'])
  })
})

describe('Java archives', () => {
  it('give the MOJO inside and say that there is code', async () => {
    const source = artifactOf('h2o-gbm-binomial', 'model.zip')
    const jar = artifactOf('h2o-gbm-binomial', 'model.jar')
    const classes = unzipSync(await jar.slice(0, jar.size))
    const { card, createScorer } = await read({ ...classes, 'models/credit.zip': await source.slice(0, source.size) }, 'service.jar')
    expect(card).toMatchObject({ format: 'java-archive', task: 'binary', unsupported: [] })
    expect(card.facts).toContainEqual({ label: 'Model file', value: 'models/credit.zip' })
    expect(card.security[0]).toContain('Nothing was run here')
    const test = modelCases('h2o-gbm-binomial')[0]!
    const scores = await (await createScorer!({})).score(tableOf(test.columns), quietJob)
    expect(Array.from(scores.outputs[2]!.values)).toEqual(test.expected['probability:yes'])
  })
})
