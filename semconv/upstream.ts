// The names of others that smonitor uses, copied with their source instead of imported: a library must not depend on
// unstable constants at run time (https://www.npmjs.com/package/@opentelemetry/semantic-conventions, "Unstable SemConv").

/** Describes the class of error that an operation ended with. */
export const ATTR_ERROR_TYPE = 'error.type' as const

/** The value of {@link ATTR_ERROR_TYPE} for an error that has no class of its own. */
export const ERROR_TYPE_VALUE_OTHER = '_OTHER' as const

/** The type of an exception. */
export const ATTR_EXCEPTION_TYPE = 'exception.type' as const

/** The message of an exception. */
export const ATTR_EXCEPTION_MESSAGE = 'exception.message' as const

/** The stack trace of an exception, as the runtime writes it. */
export const ATTR_EXCEPTION_STACKTRACE = 'exception.stacktrace' as const

/** The full name of a function, with its module or class. */
export const ATTR_CODE_FUNCTION_NAME = 'code.function.name' as const

/** The path of a source file. */
export const ATTR_CODE_FILE_PATH = 'code.file.path' as const

/** The line in {@link ATTR_CODE_FILE_PATH}, the first being 1. */
export const ATTR_CODE_LINE_NUMBER = 'code.line.number' as const

/** The logical name of a service. */
export const ATTR_SERVICE_NAME = 'service.name' as const

/** The version of a service. */
export const ATTR_SERVICE_VERSION = 'service.version' as const

/** The id of one instance of a service. */
export const ATTR_SERVICE_INSTANCE_ID = 'service.instance.id' as const

/** The name of an event, where an exporter has no field for it. */
export const ATTR_OTEL_EVENT_NAME = 'otel.event.name' as const

/**
 * The id of one log record, by which a receiver finds records that arrive twice.
 *
 * @experimental
 */
export const ATTR_LOG_RECORD_UID = 'log.record.uid' as const

/**
 * The stream that a log record was printed to: `stdout` or `stderr`.
 *
 * @experimental
 */
export const ATTR_LOG_IOSTREAM = 'log.iostream' as const

/**
 * The name of a test suite.
 *
 * @experimental
 */
export const ATTR_TEST_SUITE_NAME = 'test.suite.name' as const

/**
 * The full name of a test case.
 *
 * @experimental
 */
export const ATTR_TEST_CASE_NAME = 'test.case.name' as const

/**
 * The result of a test case; there is no value for a skipped or a flaky one.
 *
 * @experimental
 */
export const ATTR_TEST_CASE_RESULT_STATUS = 'test.case.result.status' as const

/**
 * The value of {@link ATTR_TEST_CASE_RESULT_STATUS} for a test that passed.
 *
 * @experimental
 */
export const TEST_CASE_RESULT_STATUS_VALUE_PASS = 'pass' as const

/**
 * The value of {@link ATTR_TEST_CASE_RESULT_STATUS} for a test that failed.
 *
 * @experimental
 */
export const TEST_CASE_RESULT_STATUS_VALUE_FAIL = 'fail' as const

/**
 * The name of a CI pipeline, which GitHub calls a workflow.
 *
 * @experimental
 */
export const ATTR_CICD_PIPELINE_NAME = 'cicd.pipeline.name' as const

/**
 * The id of one run of a CI pipeline.
 *
 * @experimental
 */
export const ATTR_CICD_PIPELINE_RUN_ID = 'cicd.pipeline.run.id' as const

/**
 * The address of the page of a pipeline run.
 *
 * @experimental
 */
export const ATTR_CICD_PIPELINE_RUN_URL_FULL = 'cicd.pipeline.run.url.full' as const

/**
 * The name of a task in a CI pipeline, which GitHub calls a job.
 *
 * @experimental
 */
export const ATTR_CICD_PIPELINE_TASK_NAME = 'cicd.pipeline.task.name' as const

/**
 * The name of the branch or tag that is checked out.
 *
 * @experimental
 */
export const ATTR_VCS_REF_HEAD_NAME = 'vcs.ref.head.name' as const

/**
 * The commit that is checked out.
 *
 * @experimental
 */
export const ATTR_VCS_REF_HEAD_REVISION = 'vcs.ref.head.revision' as const

/**
 * The name of a repository.
 *
 * @experimental
 */
export const ATTR_VCS_REPOSITORY_NAME = 'vcs.repository.name' as const

/**
 * The id of a change, which GitHub calls a pull request.
 *
 * @experimental
 */
export const ATTR_VCS_CHANGE_ID = 'vcs.change.id' as const

/**
 * The number of occurrences that one record stands for.
 *
 * @experimental
 */
export const ATTR_LOG_COUNT = 'log_count' as const

/**
 * The time of the first occurrence that a record stands for, in RFC 3339.
 *
 * @experimental
 */
export const ATTR_FIRST_OBSERVED_TIMESTAMP = 'first_observed_timestamp' as const

/**
 * The time of the last occurrence that a record stands for, in RFC 3339.
 *
 * @experimental
 */
export const ATTR_LAST_OBSERVED_TIMESTAMP = 'last_observed_timestamp' as const

/** The name of the event for an exception that no operation caught. */
export const EVENT_EXCEPTION = 'exception' as const

/** Describes a name that smonitor uses and that others define. */
export interface UpstreamName {
  /** The name as it is written to telemetry. */
  readonly name: string
  /** What bears the name. */
  readonly kind: 'attribute' | 'event'
  /** The stability that its owner gives it, in the version that {@link UpstreamName.source} links to. */
  readonly stability: 'stable' | 'release_candidate' | 'development' | 'alpha'
  /** The definition, in one version. */
  readonly source: string
}

// No helper call builds the rows, so that a bundler can leave out the table when nobody reads it.
const SEMCONV = 'https://github.com/open-telemetry/semantic-conventions/blob/v1.45.0/docs'
const LOG_DEDUP =
  'https://github.com/open-telemetry/opentelemetry-collector-contrib/blob/000d4c7c4b7769e2d7d1b00ee41d5868add14e06/processor/logdedupprocessor/README.md'

/** The names of others that smonitor uses, each with its definition in one version. */
export const UPSTREAM_NAMES: readonly UpstreamName[] = [
  {
    name: ATTR_ERROR_TYPE,
    kind: 'attribute',
    stability: 'stable',
    source: `${SEMCONV}/registry/attributes/error.md`,
  },
  {
    name: ATTR_EXCEPTION_TYPE,
    kind: 'attribute',
    stability: 'stable',
    source: `${SEMCONV}/registry/attributes/exception.md`,
  },
  {
    name: ATTR_EXCEPTION_MESSAGE,
    kind: 'attribute',
    stability: 'stable',
    source: `${SEMCONV}/registry/attributes/exception.md`,
  },
  {
    name: ATTR_EXCEPTION_STACKTRACE,
    kind: 'attribute',
    stability: 'stable',
    source: `${SEMCONV}/registry/attributes/exception.md`,
  },
  {
    name: ATTR_CODE_FUNCTION_NAME,
    kind: 'attribute',
    stability: 'stable',
    source: `${SEMCONV}/registry/attributes/code.md`,
  },
  {
    name: ATTR_CODE_FILE_PATH,
    kind: 'attribute',
    stability: 'stable',
    source: `${SEMCONV}/registry/attributes/code.md`,
  },
  {
    name: ATTR_CODE_LINE_NUMBER,
    kind: 'attribute',
    stability: 'stable',
    source: `${SEMCONV}/registry/attributes/code.md`,
  },
  {
    name: ATTR_SERVICE_NAME,
    kind: 'attribute',
    stability: 'stable',
    source: `${SEMCONV}/registry/attributes/service.md`,
  },
  {
    name: ATTR_SERVICE_VERSION,
    kind: 'attribute',
    stability: 'stable',
    source: `${SEMCONV}/registry/attributes/service.md`,
  },
  {
    name: ATTR_SERVICE_INSTANCE_ID,
    kind: 'attribute',
    stability: 'stable',
    source: `${SEMCONV}/registry/attributes/service.md`,
  },
  {
    name: ATTR_OTEL_EVENT_NAME,
    kind: 'attribute',
    stability: 'stable',
    source: `${SEMCONV}/registry/attributes/otel.md`,
  },
  {
    name: ATTR_LOG_RECORD_UID,
    kind: 'attribute',
    stability: 'development',
    source: `${SEMCONV}/registry/attributes/log.md`,
  },
  {
    name: ATTR_LOG_IOSTREAM,
    kind: 'attribute',
    stability: 'development',
    source: `${SEMCONV}/registry/attributes/log.md`,
  },
  {
    name: ATTR_TEST_SUITE_NAME,
    kind: 'attribute',
    stability: 'development',
    source: `${SEMCONV}/registry/attributes/test.md`,
  },
  {
    name: ATTR_TEST_CASE_NAME,
    kind: 'attribute',
    stability: 'development',
    source: `${SEMCONV}/registry/attributes/test.md`,
  },
  {
    name: ATTR_TEST_CASE_RESULT_STATUS,
    kind: 'attribute',
    stability: 'development',
    source: `${SEMCONV}/registry/attributes/test.md`,
  },
  {
    name: ATTR_CICD_PIPELINE_NAME,
    kind: 'attribute',
    stability: 'release_candidate',
    source: `${SEMCONV}/registry/attributes/cicd.md`,
  },
  {
    name: ATTR_CICD_PIPELINE_RUN_ID,
    kind: 'attribute',
    stability: 'release_candidate',
    source: `${SEMCONV}/registry/attributes/cicd.md`,
  },
  {
    name: ATTR_CICD_PIPELINE_RUN_URL_FULL,
    kind: 'attribute',
    stability: 'release_candidate',
    source: `${SEMCONV}/registry/attributes/cicd.md`,
  },
  {
    name: ATTR_CICD_PIPELINE_TASK_NAME,
    kind: 'attribute',
    stability: 'release_candidate',
    source: `${SEMCONV}/registry/attributes/cicd.md`,
  },
  {
    name: ATTR_VCS_REF_HEAD_NAME,
    kind: 'attribute',
    stability: 'release_candidate',
    source: `${SEMCONV}/registry/attributes/vcs.md`,
  },
  {
    name: ATTR_VCS_REF_HEAD_REVISION,
    kind: 'attribute',
    stability: 'release_candidate',
    source: `${SEMCONV}/registry/attributes/vcs.md`,
  },
  {
    name: ATTR_VCS_REPOSITORY_NAME,
    kind: 'attribute',
    stability: 'release_candidate',
    source: `${SEMCONV}/registry/attributes/vcs.md`,
  },
  {
    name: ATTR_VCS_CHANGE_ID,
    kind: 'attribute',
    stability: 'release_candidate',
    source: `${SEMCONV}/registry/attributes/vcs.md`,
  },
  { name: ATTR_LOG_COUNT, kind: 'attribute', stability: 'alpha', source: LOG_DEDUP },
  { name: ATTR_FIRST_OBSERVED_TIMESTAMP, kind: 'attribute', stability: 'alpha', source: LOG_DEDUP },
  { name: ATTR_LAST_OBSERVED_TIMESTAMP, kind: 'attribute', stability: 'alpha', source: LOG_DEDUP },
  {
    name: EVENT_EXCEPTION,
    kind: 'event',
    stability: 'stable',
    source: `${SEMCONV}/exceptions/exceptions-logs.md`,
  },
]
