// Views of a summary and of a comparison.
export { comparisonToMarkdown } from './comparison-markdown.ts'
export { renderComparison } from './render-comparison.ts'
export { renderTerminal } from './render-terminal.ts'

export type { RenderTerminalOptions } from './render-terminal.ts'
