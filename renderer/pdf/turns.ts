/** Longest stretch of work between two chances for the page to paint and to take input. */
const slice = 40

/**
 * Gives way to the page between pieces of work. Uses a message port: timers are slowed to one a
 * second in a window that is not shown, messages are not.
 */
export class Turns {
  #since = performance.now()

  constructor(private readonly check: () => void) {}

  async pause(): Promise<void> {
    this.check()
    if (performance.now() - this.#since < slice) return
    await new Promise<void>((resolve) => {
      const channel = new MessageChannel()
      channel.port1.onmessage = () => {
        channel.port1.close()
        resolve()
      }
      channel.port2.postMessage(null)
    })
    this.#since = performance.now()
    this.check()
  }
}
