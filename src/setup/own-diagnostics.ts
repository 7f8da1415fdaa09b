import { SINK_CODES } from '../../exporters/sink-codes.ts'
import { defineCatalog } from '../catalog/define-catalog.ts'
import { VERSION } from '../record/version.ts'
import { DELIVERY_CODES } from './delivery-codes.ts'
import { DOCTOR_CODES } from './doctor-codes.ts'

/** Smonitor's own diagnostics: what can go wrong in setting it up and in running it. */
export const ownDiagnostics = defineCatalog({
  name: 'smonitor',
  version: VERSION,
  codes: {
    'SMON-E101': {
      level: 'error',
      title: 'OpenTelemetry SDK missing',
      message: 'The package {name} is not installed, and smonitor needs it here: {reason}.',
      hint: 'Install it with `npm install {install}`.',
    },
    'SMON-E102': {
      level: 'error',
      title: 'Unknown setting value',
      message: '{setting} is {value}, which is not valid.',
      hint: 'Use {allowed}.',
    },
    'SMON-E103': {
      level: 'error',
      title: 'OpenTelemetry set up already',
      message: 'This process has an OpenTelemetry SDK already, so startSmonitor() cannot set one up.',
      hint: 'Update smonitor: it joins the SDK of the program now.',
      deprecated: {},
    },
    'SMON-E104': {
      level: 'error',
      title: 'Bundle not written',
      message: 'The bundle of this run could not be written. {reason}',
      hint: 'The folder is named by --out, by the option bundle, or by SMONITOR_BUNDLE.',
    },
    'SMON-E105': {
      level: 'error',
      title: 'Program not started',
      message: 'The program {command} could not be started: {reason}.',
      hint: 'Check the command after `--`; it is started as it is, without a shell.',
    },
    'SMON-E106': {
      level: 'error',
      title: 'Command line not understood',
      message: '{reason}',
      hint: 'See `smonitor {command} --help`.',
    },
    'SMON-E107': {
      level: 'error',
      title: 'Bundle not readable',
      message: '{reason}',
      hint: 'A bundle is what --out wrote: a folder with bundle.json in it, or a file .json, .jsonl or .tar.gz.',
    },
    ...SINK_CODES,
    'SMON-E123': {
      level: 'error',
      title: 'No runs there',
      message: 'There are no runs in {folder}.',
      hint: 'Name the folder with --from: a program keeps its runs in .smonitor, in the folder where it was started. What `smonitor run` has put into a bundle is there no more: name the bundle, as --from BUNDLE.',
    },
    'SMON-E124': {
      level: 'error',
      title: 'Run not found',
      message: '{reason}',
      hint: 'Name one of these with --run, or its first letters: {known}.',
    },
    'SMON-E125': {
      level: 'error',
      title: 'Run not readable',
      message: 'The run in {folder} cannot be read: {reason}.',
      hint: 'Check who may read the folder; its files belong to the user that the program ran as.',
    },
    'SMON-E126': {
      level: 'error',
      title: 'Event not readable',
      message: 'There is no event in {file}: {reason}.',
      hint: 'Give it a line of the events.jsonl of a bundle, or JSON such as {"level":"warn","message":"Disk full.","source":"shop.disk"}.',
    },
    'SMON-E127': {
      level: 'error',
      title: 'Catalog not readable',
      message: 'There is no catalog in {path}: {reason}.',
      hint: 'A catalog is what `defineCatalog` takes, as JSON; `smonitor catalog --json` prints one.',
    },
    'SMON-E128': {
      level: 'error',
      title: 'Catalog or code not found',
      message: 'There is {what} here. {known}.',
      hint: 'List the catalog in the config under `catalogs`, or let its package declare it: "smonitor": { "catalog": "catalog.json" } in its package.json.',
    },
    'SMON-E109': {
      level: 'error',
      title: 'Config file not loaded',
      message: 'The config file {path} cannot be used: {reason}.',
      hint: '{remedy}.',
    },
    'SMON-E110': {
      level: 'error',
      title: 'Config file not found',
      message: '{setting} names {path}, and no config was found there: {reason}.',
      hint: 'Correct the path, or make a config there with `smonitor init`.',
    },
    'SMON-E111': {
      level: 'error',
      title: 'Unknown setting refused',
      message: '{setting} is not a setting of smonitor, and strictConfig is on.',
      hint: '{remedy}.',
    },
    'SMON-E112': {
      level: 'error',
      title: 'Files not written',
      message: 'Nothing was written: {reason}.',
      hint: '{remedy}.',
    },
    'SMON-E113': {
      level: 'error',
      title: 'Catalog not valid',
      message: '{setting} is not a valid catalog. {reason}',
      hint: 'Correct it where it is defined; types say the same in an editor.',
    },
    'SMON-E115': {
      level: 'error',
      title: 'OpenTelemetry SDK too old',
      message: '{name} {version} is of the OpenTelemetry SDK 1, and smonitor works with 2 and 3.',
      hint: 'Update the packages of OpenTelemetry together, for example with `npm install @opentelemetry/sdk-node@0.223`; until then start the program without smonitor.',
    },
    'SMON-E130': {
      level: 'error',
      title: 'Unknown word in a rule',
      message: '{setting} is not known, and a rule without it would be about something else.',
      hint: '{remedy}.',
    },
    'SMON-E131': {
      level: 'error',
      title: 'Policy file not readable',
      message: 'The policy file {file} cannot be used: {reason}.',
      hint: 'It has policies of OTEP 4738 as YAML or JSON: one, a list of them, or { policies }.',
    },
    'SMON-E132': {
      level: 'error',
      title: 'Route to an unknown sink refused',
      message: 'The rule {rule} routes to "{name}", no sink has that name, and strictConfig is on.',
      hint: '{remedy}. Hand a sink of your own over in the setting sinks.',
    },
    'SMON-E114': {
      level: 'error',
      title: 'No config file',
      message: 'There is no config of smonitor in {folder}, or in a folder around it.',
      hint: 'Make one with `smonitor init`, or name one with --config-path.',
    },
    'SMON-E140': {
      level: 'error',
      title: 'Contract broken',
      message: '{reason}',
      hint: 'Emit what the contract of the signal says, or change it in the catalog. This is thrown because strictSignals is on.',
    },
    'SMON-E141': {
      level: 'error',
      title: 'Schema broken',
      message: '{reason}',
      hint: 'Correct the call that emitted it. This is thrown because strictSchema is on.',
    },
    'SMON-E150': {
      level: 'error',
      title: 'Replay not finished',
      message: '{endpoint} did not take it: {reason}.',
      hint: 'Look at the address, the headers and the endpoint itself; then give the same command again: it goes on where it stopped.',
    },
    'SMON-W201': {
      level: 'warn',
      title: 'Sink failed',
      message: 'The sink "{sink}" failed, and what it shows or writes may be incomplete: {reason}.',
      hint: 'Of a file or folder, check that it can be written and that the disk is not full; of a sink of your own, what its functions throw.',
    },
    ...DELIVERY_CODES,
    'SMON-W207': {
      level: 'warn',
      title: 'Sink left alone',
      message:
        'The sink "{sink}" failed too often ({errors} times) and gets no diagnostics until it works again: {reason}.',
      hint: 'It is tried again from time to time. What it was not handed meanwhile is in the other sinks only.',
    },
    'SMON-W220': {
      level: 'warn',
      title: 'Rule failed',
      message: 'The rule {rule} of the policy failed: {reason}.',
      hint: 'What it would have held back passes meanwhile. `smonitor explain --event` tells what a rule makes of an event.',
    },
    'SMON-W221': {
      level: 'warn',
      title: 'Route to an unknown sink',
      message: 'The rule {rule} routes to "{name}", and no sink has that name.',
      hint: '{remedy}. Until there is one, by addSink() for example, what goes only there is in memory, spool and bundle alone.',
    },
    'SMON-W225': {
      level: 'warn',
      title: 'Set-up reached in part',
      message: '{part} of this program could not be reached: {reason}.',
      hint: 'Add it where the set-up is made, with withSmonitor(), policyProcessor() or createSpanBridge(). The telemetry of the program is as it was.',
    },
    'SMON-W215': {
      level: 'warn',
      title: 'Spool not writable',
      message: 'The diagnostics of this run cannot be kept in {folder}: {reason}.',
      hint: '{advice} SMONITOR_SPOOL=false keeps none.',
    },
    'SMON-W216': {
      level: 'warn',
      title: 'Spool full',
      message:
        'The diagnostics of this run take {limit} in {folder}, the most that they may: from now on they are counted and not kept.',
      hint: 'Let them take more with maxBytes of the setting spool, or see with `smonitor export` what is emitted so often.',
    },
    'SMON-W217': {
      level: 'warn',
      title: 'Spool deleted',
      message:
        'The files of this run in {folder} were deleted while it ran, and {lost} diagnostics with them.',
      hint: 'The run goes on in new files. There is no need to delete any: the oldest runs go by themselves.',
    },
    'SMON-W218': {
      level: 'warn',
      title: 'Old runs not deleted',
      message: 'The oldest runs in {folder} cannot be deleted: {reason}.',
      hint: 'Delete them by hand, as the user that they belong to.',
    },
    'SMON-W219': {
      level: 'warn',
      title: 'Spans not kept',
      message: 'Spans and metrics cannot be kept for the bundle, because of this: {reason}.',
      hint: 'The diagnostics are kept all the same. Install what is missing, or set spoolTelemetry to false.',
    },
    'SMON-W203': {
      level: 'warn',
      title: 'Unknown setting',
      message: '{setting} is not a setting of smonitor, and has no effect.',
      hint: '{remedy}.',
    },
    'SMON-W204': {
      level: 'warn',
      title: 'Setting without effect',
      message: '{setting} has no effect: {reason}.',
      hint: '{remedy}.',
    },
    ...DOCTOR_CODES,
  },
})
