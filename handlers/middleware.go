package handlers

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"runtime/debug"
	"strings"

	"dandang/engine"

	"github.com/gin-gonic/gin"
)

type (
	actorKey   struct{}
	requestKey struct{}
)

func requestOf(ctx context.Context) string {
	id, _ := ctx.Value(requestKey{}).(string)
	return id
}

// requestID names the request in log, answer and problem. A client's own id is not taken over: it could carry
// anything into the log.
func (s *Server) requestID(c *gin.Context) {
	id := s.opt.NewID()
	c.Request = c.Request.WithContext(context.WithValue(c.Request.Context(), requestKey{}, id))
	c.Header("X-Request-Id", id)
	c.Next()
}

// observe counts and logs by route pattern, so that neither log nor metrics hold ids, names or search texts.
func (s *Server) observe(c *gin.Context) {
	started := s.metrics.start()
	c.Next()
	route := c.FullPath()
	if route == "" {
		route = "none"
	}
	status := c.Writer.Status()
	elapsed := started(c.Request.Method, humaPath(route), status)
	level := slog.LevelInfo
	if status >= http.StatusInternalServerError {
		level = slog.LevelError
	}
	s.opt.Log.LogAttrs(c.Request.Context(), level, "request",
		slog.String("request", requestOf(c.Request.Context())), slog.String("method", c.Request.Method),
		slog.String("route", humaPath(route)), slog.Int("status", status), slog.Int("bytes", max(0, c.Writer.Size())),
		slog.Duration("took", elapsed))
}

// recover turns a panic into a 500 that tells nothing, and logs the stack.
func (s *Server) recover(c *gin.Context) {
	defer func() {
		p := recover()
		if p == nil {
			return
		}
		if err, ok := p.(error); ok && errors.Is(err, http.ErrAbortHandler) {
			c.Abort()
			return
		}
		s.opt.Log.Error("panic", "request", requestOf(c.Request.Context()), "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
		if c.Writer.Written() {
			c.Abort()
			return
		}
		s.refuse(c, problem(engine.EInternal, detailInternal))
	}()
	c.Next()
}

// secure sets the headers that keep a browser from running, framing, guessing or caching what this API answers.
func secure(c *gin.Context) {
	h := c.Writer.Header()
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
	h.Set("Cache-Control", "no-store")
	c.Next()
}

// limit bounds size and time of a request. Files have their own limits in their handlers.
func (s *Server) limit(c *gin.Context) {
	if strings.HasPrefix(c.FullPath(), base+"/cases/:id/files") || ownTime(c.FullPath()) {
		c.Next()
		return
	}
	ctx, cancel := context.WithTimeout(c.Request.Context(), s.opt.WorkTimeout)
	defer cancel()
	c.Request = c.Request.WithContext(ctx)
	if c.Request.ContentLength > s.opt.MaxBody {
		s.refuse(c, problem(codeTooLarge, "提交的内容超过大小限制,请精简后再提交"))
		return
	}
	c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, s.opt.MaxBody)
	c.Next()
}

// authorise finds out who calls and applies the row of the route. Paths that are not routes pass on to NoRoute.
func (s *Server) authorise(c *gin.Context) {
	if c.FullPath() == "" {
		c.Next()
		return
	}
	rule, listed := requirement(c.Request.Method, c.FullPath())
	if !listed {
		s.refuse(c, problem(codeRole, "这个地址没有开放"))
		return
	}
	actor, err := s.authenticate(c.Request)
	if err == nil {
		err = s.allow(c.Request.Context(), rule, actor, isLocal(c.Request))
	}
	if err != nil {
		s.refuse(c, err)
		return
	}
	if actor != "" {
		c.Request = c.Request.WithContext(context.WithValue(c.Request.Context(), actorKey{}, actor))
	}
	c.Next()
}

// isLocal reports a caller on this machine. Behind a proxy everybody would be local, so forwarded requests are not.
func isLocal(r *http.Request) bool {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil || r.Header.Get("X-Forwarded-For") != "" || r.Header.Get("Forwarded") != "" {
		return false
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

// refuse ends a request with a problem, outside huma.
func (s *Server) refuse(c *gin.Context, err error) {
	told := s.tell(c.Request.Context(), err)
	var p *Problem
	if !errors.As(told, &p) {
		p = problem(engine.EInternal, detailInternal)
	}
	body, err := json.Marshal(p)
	if err != nil {
		body = []byte("{}")
	}
	c.Abort()
	if p.Status == http.StatusUnauthorized {
		c.Header("WWW-Authenticate", "Bearer")
	}
	c.Data(p.Status, "application/problem+json", body)
}
