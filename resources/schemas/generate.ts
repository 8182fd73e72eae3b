/** Writes the plan's JSON Schema from the reader's own schema: `npm run schemas`. A test holds the two together. */
import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { planJsonSchema } from '../../shared/review/from-plan'

writeFileSync(resolve(import.meta.dirname, 'plan.schema.json'), `${JSON.stringify(planJsonSchema(), null, 2)}\n`)
