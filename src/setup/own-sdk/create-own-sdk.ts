import type { Environment } from '../environment.ts'
import type { OwnParts } from '../extend-node-config.ts'
import type { Captured } from '../join/soft-globals.ts'
import type { Sdk } from '../load-sdk.ts'
import { metricReadersFromEnv } from '../metric-readers.ts'
import { otlpProcessorsFromEnv } from '../otlp-from-env.ts'
import type { SdkOptions } from '../sdk-options.ts'
import { createConfigFileSdk } from './config-file-sdk.ts'
import { areDetectorsKnown, createLightSdk, type LightSdkOptions } from './light-sdk.ts'
import { createNodeSdk } from './node-sdk.ts'
import type { OwnSdk } from './own-sdk.ts'
import { configFileOf, isPlainEnvironment, isSdkDisabled, wantsMetrics } from './sdk-variables.ts'

/**
 * Makes the SDK that OTel's variables, or its configuration file, ask for, with our processors and the exporters that
 * they name.
 *
 * @param capture - Keeps what OTel registers itself out of the globals.
 * @throws DiagnosticError SMON-E101 or SMON-E102
 */
export function createOwnSdk(
  sdk: Sdk,
  options: SdkOptions,
  env: Environment,
  capture: (action: () => void) => Captured,
): OwnSdk {
  if (configFileOf(env) !== undefined) return createConfigFileSdk(sdk, capture)
  const { serviceName, own, gate, gateSpans } = options
  const { resourceAttributes } = own
  // Handing processors to NodeSDK makes it ignore the exporters of the environment, so those are made here.
  const exporting = isSdkDisabled(env) ? NOTHING : otlpProcessorsFromEnv(sdk, env)
  const processors = {
    logs: [own.logRecordProcessor, ...exporting.logRecordProcessors.map((one) => gate(one))],
    // Without a tracer provider no record has a trace id.
    spans: [own.spanProcessor, ...exporting.spanProcessors.map((one) => gateSpans(one))],
  }
  const metricReaders = metricReadersOf(own, sdk, env)
  const given = { processors, metricReaders: metricReaders ?? [], serviceName, resourceAttributes }
  return metricReaders !== undefined && isPlainEnvironment(env) && areDetectorsKnown(env)
    ? createLightSdk(sdk, given, env)
    : createNodeSdk(sdk, { ...given, metricReaders }, env, capture)
}

const NOTHING = { logRecordProcessors: [], spanProcessors: [] }

/** Ours beside those of the environment; `undefined` where the SDK is to make those itself. */
function metricReadersOf(own: OwnParts, sdk: Sdk, env: Environment): readonly object[] | undefined {
  const found = wantsMetrics(env) ? metricReadersFromEnv(sdk, env) : []
  const reader = found === undefined ? undefined : own.createMetricReader?.(sdk)
  return reader === undefined || found === undefined ? found : [...found, reader]
}

/**
 * Makes an SDK that sends nothing, beside one of the program that lacks a provider.
 *
 * @param theirs - The resource of that one, if it is known: what is kept is of the same service.
 */
export function createSilentSdk(
  sdk: Sdk,
  { serviceName, own }: SdkOptions,
  env: Environment,
  theirs: unknown,
): OwnSdk {
  const processors = { logs: [own.logRecordProcessor], spans: [own.spanProcessor] }
  const { resourceAttributes } = own
  const resource = theirs as LightSdkOptions['resource']
  return createLightSdk(
    sdk,
    { processors, metricReaders: [], serviceName, resourceAttributes, resource },
    env,
  )
}
