package otlpjsonfile

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"sync"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/receiver"
	"go.uber.org/zap"
)

// reader gives each line of the files to a consumer, in the background, once.
type reader struct {
	include []string
	log     *zap.Logger
	consume func(context.Context, []byte) error
	cancel  context.CancelFunc
	done    sync.WaitGroup
}

func newReader(set receiver.Settings, cfg component.Config, consume func(context.Context, []byte) error) *reader {
	return &reader{include: cfg.(*Config).Include, log: set.Logger, consume: consume}
}

// Start does not keep the context that it is given: that one ends with the start.
func (r *reader) Start(context.Context, component.Host) error {
	ctx, cancel := context.WithCancel(context.Background())
	r.cancel = cancel
	r.done.Go(func() { r.readAll(ctx) })
	return nil
}

func (r *reader) Shutdown(context.Context) error {
	if r.cancel != nil {
		r.cancel()
	}
	r.done.Wait()
	return nil
}

func (r *reader) readAll(ctx context.Context) {
	for _, pattern := range r.include {
		paths, err := filepath.Glob(pattern)
		if err != nil || len(paths) == 0 {
			r.log.Error("No file matches the pattern.", zap.String("pattern", pattern), zap.Error(err))
		}
		for _, path := range paths {
			if err := r.readFile(ctx, path); err != nil {
				r.log.Error("The file could not be read.", zap.String("path", path), zap.Error(err))
			}
		}
	}
}

func (r *reader) readFile(ctx context.Context, path string) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	// Not a bufio.Scanner: a line may be of any length.
	lines := bufio.NewReader(file)
	for number := 1; ctx.Err() == nil; number++ {
		line, err := lines.ReadBytes('\n')
		if len(bytes.TrimSpace(line)) > 0 {
			if err := r.consume(ctx, line); err != nil {
				r.log.Error("The line was refused.", zap.String("path", path), zap.Int("line", number), zap.Error(err))
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
	return ctx.Err()
}
