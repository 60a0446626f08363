package handlers

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"dandang/engine"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/gin-gonic/gin"
)

const (
	streamBeat  = 2 * time.Second  // how often an open stream asks itself whether something may have changed
	streamIdle  = 6                // beats after which it looks although nobody has acted here: timers and other replicas do too
	streamLife  = 450              // beats after which it ends; the browser comes back by itself
	streamStuck = 10 * time.Second // how long a write may take before the reader counts as gone
	streamsEach = 8                // of one person at once
	streamLooks = 4                // looks at the boxes at once, of all streams: when many follow, news is later and nothing else is slower
	streamLines = 50               // of 待办 and 待认领 each that tell one state of them from another
)

// Pending is what a stream tells: how much lies in the caller's boxes.
type Pending struct {
	Counts map[string]string `json:"counts" doc:"By box, as GET /inbox answers them"`
	Unread string            `json:"unread" doc:"Messages not read yet"`
	Mark   string            `json:"mark" doc:"Another text whenever what lies at the top of 待办 or 待认领 is another"`
}

// streams counts who follows. Nothing else is kept of an open stream: it ends with its request, its session or the server.
type streams struct {
	mu    sync.Mutex
	open  map[engine.PersonID]int
	looks chan struct{} // holds one for each look that is going on
	ended chan struct{}
	stop  sync.Once
}

func newStreams() *streams {
	return &streams{open: map[engine.PersonID]int{}, looks: make(chan struct{}, streamLooks), ended: make(chan struct{})}
}

func (st *streams) enter(p engine.PersonID) bool {
	st.mu.Lock()
	defer st.mu.Unlock()
	if st.open[p] >= streamsEach {
		return false
	}
	st.open[p]++
	return true
}

func (st *streams) leave(p engine.PersonID) {
	st.mu.Lock()
	defer st.mu.Unlock()
	if st.open[p]--; st.open[p] == 0 {
		delete(st.open, p)
	}
}

// Stop ends the open streams, which would otherwise outlast a shutdown. It may be called more than once.
func (s *Server) Stop() { s.streams.stop.Do(func() { close(s.streams.ended) }) }

// movesNothing are the ends of addresses that are written to while somebody types: no box of anybody changes by it.
var movesNothing = []string{"/autosave", "/forecast", "/check", "/preview", "/unseal"}

// changed notes that somebody has done something here, so that open streams look at once and not only now and then.
func (s *Server) changed(c *gin.Context) {
	c.Next()
	if m := c.Request.Method; m != http.MethodGet && m != http.MethodHead && c.Writer.Status() < http.StatusBadRequest &&
		!slices.ContainsFunc(movesNothing, func(end string) bool { return strings.HasSuffix(c.FullPath(), end) }) {
		s.changes.Add(1)
	}
}

func (s *Server) streamRoutes() {
	handle(s, op{
		method: http.MethodGet, path: base + "/inbox/stream", id: "follow-inbox", tag: "inbox",
		summary: "Follow the caller's boxes (server-sent events): an event inbox at once and whenever something changed",
		change: func(o *huma.Operation) {
			o.Responses = map[string]*huma.Response{"200": {
				Description: "Events; the data of each is a Pending as JSON",
				Content:     map[string]*huma.MediaType{"text/event-stream": {Schema: &huma.Schema{Type: huma.TypeString}}},
			}}
		},
	}, s.follow)
}

func (s *Server) follow(ctx context.Context, in *struct{ RawRequest }) (*fileOutput, error) {
	actor, err := actorOf(ctx)
	if err != nil {
		return nil, err
	}
	first, err := s.pending(ctx, actor)
	if err != nil {
		return nil, err
	}
	token, _ := tokenOf(in.gin.Request)
	if !s.streams.enter(actor) {
		p := problem(codeThrottled, "打开的页面过多,请关闭一些后再试")
		p.retryAfter = int(streamBeat.Seconds()) * streamIdle
		return nil, p
	}
	return &fileOutput{Body: func(hc huma.Context) {
		defer s.streams.leave(actor)
		c := humagin.Unwrap(hc)
		h := c.Writer.Header()
		h.Set("Content-Type", "text/event-stream; charset=utf-8")
		h.Set("X-Accel-Buffering", "no") // a proxy that collects answers would hold events back
		f := &follower{s: s, c: c, actor: actor, token: token, control: http.NewResponseController(c.Writer)}
		_ = f.control.SetReadDeadline(time.Time{}) // not every transport has deadlines
		_ = f.control.SetWriteDeadline(time.Time{})
		if f.say("retry: %d\n", streamBeat.Milliseconds()*2) && f.tell(first) {
			f.run(ctx)
		}
	}}, nil
}

// follower is one open stream.
type follower struct {
	s       *Server
	c       *gin.Context
	control *http.ResponseController
	actor   engine.PersonID
	token   string
	last    string
	seen    uint64
}

// run tells what changed until the client is gone, the session ends, the server stops or the stream has lived long enough.
func (f *follower) run(ctx context.Context) {
	beat, stop := f.s.opt.Beat()
	defer stop()
	for n := 1; n <= streamLife; n++ {
		select {
		case <-ctx.Done():
			return
		case <-f.s.streams.ended:
			return
		case <-beat:
		}
		changes := f.s.changes.Load()
		if changes == f.seen && n%streamIdle != 0 {
			continue
		}
		f.seen = changes
		if !f.look(ctx) || n%streamIdle == 0 && !f.say(":\n\n") {
			return
		}
	}
}

// look tells the boxes if they changed. false ends the stream.
func (f *follower) look(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, f.s.opt.WorkTimeout)
	defer cancel()
	select {
	case f.s.streams.looks <- struct{}{}:
		defer func() { <-f.s.streams.looks }()
	case <-f.s.streams.ended:
		return false
	case <-ctx.Done():
		return false
	}
	session, err := f.s.sessionOf(ctx, f.token)
	if err != nil || session.Person != f.actor {
		return false
	}
	now, err := f.s.pending(ctx, f.actor)
	if err != nil {
		if ctx.Err() == nil { // who closed the page meanwhile is no fault
			f.s.opt.Log.ErrorContext(ctx, "stream", "request", requestOf(ctx), "error", err)
		}
		return false
	}
	return f.tell(now)
}

func (f *follower) tell(p *Pending) bool {
	data, err := json.Marshal(p)
	if err != nil || string(data) == f.last {
		return err == nil
	}
	f.last = string(data)
	return f.say("event: inbox\ndata: %s\n\n", data)
}

// say writes; a reader who takes nothing is cut off.
func (f *follower) say(format string, args ...any) bool {
	stuck := time.AfterFunc(streamStuck, func() { _ = f.control.SetWriteDeadline(time.Unix(1, 0)) })
	defer stuck.Stop()
	if _, err := fmt.Fprintf(f.c.Writer, format, args...); err != nil {
		return false
	}
	return f.control.Flush() == nil
}

// pending looks into somebody's boxes.
func (s *Server) pending(ctx context.Context, actor engine.PersonID) (*Pending, error) {
	counts, err := s.boxCounts(ctx, actor)
	if err != nil {
		return nil, err
	}
	unread, err := s.opt.Engine.Unread(ctx, actor)
	if err != nil {
		return nil, err
	}
	sum := sha256.New()
	for _, box := range []engine.Box{engine.BoxTodo, engine.BoxPool} {
		rows, err := s.opt.Engine.Inbox(ctx, engine.InboxQuery{Person: actor, Box: box, Limit: streamLines})
		if err != nil {
			return nil, err
		}
		for i := range rows {
			seat := &rows[i].Row.Seat
			_, _ = fmt.Fprintf(sum, "%s %s %d\n", box, seat.Task, seat.SortAt) // a hash does not fail
		}
	}
	return &Pending{Counts: counts, Unread: countText(unread), Mark: hex.EncodeToString(sum.Sum(nil)[:8])}, nil
}
