// Command twq fetches JSON from an API, a fixture or a file, and finds a way in it with gjson paths.
package main

import (
	"context"
	"io"
	"log"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	spare()
	log.SetOutput(io.Discard) // the HTTP client of Go writes there what a server sends unasked, to a terminal too
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second Ctrl-C stops at once
	os.Exit(run(ctx, os.Args[1:], process()))
}
