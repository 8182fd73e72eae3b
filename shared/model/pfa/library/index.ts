import type { LibraryFunction } from '../machine'
import { arrays, maps } from './arrays'
import { core } from './core'
import { math } from './math'
import { models } from './models'
import { strings } from './strings'

/** Every function of the library by its name in documents. */
export const library: ReadonlyMap<string, LibraryFunction> = new Map(Object.entries({ ...core, ...math, ...arrays, ...maps, ...strings, ...models }))
