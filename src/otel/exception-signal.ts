/**
 * Tells whether exceptions belong on spans, as OTel's variable says it: only in log records with `logs`, in both with
 * `logs/dup`, and in both, too, where it is not set. Deno asks a person for permission before it tells a variable: there
 * it counts as not set.
 *
 * https://opentelemetry.io/docs/specs/semconv/exceptions/ (v1.44)
 */
export function areExceptionsOnSpans(): boolean {
  const { Deno, process } = globalThis as {
    readonly Deno?: unknown
    readonly process?: { readonly env?: { readonly OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN?: string } }
  }
  const optIn = (Deno ? undefined : process?.env?.OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN) ?? ''
  return !/(^|,) *logs *(,|$)/.test(optIn) || optIn.includes('logs/dup')
}
