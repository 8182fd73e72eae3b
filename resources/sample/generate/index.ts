/**
 * Writes the sample's CSV files: `npm run sample -- <folder> [clean]`. Afterwards `train.py` fits and
 * exports the models with their own libraries and adds the developer's recorded predictions.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sampleCsv, sampleFiles, sampleSeed } from './files'
import { clean, planted } from './problems'

const [folder, twin] = process.argv.slice(2)
if (folder === undefined) throw new Error('Usage: npm run sample -- <folder> [clean]')
mkdirSync(folder, { recursive: true })
for (const file of sampleFiles) {
  writeFileSync(join(folder, `${file.name}.csv`), sampleCsv(sampleSeed, file, twin === 'clean' ? clean : planted))
}
