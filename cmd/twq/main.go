// Command twq fetches JSON from an API, a fixture or a file, and finds a way in it with gjson paths.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	spare()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second Ctrl-C stops at once
	os.Exit(run(ctx, os.Args[1:], process()))
}
