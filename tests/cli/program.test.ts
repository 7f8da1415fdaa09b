import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { runSmonitor } from '../helpers/run-process.ts'

const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as {
  version: string
}

async function helpOf(...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await runSmonitor([...args, '--help'])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  return stdout
}

describe('smonitor', () => {
  test('explains itself', async () => {
    expect(await helpOf()).toMatchInlineSnapshot(`
      "Usage: smonitor [options] [command]

      Stable codes, clear messages and what to do next, on top of OpenTelemetry.

      Options:
        -V, --version                           print the version
        -h, --help                              display help for command

      Commands:
        run [options] <command...>              run a program and write a bundle, whether it ends well or badly
        export [options]                        make a bundle of a run that is on disk, running or dead, or of another bundle
        runs [options]                          list the runs that are on disk, newest first
        replay [options] <bundle>               send a bundle, or a run that is on disk, to an OTLP endpoint
        report [options]                        tell what a bundle holds, most important first
        compare [options] <current> <previous>  tell what differs between two runs
        explain [options] [code]                tell what a code means, or which rule of the policy stops an event
        catalog [options]                       print the catalogs of this project, or write a page for each code
        policy                                  translate the rules of the policy for OpenTelemetry, and back
        doctor [options] [command...]           tell why telemetry does not arrive, and what to do
        init [options]                          write a first config file and a first catalog
        validate [options] [modules...]         check the config file, and the catalogs of a project
        check [options]                         tell every setting, and where its value comes from
        help [command]                          display help for command

      Examples:
        smonitor run --out out/bundle -- node app.js
        smonitor export --out out/bundle
        smonitor replay out/bundle --otlp http://localhost:4318
        smonitor report --from out/bundle
        smonitor report --from out/bundle --format json
        smonitor compare out/bundle out/previous
        smonitor explain MSM-W010
        smonitor catalog --out docs/codes
        smonitor init
        smonitor check --profile dev
        smonitor doctor -- node app.js

      Exit codes:
        0    done
        1    the command could not do its work
        2    the command line is not understood; validate: the config is not valid
        3    compare: an incident is in a state that --fail-on names; catalog diff: a change breaks others;
             replay: the endpoint did not take all of it; doctor: something is wrong
        run ends with the exit code of the program; see: smonitor run --help
      "
    `)
  })

  test('explains doctor, with every exit code', async () => {
    expect(await helpOf('doctor')).toMatchInlineSnapshot(`
      "Usage: smonitor doctor [options] [-- <command> [arguments...]]

      Examines this folder: installed versions and copies of OpenTelemetry, variables,
      settings, and what the OTLP endpoint really answers to one probe span and one
      probe log record.
      With a command, runs it too and looks inside: which providers, processors and
      exporters are registered, and what becomes of what they are given. What the
      program prints goes to the standard error.

      Arguments:
        command         a program and its arguments, such as: node app.js

      Options:
        --timeout <ms>  how long the program may run before it is stopped (default:
                        "30000")
        --json          print the result for programs (default: false)
        --agent         print a line for each finding: code, evidence, fix and
                        next_step (default: false)
        -h, --help      display help for command

      Exit codes:
        0  nothing is wrong
        1  the examination could not be made: the program could not be started, or is not one of Node
        2  the command line is not understood
        3  something is wrong
      "
    `)
  })

  test('explains run, with every exit code', async () => {
    expect(await helpOf('run')).toMatchInlineSnapshot(`
      "Usage: smonitor run [options] -- <command> [arguments...]

      Runs a Node program with smonitor switched on, and writes a bundle when it has
      ended, however it ended.
      What the program prints, reads and returns stays its own; its diagnostics are
      printed for the profile.

      Arguments:
        command                     the program and its arguments, such as: node
                                    app.js

      Options:
        --out <path>                where the bundle goes: a folder, or a file that
                                    ends in .json, .jsonl or .tar.gz (required)
        --force                     replace a bundle that is there (default: false)
        --profile <name>            whose words are printed: user, dev, qa, agent,
                                    debug, or a profile of the config's own (default:
                                    SMONITOR_PROFILE, else the config's, else user)
        --redact <what>             what is taken out: share, ci, sensitive, none, or
                                    a dotted path such as extra.user; can be given
                                    again (default: SMONITOR_BUNDLE_REDACT, else the
                                    config's, else share)
        --redact-key <name>         take out every field of this name; can be given
                                    again
        --redact-pattern <pattern>  take out what this pattern (RE2) matches; can be
                                    given again
        --drop-context              leave out call chains, stacks and spans
        --drop-extra                leave out params and what else was handed in
        --drop-local-paths          take out every absolute path, not home folders
                                    alone
        -h, --help                  display help for command

      Exit codes:
        the program's own, and besides:
        2        the command line is not understood; the program was not started
        125      smonitor failed: the OpenTelemetry SDK is missing, or the bundle cannot be written
        126      the program could not be started
        127      the program was not found
        128 + n  signal n ended the program
      "
    `)
  })

  test('explains export, with every exit code', async () => {
    expect(await helpOf('export')).toMatchInlineSnapshot(`
      "Usage: smonitor export [options]

      Makes a bundle of what a run has left on disk so far, while the program runs or
      after it died. It says how the run ended, or how it is known that it still runs,
      or was killed.
      Of a bundle it makes another one, with less in it or in another form.

      Options:
        --out <path>                where the bundle goes: a folder, or a file that
                                    ends in .json, .jsonl or .tar.gz
        --from <path>               where the program was started, or its .smonitor,
                                    or a bundle (default: ".smonitor")
        --run <id>                  which run: its id, the first letters of it, or
                                    latest (default: "latest")
        --force                     replace a bundle that is there (default: false)
        --append                    add to a bundle that is there (default: false)
        --max-events <n>            only the newest n
        --since <time>              only what is newer: 15m, 2h, 2026-03-01,
                                    2026-03-01T10:00Z (without a zone, UTC)
        --level <level>             only what is as serious: debug, info, warn, error,
                                    fatal
        --no-events                 leave the diagnostics out
        --redact <what>             what is taken out: share, ci, sensitive, none, or
                                    a dotted path such as extra.user; can be given
                                    again (default: SMONITOR_BUNDLE_REDACT, else the
                                    config's, else share)
        --redact-key <name>         take out every field of this name; can be given
                                    again
        --redact-pattern <pattern>  take out what this pattern (RE2) matches; can be
                                    given again
        --drop-context              leave out call chains, stacks and spans
        --drop-extra                leave out params and what else was handed in
        --drop-local-paths          take out every absolute path, not home folders
                                    alone
        --json                      print the result for programs (default: false)
        -h, --help                  display help for command

      Exit codes:
        0  the bundle is written
        1  there is no such run or bundle, it cannot be read, or the bundle cannot be written
        2  the command line is not understood
      "
    `)
  })

  test('explains runs, with every exit code', async () => {
    expect(await helpOf('runs')).toMatchInlineSnapshot(`
      "Usage: smonitor runs [options]

      Lists the runs that programs have left on disk, newest first, with how each of
      them ended.

      Options:
        --from <folder>  where the program was started, or its .smonitor (default:
                         ".smonitor")
        --json           print the list for programs (default: false)
        -h, --help       display help for command

      Exit codes:
        0  the list is printed
        1  there are no runs, or they cannot be read
        2  the command line is not understood
      "
    `)
  })

  test('explains report, with every exit code', async () => {
    expect(await helpOf('report')).toMatchInlineSnapshot(`
      "Usage: smonitor report [options]

      Groups the diagnostics of a bundle into incidents by their triage key, most
      important first: by level, then by priority. Takes bundles of the Python library
      too.

      Options:
        --from <bundle>    the bundle: its folder, or its file .json, .jsonl, .tar.gz
                           or .tgz
        --format <format>  how to print it (choices: "terminal", "markdown", "json",
                           default: "terminal")
        --json             short for --format json (default: false)
        --profile <name>   in whose words; agent with --json is a compact payload for
                           agents (choices: "user", "dev", "qa", "agent", "debug")
        --max-tokens <n>   how long the payload for agents may be, at four characters
                           a token
        -h, --help         display help for command

      Exit codes:
        0  the report is printed, whatever it says
        1  there is no bundle, or it cannot be read
        2  the command line is not understood
      "
    `)
  })

  test.each(['--version', '-V'])('says its version: %s', async (option) => {
    expect(await runSmonitor([option])).toEqual({ code: 0, signal: null, stdout: `${version}\n`, stderr: '' })
  })

  test('without a command shows its help, as an error', async () => {
    const { code, stdout, stderr } = await runSmonitor([])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toBe(await helpOf())
  })

  test('suggests the command that was meant', async () => {
    expect(await runSmonitor(['reprot'])).toEqual({
      code: 2,
      signal: null,
      stdout: '',
      stderr: "error: unknown command 'reprot'\n(Did you mean report?)\nSee: smonitor --help\n",
    })
  })

  test('does not help with a command that does not exist', async () => {
    const { code, stdout, stderr } = await runSmonitor(['exprot', '--help'])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain("unknown command 'exprot'")
  })
})
