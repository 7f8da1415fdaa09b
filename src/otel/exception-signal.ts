/**
 * Tells whether exceptions belong on spans, as OTel's variable says it: only in log records with `logs`, in both with
 * `logs/dup`, and in both, too, where it is not set. The environment is asked at each exception, and nothing else.
 *
 * https://opentelemetry.io/docs/specs/semconv/exceptions/ (v1.44)
 */
export function areExceptionsOnSpans(): boolean {
  const names = optIn()
    .split(',')
    .map((name) => name.trim())
  return names.includes('logs/dup') || !names.includes('logs')
}

/** Deno asks a person for permission before it tells a variable: there it counts as not set. */
function optIn(): string {
  try {
    const { Deno, process } = globalThis as {
      readonly Deno?: unknown
      readonly process?: { readonly env?: { readonly OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN?: string } }
    }
    return (Deno === undefined && process?.env?.OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN) || ''
  } catch {
    return ''
  }
}
