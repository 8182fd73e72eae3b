import { describeError, toErrorReport } from '../../shared/contract/errors'
import type { HeadlessCommand } from '../../shared/contract/ipc'
import { ask } from '../bridge'
import { inspect } from './inspect'
import { exit, print, printError } from './output'
import { runPlan } from './run-plan'
import { score } from './score'
import { sign } from './sign'
import { verify } from './verify'

/** Does what the command line asked for, in the same window and workers as the app, and ends with its exit code. */
export async function runHeadless(): Promise<void> {
  const command = await ask('headless.command')
  if (command === null) return
  await ask('headless.exit', { code: await attempt(command) })
}

async function attempt(command: HeadlessCommand): Promise<number> {
  try {
    return await dispatch(command)
  } catch (thrown) {
    const error = toErrorReport(thrown)
    const defect = error.code === 'unexpected'
    const stack = thrown instanceof Error ? (thrown.stack ?? '') : ''
    const id = defect ? (await ask('defect.report', { where: `headless ${command.command}`, message: error.message, stack })).id : null
    if (command.json) await print(JSON.stringify({ error: { ...error, ...(id === null ? {} : { id }) } }, null, 2))
    await printError(id === null ? describeError(error) : `This is a defect of Countersign (logged as ${id}): ${error.message}`)
    return defect ? exit.defect : exit.badInput
  }
}

function dispatch(command: HeadlessCommand): Promise<number> {
  switch (command.command) {
    case 'run': return runPlan(command)
    case 'sign': return sign(command)
    case 'verify': return verify(command)
    case 'inspect': return inspect(command)
    case 'score': return score(command)
  }
}
