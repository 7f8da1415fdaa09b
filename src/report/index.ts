// Views of a summary.
export { renderTerminal } from './render-terminal.ts'

export type { RenderTerminalOptions } from './render-terminal.ts'
