import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { unzipSync } from 'fflate'
import { beforeAll, describe, expect, it } from 'vitest'
import { memorySource, type ByteSource, type FolderFile } from '../../../shared/contract/bytes'
import { quietJob } from '../../../shared/contract/job'
import { readModel } from '../../../shared/model/index'
import { artifactOf, configureOnnxForNode, modelCases, tableOf } from '../../fixtures/model/cases'

const fixtures = join(import.meta.dirname, '../../fixtures/model')

function folder(name: string, files: Readonly<Record<string, Uint8Array>>): ByteSource {
  const list: FolderFile[] = Object.entries(files).map(([path, bytes]) => ({ path, source: memorySource(path.slice(path.lastIndexOf('/') + 1), bytes) }))
  return { ...memorySource(name, new TextEncoder().encode(Object.keys(files).join('\n'))), files: list }
}

describe('a folder as one artifact', () => {
  beforeAll(configureOnnxForNode)

  it('an MLflow folder reads and scores as its zip does', async () => {
    const zip = artifactOf('mlflow-sklearn', 'model.zip')
    const members = Object.fromEntries(Object.entries(unzipSync(await zip.slice(0, zip.size))).filter(([name]) => !name.endsWith('/')))
    const place = Object.keys(members).find((name) => name.endsWith('MLmodel'))!
    const inside = Object.fromEntries(Object.entries(members).map(([name, bytes]) => [name.slice(place.length - 'MLmodel'.length), bytes]))
    const [zipped, unpacked] = [await readModel(zip, quietJob), await readModel(folder('model', inside), quietJob)]
    expect(unpacked.card).toEqual(zipped.card)
    const { columns } = modelCases('mlflow-sklearn')[0]!
    const score = async (read: typeof zipped): Promise<unknown> => (await (await read.createScorer!({})).score(tableOf(columns), quietJob)).outputs
    expect(await score(unpacked)).toEqual(await score(zipped))
  })

  it('an unpacked MOJO reads and scores as its zip does, also one folder down', async () => {
    const zip = artifactOf('h2o-gbm-binomial', 'model.zip')
    const members = Object.fromEntries(Object.entries(unzipSync(await zip.slice(0, zip.size))).filter(([name]) => !name.endsWith('/')))
    const { columns } = modelCases('h2o-gbm-binomial')[0]!
    const score = async (source: ByteSource): Promise<unknown> => (await (await (await readModel(source, quietJob)).createScorer!({})).score(tableOf(columns), quietJob)).outputs
    const expected = await score(zip)
    expect(await score(folder('mojo', members))).toEqual(expected)
    expect(await score(folder('handed', Object.fromEntries(Object.entries(members).map(([name, bytes]) => [`mojo/${name}`, bytes]))))).toEqual(expected)
  })

  it('an ONNX folder is scored with the weights beside the graph', async () => {
    const file = (name: string): Uint8Array => new Uint8Array(readFileSync(join(fixtures, 'external-weights', name)))
    const { columns } = modelCases('onnx-mlp')[0]!
    const score = async (source: ByteSource): Promise<unknown> => (await (await (await readModel(source, quietJob)).createScorer!({})).score(tableOf(columns), quietJob)).outputs
    const together = await score(folder('net', { 'model.onnx': file('model.onnx'), 'weights.bin': file('weights.bin') }))
    expect(together).toEqual(await score(artifactOf('onnx-mlp', 'model.onnx')))
  })

  it('weights that are not given, not there or outside the folder are refused', async () => {
    const graph = new Uint8Array(readFileSync(join(fixtures, 'external-weights', 'model.onnx')))
    const refused = (source: ByteSource): Promise<void> => expect(readModel(source, quietJob)).rejects.toMatchObject({ code: 'model.external-data' })
    await refused(memorySource('model.onnx', graph))
    await refused(folder('net', { 'model.onnx': graph }))
    const text = Array.from(graph, (byte) => String.fromCharCode(byte)).join('').replaceAll('weights.bin', '../../x.bin')
    const climbing = Uint8Array.from(text, (char) => char.charCodeAt(0))
    await refused(folder('net', { 'model.onnx': climbing, '../../x.bin': new Uint8Array(100_000) }))
  })

  it('a folder that is no model is not guessed at', async () => {
    await expect(readModel(folder('data', { 'a.csv': new TextEncoder().encode('a,b\n1,2\n') }), quietJob)).rejects.toMatchObject({ code: 'model.unknown-format' })
  })
})
