package main

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// Comments, copies, phrases, autosaves and messages through the API, held to its own description.
func TestDesk_ThroughTheAPI(t *testing.T) {
	t.Parallel()
	s := start(t, "--demo", "--data", t.TempDir())
	c := newClient(t, s.base)
	filer, stranger := c.as("sunlixin", s.password), c.as("luwenbo", s.password)
	id := filer.post("/api/v1/cases", map[string]any{"process": "care-fund"}).text("id")
	one := "/api/v1/cases/" + id

	save := func(base int, opinion string) answer {
		return filer.send(http.MethodPut, one+"/autosave", map[string]any{"base": base, "opinion": opinion}, nil)
	}
	require.Equal(t, http.StatusOK, save(0, "第一稿").status)
	require.Equal(t, http.StatusOK, save(1, "甲页第二稿").status)
	told := save(1, "乙页第二稿")
	require.Equal(t, http.StatusConflict, told.status, "%s", told.body)
	conflict := told.json["conflict"].(map[string]any)
	require.Equal(t, []any{"opinion"}, conflict["differs"])
	require.Equal(t, "甲页第二稿", conflict["head"].(map[string]any)["opinion"])
	require.Contains(t, told.text("detail"), "两份内容都已保留")
	kept := filer.get(one + "/autosave")
	require.Equal(t, "甲页第二稿", kept.text("head", "opinion"))
	require.Equal(t, "乙页第二稿", kept.json["aside"].([]any)[0].(map[string]any)["opinion"])
	require.Equal(t, http.StatusNotFound, stranger.get(one+"/autosave").status)
	require.Equal(t, http.StatusNoContent, filer.send(http.MethodDelete, one+"/autosave", nil, nil).status)
	require.Nil(t, filer.get(one + "/autosave").json["head"])

	require.Equal(t, false, filer.get("/api/v1/me/phrases").json["own"])
	put := filer.send(http.MethodPut, "/api/v1/me/phrases", map[string]any{"items": []string{"已核实。"}}, nil)
	require.Equal(t, []any{"已核实。"}, put.json["items"])

	// Somebody whose turn it is in a case of the demo.
	for _, who := range []string{"qinminghui", "zouruolan", "liujingyi", "xulihua", "yanguodong"} {
		handler := c.as(who, s.password)
		items := handler.get("/api/v1/inbox?box=todo").items()
		if len(items) == 0 {
			continue
		}
		turn := "/api/v1/cases/" + items[0]["case"].(string)
		written := handler.post(turn+"/comments", map[string]any{"text": "请核对金额"})
		require.Equal(t, http.StatusCreated, written.status, "%s", written.body)
		require.Equal(t, http.StatusNoContent, handler.post(turn+"/comments/"+written.text("id")+"/void", map[string]any{"reason": "写错了"}).status)
		voided := handler.get(turn + "/comments").items()[0]
		require.Equal(t, "写错了", voided["void_why"])
		require.Nil(t, voided["text"])
		for _, path := range []string{"/comments", "/copies"} {
			require.Equal(t, http.StatusNotFound, stranger.get(turn+path).status)
		}
		sent := handler.post(turn+"/circulate", map[string]any{"to": []string{"luwenbo"}, "reason": "请阅"})
		require.Equal(t, http.StatusOK, sent.status, "%s", sent.body)
		require.Equal(t, "待阅", sent.items()[0]["status"])
		require.Equal(t, http.StatusOK, stranger.get(turn).status, "now he may read it")
		require.Equal(t, http.StatusNotFound, stranger.get(turn+"/comments").status, "not what is said beside it")
		require.EqualValues(t, 1, stranger.post(turn+"/seen", nil).json["read"])
		require.Equal(t, "已阅", handler.get(turn + "/copies").items()[0]["status"])
		require.Len(t, stranger.get("/api/v1/inbox?box=read").items(), 1)
		require.Eventually(t, func() bool { return len(stranger.get("/api/v1/messages?unread=true").items()) == 1 }, 5*time.Second, 10*time.Millisecond, "he is told")
		message := stranger.get("/api/v1/messages").items()[0]
		require.Equal(t, "待阅", message["kind_name"])
		require.Equal(t, items[0]["case"], message["case"])
		require.EqualValues(t, 1, stranger.post("/api/v1/messages/read", map[string]any{}).json["read"])
		return
	}
	require.Fail(t, "nobody of the demo has a turn")
}
