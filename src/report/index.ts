// Views of a summary, of a comparison and of a catalog.
export { catalogToMarkdown, codeToMarkdown } from './catalog-pages.ts'
export { catalogToWeaver, weaverManifest } from './catalog-weaver.ts'
export { comparisonToMarkdown } from './comparison-markdown.ts'
export { renderComparison } from './render-comparison.ts'
export { renderTerminal } from './render-terminal.ts'

export type { RenderTerminalOptions } from './render-terminal.ts'
