package main

import (
	"net/http"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/models/mariadbtest"
)

func TestRace_SixtyFourRequestsOnOneTaskOneSucceedsOnSQLite(t *testing.T) { sixtyFour(t, newRoad(t)) }

func TestRace_SixtyFourRequestsOnOneTaskOneSucceedsOnMariaDB(t *testing.T) {
	sixtyFour(t, newRoad(t, "--db", mariadbtest.DSN(t)))
}

// sixtyFour has the candidates of one or-sign task press at once, by HTTP: one is told 200, everybody else 409.
func sixtyFour(t *testing.T, r *road) {
	t.Helper()
	opened := r.who("sunlixin").post("/api/v1/cases", map[string]any{"process": "care-fund"})
	require.Equal(t, http.StatusCreated, opened.status, "%s", opened.body)
	r.id = opened.text("id")
	require.Equal(t, http.StatusOK, r.fill(r.file("sunlixin"), "RACE-1").status)
	r.act("sunlixin", "提交", nil, "单位核实")
	candidates := []*client{r.who("qinminghui"), r.who("liming1")}

	var mu sync.Mutex
	count := map[int]int{}
	var wg sync.WaitGroup
	for i := range 64 {
		wg.Go(func() {
			a := candidates[i%2].post("/api/v1/cases/"+r.id+"/events", map[string]any{
				"event": "核实属实", "fields": map[string]any{"困难程度": "困难", "核实说明": "属实"},
			})
			mu.Lock()
			defer mu.Unlock()
			count[a.status]++
			if a.status == http.StatusConflict && a.text("code") != "conflict" {
				t.Errorf("a loser is told %s", a.body)
			}
		})
	}
	wg.Wait()
	require.Equal(t, map[int]int{http.StatusOK: 1, http.StatusConflict: 63}, count)
	require.Equal(t, "单位集体研究", r.state())
}
