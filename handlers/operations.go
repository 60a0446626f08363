package handlers

import (
	"context"
	"embed"
	"encoding/json"
	"net/http"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

//go:embed docs/*
var docsFiles embed.FS

// operations registers what is asked by machines and by readers of the API, outside /api/v1.
func (s *Server) operations() {
	s.router.GET("/healthz", func(c *gin.Context) { c.JSON(http.StatusOK, gin.H{"status": "ok"}) })
	s.router.GET("/readyz", s.ready)
	s.router.GET("/metrics", gin.WrapH(promhttp.HandlerFor(s.metrics.registry, promhttp.HandlerOpts{})))
	s.router.GET("/openapi.json", s.openapi)
	s.router.GET("/docs", func(c *gin.Context) { s.docs(c, "index.html") })
	s.router.GET("/docs/:file", func(c *gin.Context) { s.docs(c, c.Param("file")) })
}

// ready tells whether requests can be answered: the database and the directory are there.
func (s *Server) ready(c *gin.Context) {
	ctx, cancel := context.WithTimeout(c.Request.Context(), 3*time.Second)
	defer cancel()
	err := s.opt.Store.Ping(ctx)
	if err == nil {
		_, err = s.opt.Directory.Book(ctx)
	}
	if err == nil {
		_, err = s.opt.Calendar.Calendar(ctx)
	}
	if err != nil {
		s.opt.Log.Error("not ready", "error", err)
		s.refuse(c, problem(codeUnreachable, "系统暂不可用,请稍后再试"))
		return
	}
	c.JSON(http.StatusOK, gin.H{"status": "ready"})
}

// openapi answers the description made from the Go types.
func (s *Server) openapi(c *gin.Context) {
	body, err := json.Marshal(s.api.OpenAPI())
	if err != nil {
		s.refuse(c, err)
		return
	}
	c.Data(http.StatusOK, "application/openapi+json", body)
}

// docs serves the page that shows the description. Everything on it comes from here; nothing is fetched elsewhere.
func (s *Server) docs(c *gin.Context, name string) {
	types := map[string]string{
		"index.html": "text/html; charset=utf-8", "app.js": "text/javascript; charset=utf-8", "app.css": "text/css; charset=utf-8",
	}
	body, err := docsFiles.ReadFile("docs/" + name)
	if err != nil || types[name] == "" {
		s.refuse(c, problem(codeNoRoute, "没有这个地址,请核对"))
		return
	}
	c.Header("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "+
		"frame-ancestors 'none'; base-uri 'none'; form-action 'none'")
	c.Header("Cache-Control", "no-cache")
	c.Data(http.StatusOK, types[name], body)
}

// metrics are counted per route pattern, method and status, never per person or case.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
}

func newMetrics(version string) *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "dandang_http_requests_total", Help: "Requests answered, by route pattern, method and status.",
		}, []string{"route", "method", "status"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "dandang_http_request_seconds", Help: "Time to answer, by route pattern and method.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30},
		}, []string{"route", "method"}),
	}
	build := prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "dandang_build_info", Help: "Always 1; the label names the version.", ConstLabels: prometheus.Labels{"version": version},
	})
	build.Set(1)
	m.registry.MustRegister(m.requests, m.seconds, build,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// start times one request; the function it answers ends the measurement.
func (m *metrics) start() func(method, route string, status int) time.Duration {
	var seconds float64
	timer := prometheus.NewTimer(prometheus.ObserverFunc(func(v float64) { seconds = v }))
	return func(method, route string, status int) time.Duration {
		d := timer.ObserveDuration()
		if _, known := Access[Route{method, route}]; !known { // a client's own method must not make a label
			method, route = "other", "none"
		}
		m.requests.WithLabelValues(route, method, strconv.Itoa(status)).Inc()
		m.seconds.WithLabelValues(route, method).Observe(seconds)
		return d
	}
}

// Registry is where the program may register counters of its own, to be served at /metrics.
func (s *Server) Registry() prometheus.Registerer { return s.metrics.registry }
