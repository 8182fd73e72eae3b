import { z } from 'zod'

// The CSP forbids eval, and zod decides when a schema is made whether to compile it: this module
// must be imported before any that makes one.
z.config({ jitless: true })
