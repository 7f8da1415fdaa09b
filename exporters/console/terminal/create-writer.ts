import type { TerminalStream } from './terminal.ts'

interface NodeStream {
  write(text: string, done: () => void): unknown
  on(name: 'error', listener: () => void): unknown
  off(name: 'error', listener: () => void): unknown
}

/**
 * Creates a function that writes to a stream that may be gone, as a pipe whose reader has left. Its error event would
 * end a program that does not expect it, so it is heard while our writes are under way, as `console` does; what the
 * program itself writes fails as ever. What the stream throws is thrown.
 */
export function createWriter(stream: TerminalStream): (text: string) => void {
  if (!isNodeStream(stream)) return (text) => void stream.write(text)
  const target: NodeStream = stream
  let underWay = 0

  function finish(): void {
    underWay -= 1
    if (underWay === 0) target.off('error', ignore)
  }

  return (text) => {
    if (underWay === 0) target.on('error', ignore)
    underWay += 1
    try {
      // The event comes right after the write has failed.
      target.write(text, () => setImmediate(finish).unref())
    } catch (error) {
      finish()
      throw error
    }
  }
}

function ignore(): void {
  // Nobody reads: there is nobody to tell.
}

function isNodeStream(stream: object): stream is NodeStream {
  return 'on' in stream && 'off' in stream && typeof stream.on === 'function'
}
