package notify

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"dandang/engine"
)

// Robot is a group robot: its address, which holds its key, and for 钉钉 the secret of 加签.
type Robot struct {
	Channel engine.Channel // ByWeCom or ByDingTalk
	Name    string
	URL     string
	Secret  string // 钉钉 only; "" where the robot is not set to 加签
}

// Robots speaks through group robots. Neither kind can tell a repetition, so a message whose answer was lost may come
// twice; the id goes along in a header, for a relay that can.
type Robots struct {
	robots map[string]Robot // by channel and name
	client *http.Client
	now    func() time.Time
}

// NewRobots checks the settings. now is the system's time.
func NewRobots(list []Robot, timeout time.Duration, now func() time.Time) (*Robots, error) {
	r := &Robots{robots: map[string]Robot{}, client: newClient(timeout), now: now}
	for _, one := range list {
		if err := checkURL(one.Name, one.URL); err != nil {
			return nil, err
		}
		r.robots[string(one.Channel)+"\x00"+one.Name] = one
	}
	return r, nil
}

// Send implements engine.Sender.
func (r *Robots) Send(ctx context.Context, p engine.Parcel) error {
	robot, ok := r.robots[string(p.Channel)+"\x00"+p.Target]
	if !ok {
		return fmt.Errorf("没有名为“%s”的群机器人", p.Target)
	}
	to, body := robot.URL, any(nil)
	if p.Channel == engine.ByWeCom {
		body = map[string]any{"msgtype": "text", "text": map[string]any{"content": p.Text, "mentioned_list": []string{p.To[0].WeCom}}}
	} else {
		var err error
		if to, err = r.signed(robot); err != nil {
			return err
		}
		body = map[string]any{
			"msgtype": "text", "text": map[string]any{"content": p.Text},
			"at": map[string]any{"atUserIds": []string{p.To[0].DingTalk}, "isAtAll": false},
		}
	}
	answer, err := post(ctx, r.client, to, body, func(h http.Header, _ []byte) error {
		h.Set("Idempotency-Key", p.ID)
		return nil
	})
	if err != nil {
		return err
	}
	return refusal(p.Channel, answer)
}

// signed adds what 加签 asks for: the time in ms and the HMAC-SHA256 of time, line feed and secret.
func (r *Robots) signed(robot Robot) (string, error) {
	if robot.Secret == "" {
		return robot.URL, nil
	}
	u, err := url.Parse(robot.URL)
	if err != nil {
		return "", errors.New("the address is not valid") // the error would repeat it
	}
	at := strconv.FormatInt(r.now().UnixMilli(), 10)
	mac := hmac.New(sha256.New, []byte(robot.Secret))
	mac.Write([]byte(at + "\n" + robot.Secret))
	q := u.Query()
	q.Set("timestamp", at)
	q.Set("sign", base64.StdEncoding.EncodeToString(mac.Sum(nil)))
	u.RawQuery = q.Encode()
	return u.String(), nil
}

// The answers that pass: 系统繁忙 of both, 发送太频繁 of each. Any other says that the robot is gone, or that its key or
// signature is wrong, which a repetition does not mend.
var passing = map[engine.Channel][]int{
	engine.ByWeCom:    {-1, 45009},
	engine.ByDingTalk: {-1, 130101, 410100},
}

// refusal reads the answer: both say HTTP 200 also when they refuse.
func refusal(c engine.Channel, answer []byte) error {
	var a struct {
		Code *int   `json:"errcode"`
		Msg  string `json:"errmsg"`
	}
	if err := json.Unmarshal(answer, &a); err != nil || a.Code == nil {
		return &engine.UndeliveredError{Err: errors.New("the answer is not that of a group robot")}
	}
	if *a.Code == 0 {
		return nil
	}
	return &engine.UndeliveredError{Permanent: !slices.Contains(passing[c], *a.Code), Err: fmt.Errorf("errcode %d: %s", *a.Code, a.Msg)}
}
