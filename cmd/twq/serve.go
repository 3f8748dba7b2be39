// twq serve: the practice API on a port of this computer.

package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"twq/fixtures"
)

// loopback is where the server listens when nothing else is said.
const loopback = "127.0.0.1"

type serveCmd struct {
	Port   int           `default:"8411" placeholder:"N" help:"The port (default: 8411); 0 takes a free one."`
	Listen string        `placeholder:"ADDR" help:"Listen at this address of the network instead of this computer's own, for a class."`
	Window time.Duration `default:"15m" placeholder:"D" help:"How long a rate limit's window is (default: 15m)."`
	Limits string        `enum:"on,off" default:"on" placeholder:"on|off" help:"Whether calls beyond a rate limit are refused (default: on)."`
	Fault  []string      `sep:"none" placeholder:"KIND@WHEN" help:"Go wrong on purpose; may repeat: 429, 503, slow, cut, length or 401, and when."`
	Record string        `placeholder:"DIR" help:"Keep every answer of a resource in this folder."`
	Data   string        `placeholder:"FILE|DIR" help:"Serve these saved answers before those of the practice world."`
	Only   bool          `help:"Serve nothing but the saved answers of --data: what is not there is 404 and says what is."`
	AsOf   string        `placeholder:"T" help:"Now in the practice world, a date or RFC 3339: nothing newer is there."`
}

// Help is the long help.
func (serveCmd) Help() string {
	return `The practice API behaves as the Twitter API v1.1 did, over an invented world. It answers until Ctrl-C.

A fault is KIND[=VALUE][@WHEN]. KIND: 429 rate limit used up, 503 over capacity as HTML, slow=3s, cut in the middle,
length=+10 a wrong Content-Length, 401 the token is taken back. WHEN: 5 the fifth call, 5+ and all behind it, 10% of the
calls, page the first call for a later page; without it, every call.

Examples:

  twq serve
  twq serve --port 0 --window 30s
  twq serve --listen 192.168.1.7
  twq serve --fault 503@10% --fault 401@page
  twq serve --record answers
  twq serve --data answers
  twq serve --data answers --only
  twq get users/show -p screen_name=mira_k --profile http://127.0.0.1:8411`
}

// Run listens until the context ends.
func (c serveCmd) Run(ctx context.Context, w *world) error {
	o, err := c.options(ctx, w)
	if err != nil {
		return err
	}
	if c.Record != "" {
		warn := func(err error) { w.say("note: %s", short(err.Error(), 300)) }
		if o.Record, err = fixtures.NewRecorder(w.home(c.Record), warn); err != nil {
			return err
		}
		defer func() { _ = o.Record.Close() }() // a folder that was opened to write into it has nothing more to say
	}
	address := net.JoinHostPort(c.host(), strconv.Itoa(c.Port))
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", address)
	if err != nil {
		return &listenError{Address: address, Err: err}
	}
	server := &http.Server{
		Handler:           c.handler(w, o),
		ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 30 * time.Second, WriteTimeout: 15 * time.Minute, IdleTimeout: 2 * time.Minute,
		MaxHeaderBytes: 32 << 10,
		ErrorLog:       log.New(lineWriter(func(line string) { w.say("%s", line) }), "", 0),
	}
	if err := c.greet(w, listener.Addr()); err != nil {
		_ = listener.Close()
		return err
	}
	return serve(ctx, w, server, listener)
}

// serve answers until the context ends, and then lets the calls under way have two seconds.
func serve(ctx context.Context, w *world, server *http.Server, listener net.Listener) error {
	calls, end := context.WithCancel(context.WithoutCancel(ctx))
	defer end()
	server.BaseContext = func(net.Listener) context.Context { return calls }
	done := make(chan error, 1)
	go func() { done <- server.Serve(listener) }()
	select {
	case err := <-done:
		return &listenError{Address: listener.Addr().String(), Err: err}
	case <-ctx.Done():
	}
	grace, stop := context.WithTimeout(calls, 2*time.Second)
	defer stop()
	if err := server.Shutdown(grace); err != nil {
		end()
		_ = server.Close()
	}
	if err := <-done; !errors.Is(err, http.ErrServerClosed) {
		return &listenError{Address: listener.Addr().String(), Err: err}
	}
	w.say("stopped")
	return nil
}

// options are how the server behaves, as the flags want it.
func (c serveCmd) options(ctx context.Context, w *world) (o fixtures.Options, err error) {
	if err := c.check(); err != nil {
		return o, err
	}
	o = fixtures.Options{Now: w.Now, Window: c.Window, Limits: c.Limits == "on"}
	for _, text := range c.Fault {
		m, err := fixtures.ParseMishap(text)
		if err != nil {
			return o, err
		}
		o.Mishaps = append(o.Mishaps, m)
	}
	if c.AsOf != "" {
		if o.AsOf, err = parseTime(c.AsOf); err != nil {
			return o, &flagError{Flag: "--as-of", Value: c.AsOf, Fault: noDate}
		}
	}
	if o.Only = c.Only; c.Only && c.Data == "" {
		return o, &flagError{Flag: "--only", Fault: onlySaved}
	}
	if c.Data != "" {
		if o.Saved, err = fixtures.OpenSaved(ctx, w.home(c.Data)); err != nil {
			return o, err
		}
		w.say("%s answers %s", c.Data, strings.Join(o.Saved.Resources(), ", "))
	}
	return o, nil
}

// handler is the practice API for this computer's own names, and those it was told to listen at.
func (c serveCmd) handler(w *world, o fixtures.Options) http.Handler {
	var hosts []string
	if c.Listen != "" {
		hosts = append(hosts, c.Listen)
	}
	return fixtures.Logged(fixtures.Guard(fixtures.Server(fixtures.Builtin(), o), hosts...), w.Now, w.logCall)
}

func (c serveCmd) check() error {
	switch {
	case c.Port < 0 || c.Port > 65535:
		return &flagError{Flag: "--port", Value: strconv.Itoa(c.Port), Fault: noPort}
	case c.Window < time.Second:
		return &flagError{Flag: "--window", Value: c.Window.String(), Fault: shortWindow}
	}
	if _, err := netip.ParseAddr(c.Listen); err != nil {
		if _, _, err = net.SplitHostPort(c.Listen); err == nil {
			return &flagError{Flag: "--listen", Value: c.Listen, Fault: listenPort}
		}
	}
	return nil
}

func (c serveCmd) host() string {
	if c.Listen == "" {
		return loopback
	}
	return c.Listen
}

// logCall writes the line of one call.
func (w *world) logCall(c fixtures.Call) {
	status := strconv.Itoa(c.Status)
	if c.Status == 0 {
		status = "broken off"
	}
	line := fmt.Sprintf("%s %s %s %s", c.When.Local().Format("15:04:05"), c.Method, c.Resource, status)
	if c.Limit != "" {
		line += fmt.Sprintf(" remaining %s of %s", c.Remaining, c.Limit)
	}
	w.say("%s", line)
}

// lineWriter hands lines on.
type lineWriter func(line string)

func (f lineWriter) Write(p []byte) (int, error) {
	f(short(string(p), 300))
	return len(p), nil
}

// parseTime reads RFC 3339, or a date, which is midnight in UTC.
func parseTime(text string) (time.Time, error) {
	if t, err := time.Parse(time.RFC3339, text); err == nil {
		return t, nil
	}
	return time.Parse(time.DateOnly, text)
}
