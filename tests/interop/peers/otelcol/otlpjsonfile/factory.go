// Package otlpjsonfile reads files of the OTLP File Exporter with the collector's own parser of OTLP JSON.
//
// The module proxy does not serve contrib's receiver of this type. This one has its name and its settings include,
// start_at and replay_file, so that a configuration of the tests runs on contrib's collector too.
package otlpjsonfile

import (
	"context"
	"errors"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/receiver"
)

// Config has the settings of contrib's receiver that the tests use.
type Config struct {
	// Include lists the files, as patterns of filepath.Glob.
	Include []string `mapstructure:"include"`
	// StartAt can only be beginning: each file is read once, whole.
	StartAt string `mapstructure:"start_at"`
	// ReplayFile is accepted for contrib's sake, as false alone.
	ReplayFile bool `mapstructure:"replay_file"`
}

// Validate tells of settings that only contrib's receiver follows.
func (c *Config) Validate() error {
	if len(c.Include) == 0 {
		return errors.New("include is empty: list the files to read")
	}
	if c.StartAt != "beginning" || c.ReplayFile {
		return errors.New("this receiver reads each file once from its beginning: set start_at to beginning and leave replay_file out")
	}
	return nil
}

// NewFactory makes the factory of the receiver.
func NewFactory() receiver.Factory {
	return receiver.NewFactory(
		component.MustNewType("otlpjsonfile"),
		func() component.Config { return &Config{} },
		receiver.WithTraces(createTraces, component.StabilityLevelAlpha),
		receiver.WithLogs(createLogs, component.StabilityLevelAlpha),
	)
}

func createTraces(_ context.Context, set receiver.Settings, cfg component.Config, next consumer.Traces) (receiver.Traces, error) {
	var parser ptrace.JSONUnmarshaler
	return newReader(set, cfg, func(ctx context.Context, line []byte) error {
		traces, err := parser.UnmarshalTraces(line)
		if err != nil || traces.SpanCount() == 0 {
			return err
		}
		return next.ConsumeTraces(ctx, traces)
	}), nil
}

func createLogs(_ context.Context, set receiver.Settings, cfg component.Config, next consumer.Logs) (receiver.Logs, error) {
	var parser plog.JSONUnmarshaler
	return newReader(set, cfg, func(ctx context.Context, line []byte) error {
		logs, err := parser.UnmarshalLogs(line)
		if err != nil || logs.LogRecordCount() == 0 {
			return err
		}
		return next.ConsumeLogs(ctx, logs)
	}), nil
}
