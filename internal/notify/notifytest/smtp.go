// Package notifytest has receivers of messages on the loopback that fail when told to: a mail server, and an HTTP server
// that can be a webhook's receiver or a group robot.
//
// It must not know who sends.
package notifytest

import (
	"bufio"
	"crypto/tls"
	"fmt"
	"io"
	"mime"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// Fault is how one attempt goes wrong.
type Fault int

// The faults. Accept is none.
const (
	Accept    Fault = iota
	Later           // 451, or HTTP 503
	Never           // 550, or HTTP 410
	HangUp          // the line is cut in the midst of the message
	LoseReply       // the message is taken, and the line is cut before that is said
	Silence         // nothing is said until the sender gives up
)

// Taken is what a receiver has of one id.
type Taken struct {
	Times   int // how often it came; who looks at the id counts it once
	To      string
	Subject string
	Text    string
	Auto    string // of a mail: Auto-Submitted
}

// inbox collects what was taken, and plans faults by the number of the attempt.
type inbox struct {
	mu       sync.Mutex
	attempts int
	plan     func(n int) Fault
	taken    map[string]*Taken
}

func (i *inbox) next() Fault {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.attempts++
	if i.plan == nil {
		return Accept
	}
	return i.plan(i.attempts)
}

func (i *inbox) keep(id string, t Taken) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if have := i.taken[id]; have != nil {
		have.Times++
		return
	}
	t.Times = 1
	i.taken[id] = &t
}

// Plan says how the attempts from now on go; n counts from 1. nil takes everything.
func (i *inbox) Plan(plan func(n int) Fault) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.plan, i.attempts = plan, 0
}

// Taken is what came, by id.
func (i *inbox) Taken() map[string]Taken {
	i.mu.Lock()
	defer i.mu.Unlock()
	out := map[string]Taken{}
	for id, t := range i.taken {
		out[id] = *t
	}
	return out
}

// SMTP is a mail server.
type SMTP struct {
	inbox
	Host string
	Port int
}

// NewSMTP starts one that ends with the test.
func NewSMTP(tb testing.TB) *SMTP {
	tb.Helper()
	return newSMTP(tb, func(ln net.Listener) net.Listener { return ln })
}

// NewSMTPS starts one that speaks TLS from the first byte.
func NewSMTPS(tb testing.TB, config *tls.Config) *SMTP {
	tb.Helper()
	return newSMTP(tb, func(ln net.Listener) net.Listener { return tls.NewListener(ln, config) })
}

func newSMTP(tb testing.TB, wrap func(net.Listener) net.Listener) *SMTP {
	tb.Helper()
	var listen net.ListenConfig
	ln, err := listen.Listen(tb.Context(), "tcp", "127.0.0.1:0")
	require.NoError(tb, err)
	addr, ok := ln.Addr().(*net.TCPAddr)
	require.True(tb, ok)
	ln = wrap(ln)
	s := &SMTP{inbox: inbox{taken: map[string]*Taken{}}, Host: "127.0.0.1", Port: addr.Port}
	var all sync.WaitGroup
	all.Go(func() {
		for {
			conn, err := ln.Accept()
			if err != nil {
				return
			}
			all.Go(func() { s.serve(conn) })
		}
	})
	tb.Cleanup(func() { _ = ln.Close(); all.Wait() })
	return s
}

// serve speaks as much SMTP as a sender of one message needs.
func (s *SMTP) serve(conn net.Conn) {
	defer conn.Close() //nolint:errcheck // it is a test's
	r := bufio.NewReader(conn)
	say := func(line string) { _, _ = io.WriteString(conn, line+"\r\n") }
	say("220 loopback ESMTP")
	fault := s.next()
	to := ""
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return
		}
		switch verb, _, _ := strings.Cut(strings.ToUpper(strings.TrimSpace(line)), " "); {
		case verb == "EHLO":
			say("250-loopback\r\n250 8BITMIME")
		case verb == "RCPT" && fault == Later:
			say("451 4.3.0 try later")
		case verb == "RCPT" && fault == Never:
			say("550 5.1.1 no such mailbox")
		case verb == "RCPT":
			to = strings.Trim(strings.TrimSpace(line)[len("RCPT TO:"):], "<>")
			say("250 ok")
		case verb == "DATA":
			say("354 go on")
			if !s.data(r, to, fault) {
				return
			}
			say("250 taken")
		case verb == "QUIT":
			say("221 bye")
			return
		default:
			say("250 ok")
		}
	}
}

// data reads a message; false when the line is cut.
func (s *SMTP) data(r *bufio.Reader, to string, fault Fault) bool {
	var text strings.Builder
	for {
		line, err := r.ReadString('\n')
		if err != nil || fault == HangUp {
			return false
		}
		if line == ".\r\n" {
			break
		}
		text.WriteString(strings.TrimPrefix(line, "."))
	}
	if fault == Silence {
		_, _ = io.Copy(io.Discard, r) // until the sender hangs up
		return false
	}
	m, err := mail.ReadMessage(strings.NewReader(text.String()))
	if err != nil {
		return false
	}
	body, err := io.ReadAll(quotedprintable.NewReader(m.Body))
	if err != nil {
		return false
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	if err != nil {
		subject = fmt.Sprint(err)
	}
	s.keep(strings.Trim(m.Header.Get("Message-Id"), "<>"), Taken{To: to, Subject: subject, Auto: m.Header.Get("Auto-Submitted"), Text: strings.ReplaceAll(string(body), "\r\n", "\n")})
	return fault != LoseReply
}
