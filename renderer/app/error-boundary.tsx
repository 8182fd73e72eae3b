import { Component, type ErrorInfo, type ReactNode } from 'react'
import { ask } from '../bridge'
import { Button } from '../ui/button'
import styles from './shell.module.css'

interface Props {
  /** Where it happened, for the log. */
  readonly where: string
  readonly children: ReactNode
}

interface State {
  readonly failed: boolean
  readonly defect: string | null
}

/** Keeps a defect inside one place: the rest of the app and the review stay as they are. */
export class ErrorBoundary extends Component<Props, State> {
  override state: State = { failed: false, defect: null }

  static getDerivedStateFromError(): Partial<State> {
    return { failed: true }
  }

  override componentDidCatch(error: Error, info: ErrorInfo): void {
    const stack = `${error.stack ?? ''}\n${info.componentStack ?? ''}`
    ask('defect.report', { where: this.props.where, message: error.message, stack }).then(
      ({ id }) => this.setState({ defect: id }),
      () => this.setState({ defect: null }),
    )
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children
    return (
      <div className={styles.broken} role="alert">
        <h1>This page could not be shown</h1>
        <p>
          A defect in Countersign, not in your data. The review is safe: every edit was already written to disk.
          {this.state.defect === null ? '' : ` It is in the log as ${this.state.defect}.`}
        </p>
        <Button kind="primary" onPress={() => this.setState({ failed: false, defect: null })}>Show the page again</Button>
      </div>
    )
  }
}
