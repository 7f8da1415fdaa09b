/**
 * Tells whether an endpoint will never take what it was given: it said that it does not understand it, or takes no log
 * records at all. What it has not the right or the time for, it may take later.
 *
 * @param error - Of an official exporter: `code` is a status of HTTP, or of gRPC.
 */
export function isRefused(error: unknown): boolean {
  const { code } = (error ?? {}) as { readonly code?: unknown }
  return typeof code === 'number' && (REFUSED_HTTP.has(code) || REFUSED_GRPC.has(code))
}

const REFUSED_HTTP = new Set([400, 404, 405, 410, 413, 415, 422, 501])
/** INVALID_ARGUMENT, UNIMPLEMENTED. https://grpc.io/docs/guides/status-codes/ */
const REFUSED_GRPC = new Set([3, 12])
