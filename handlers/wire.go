package handlers

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"time"

	"dandang/engine"
	"dandang/engine/workday"
)

// List is an answer that is whole.
type List[T any] struct {
	Items []T `json:"items"`
}

// Page is a part of a longer list.
type Page[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next,omitempty" doc:"Opaque; give it as cursor to get the following items. Absent at the end."`
}

// DueInfo is the end of a limit.
type DueInfo struct {
	At          string `json:"at" format:"date-time" doc:"The first instant that is too late"`
	Date        string `json:"date" format:"date" doc:"The last day on which one may act"`
	Provisional bool   `json:"provisional" doc:"暂定: it rests on a year whose calendar is not published"`
	Light       string `json:"light" enum:"green,yellow,red" doc:"正常, 临期, 超期"`
}

// dueInfo is nil when there is no limit.
func dueInfo(c *workday.Calendar, d workday.Due, now int64) *DueInfo {
	if d.At == 0 {
		return nil
	}
	return &DueInfo{At: stamp(d.At), Date: string(d.Date), Provisional: d.Provisional, Light: string(c.Light(d, now))}
}

// stamp writes an instant as RFC 3339 in the zone of the rules; "" for none.
func stamp(ms int64) string {
	if ms == 0 {
		return ""
	}
	return time.UnixMilli(ms).In(workday.Zone()).Format(time.RFC3339)
}

func nonEmpty(s, otherwise string) string {
	if s != "" {
		return s
	}
	return otherwise
}

// orEmpty keeps null out of answers.
func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// cursor is the place in a list behind an opaque text. Box ties it to the list that it came from.
type cursor struct {
	Box string `json:"b,omitempty"`
	At  int64  `json:"a,omitempty"`
	ID  string `json:"i"`
}

func (c cursor) String() string {
	b, err := json.Marshal(c)
	if err != nil {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString(b)
}

// parseCursor reads what String wrote for the same list; "" is the beginning.
func parseCursor(s, box string) (cursor, error) {
	var c cursor
	if s == "" {
		return c, nil
	}
	b, err := base64.RawURLEncoding.DecodeString(s)
	if err == nil {
		err = json.Unmarshal(b, &c)
	}
	if err != nil || c.Box != box || c.ID == "" {
		return cursor{}, invalid("query.cursor", "翻页标识无效,请从第一页重新读取")
	}
	return c, nil
}

// maxCount is where counts stop.
const maxCount = 100

// countText writes a count that stops at 100.
func countText(n int) string {
	if n >= maxCount {
		return "99+"
	}
	return strconv.Itoa(n)
}

// etagOf names what a person has seen of a case: the round and the content, not the ballots of others.
func etagOf(c engine.Case) string { return fmt.Sprintf(`"%d-%d"`, c.Round, c.Content) }

var etagPattern = regexp.MustCompile(`^"(\d{1,9})-(\d{1,18})"$`)

// parseIfMatch reads an If-Match header made by etagOf; "" and * match anything.
func parseIfMatch(s string) (round *int, content *int64, err error) {
	if s == "" || s == "*" {
		return nil, nil, nil
	}
	m := etagPattern.FindStringSubmatch(s)
	if m == nil {
		return nil, nil, invalid("header.If-Match", "请使用读取该事项时得到的 ETag,不加改动")
	}
	r, errR := strconv.Atoi(m[1])
	c, errC := strconv.ParseInt(m[2], 10, 64)
	if errR != nil || errC != nil {
		return nil, nil, invalid("header.If-Match", "请使用读取该事项时得到的 ETag,不加改动")
	}
	return &r, &c, nil
}
