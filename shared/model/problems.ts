import { ExpectedError, type ErrorDetails } from '../contract/errors'

/** The artifact ends before its own declarations are met, or does not parse to its end. */
export function truncated(file: string, where: string): ExpectedError {
  return new ExpectedError('model.truncated', `${file} is cut short or damaged: ${where}.`, { file, remedy: 'Ask for the file again and compare its size or hash with the developer.' })
}

/** The artifact parses, but what it says contradicts its own format. */
export function malformed(file: string, what: string, details: ErrorDetails = {}): ExpectedError {
  return new ExpectedError('model.malformed', `${file} is not a valid model artifact: ${what}.`, { file, ...details })
}

/** The artifact exceeds a bound that keeps the application alive. */
export function tooLarge(file: string, what: string): ExpectedError {
  return new ExpectedError('model.too-large', `${file} is too large to be read safely: ${what}.`, { file, remedy: 'Review it through recorded predictions instead.' })
}
