// Views of a summary, of a comparison and of a catalog.
export { toAgentPayload } from './agent-payload.ts'
export { catalogToMarkdown, codeToMarkdown } from './catalog-pages.ts'
export { catalogToWeaver, weaverManifest } from './catalog-weaver.ts'
export { comparisonToMarkdown } from './comparison-markdown.ts'
export { renderComparison } from './render-comparison.ts'
export { renderTerminal } from './render-terminal.ts'
export { summaryToMarkdown } from './summary-markdown.ts'

export type { AgentIncident, AgentPayload, AgentPayloadOptions } from './agent-payload.ts'
export type { RenderTerminalOptions } from './render-terminal.ts'
