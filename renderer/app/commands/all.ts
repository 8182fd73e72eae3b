import type { Session } from '../../session/types'
import { usePreferences } from '../../ui/preferences'
import type { Overlay } from '../app-state'
import { focusFind, focusPane } from '../panes'
import { places } from '../place-names'
import { createRegistry, type Command, type CommandGroup } from './registry'

export interface CommandContext {
  readonly session: Session
  readonly open: (overlay: Overlay) => void
}

type AppCommand = Command<CommandContext>
type Options = Partial<Pick<AppCommand, 'keys' | 'whileTyping' | 'blocked'>>

function command(group: CommandGroup, id: string, title: string, run: AppCommand['run'], options: Options = {}): AppCommand {
  // Chords with a modifier do not write text, so they work everywhere unless told otherwise.
  const keys = options.keys ?? []
  const whileTyping = options.whileTyping ?? keys.every((chord) => /Mod|^F\d/.test(chord))
  return { group, id, title, run, keys, whileTyping, blocked: options.blocked ?? (() => null) }
}

const needsReview: AppCommand['blocked'] = ({ session }) => (session.review === null ? 'Open a review first.' : null)
const needsInputs: AppCommand['blocked'] = ({ session }) => (session.review === null ? 'Open a review first.' : session.review.datasets.length === 0 ? 'Add a dataset first.' : null)

const review: readonly AppCommand[] = [
  command('Review', 'review.new', 'New review…', ({ open }) => open('new-review'), { keys: ['Mod+N'] }),
  command('Review', 'review.open', 'Open a review…', ({ session }) => session.openReview(), { keys: ['Mod+O'] }),
  command('Review', 'review.sample', 'Open the sample review', ({ session }) => session.openSample()),
  command('Review', 'review.save', 'Save', ({ session }) => session.save(), { keys: ['Mod+S'], blocked: needsReview }),
  command('Review', 'review.saveAs', 'Save as…', ({ session }) => session.saveAs(), { keys: ['Mod+Shift+S'], blocked: needsReview }),
  command('Review', 'review.close', 'Close the review', ({ session }) => session.closeReview(), { blocked: needsReview }),
  command('Review', 'verify.pick', 'Verify a pack…', ({ session }) => session.pickAndVerify()),
]

const goTo: readonly AppCommand[] = [
  command('Go to', 'app.places', 'Go to place…', ({ open }) => open('places'), { keys: ['Mod+P'] }),
  ...places.map(({ id, title, key }) => command('Go to', `place.${id}`, title, ({ session }) => session.goTo(id), { keys: [key] })),
  command('Go to', 'pane.next', 'Next pane', () => focusPane(1), { keys: ['F6'] }),
  command('Go to', 'pane.previous', 'Previous pane', () => focusPane(-1), { keys: ['Shift+F6'], whileTyping: true }),
]

const work: readonly AppCommand[] = [
  command('Work', 'inputs.add', 'Add files to the review…', ({ session }) => session.pickInputs(), { keys: ['Mod+I'], blocked: needsReview }),
  command('Work', 'inputs.add-folder', 'Add a model folder to the review…', ({ session }) => session.pickInputs(true), { blocked: needsReview }),
  command('Work', 'plan.run', 'Run the plan', ({ session }) => session.run(), { keys: ['Mod+Enter', 'Mod+R'], blocked: needsInputs }),
  command('Work', 'job.cancel', 'Cancel the running job', ({ session }) => session.cancelAll(), { keys: ['Escape'], blocked: ({ session }) => (session.jobs.length === 0 ? 'No job is running.' : null) }),
  command('Work', 'finding.raise', 'Raise a finding', ({ session }) => session.raiseFinding(null), { blocked: needsReview }),
  command('Work', 'pack.export', 'Sign and export the pack', ({ session }) => session.goTo('pack'), { keys: ['Mod+Shift+E'], blocked: needsReview }),
]

const edit: readonly AppCommand[] = [
  // While typing, undo belongs to the text field.
  command('Edit', 'edit.undo', 'Undo', ({ session }) => session.undo(), { keys: ['Mod+Z'], whileTyping: false, blocked: ({ session }) => (session.canUndo ? null : 'There is nothing to undo.') }),
  command('Edit', 'edit.redo', 'Redo', ({ session }) => session.redo(), { keys: ['Mod+Shift+Z', 'Mod+Y'], whileTyping: false, blocked: ({ session }) => (session.canRedo ? null : 'There is nothing to redo.') }),
  command('Edit', 'edit.find', 'Find in this place', () => focusFind(), { keys: ['Mod+F'] }),
]

const { setTheme, setDensity } = usePreferences.getState()

const view: readonly AppCommand[] = [
  command('View', 'app.palette', 'All commands…', ({ open }) => open('palette'), { keys: ['Mod+Shift+P'] }),
  command('View', 'app.preferences', 'Appearance…', ({ open }) => open('preferences'), { keys: ['Mod+,'] }),
  command('View', 'theme.system', 'Theme: follow the system', () => setTheme('system')),
  command('View', 'theme.light', 'Theme: light', () => setTheme('light')),
  command('View', 'theme.dark', 'Theme: dark', () => setTheme('dark')),
  command('View', 'theme.contrast', 'Theme: high contrast', () => setTheme('contrast')),
  command('View', 'density.compact', 'Density: compact', () => setDensity('compact')),
  command('View', 'density.regular', 'Density: regular', () => setDensity('regular')),
  command('View', 'density.relaxed', 'Density: relaxed', () => setDensity('relaxed')),
]

const help: readonly AppCommand[] = [
  command('Help', 'help.shortcuts', 'Keyboard shortcuts', ({ open }) => open('shortcuts'), { keys: ['?'] }),
]

/** Every command of the app, in the order in which the palette and the sheet show them. */
export const commands = createRegistry<CommandContext>([...review, ...goTo, ...work, ...edit, ...view, ...help])
