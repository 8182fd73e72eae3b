import type { LibraryFunction } from '../machine'
import { arrays, maps } from './arrays'
import { moreArrays, moreMaps } from './collections'
import { core } from './core'
import { distributions } from './distributions'
import { logic } from './logic'
import { math } from './math'
import { models } from './models'
import { strings } from './strings'
import { moreStrings, times } from './texts'

/** Every function of the library by its name in documents. */
export const library: ReadonlyMap<string, LibraryFunction> = new Map(Object.entries({ ...core, ...math, ...arrays, ...maps, ...strings, ...models, ...moreArrays, ...moreMaps, ...moreStrings, ...times, ...distributions, ...logic }))
