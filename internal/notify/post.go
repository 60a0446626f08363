package notify

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"dandang/engine"
)

// maxAnswer is how much of an answer is read.
const maxAnswer = 64 << 10

// newClient makes a client that follows nobody elsewhere: a redirect would take what was meant for one receiver to
// another.
func newClient(timeout time.Duration) *http.Client {
	if timeout == 0 {
		timeout = 30 * time.Second
	}
	return &http.Client{
		Timeout:       timeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// checkURL refuses what is no address of a receiver. The address itself is a secret and never repeated.
func checkURL(name, text string) error {
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return fmt.Errorf("“%s”的地址不对,应以https://开头", name)
	}
	return nil
}

// post sends JSON and answers what came back. A status other than 2xx is an error: permanent where sending the same again
// can only be refused again.
func post(ctx context.Context, client *http.Client, to string, body any, header func(h http.Header, body []byte) error) ([]byte, error) {
	text, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, to, bytes.NewReader(text))
	if err != nil {
		return nil, errors.New("the address is not valid") // the error would repeat it
	}
	req.Header.Set("Content-Type", "application/json; charset=utf-8")
	req.Header.Set("User-Agent", "dandang")
	if err := header(req.Header, text); err != nil {
		return nil, err
	}
	resp, err := client.Do(req)
	if err != nil {
		return nil, &engine.UndeliveredError{Err: withoutURL(err)}
	}
	defer resp.Body.Close() //nolint:errcheck // it was read as far as it matters
	answer, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	switch {
	case resp.StatusCode/100 != 2:
		return nil, &engine.UndeliveredError{
			Permanent: permanent(resp.StatusCode), RetryAfter: retryAfter(resp.Header), Err: fmt.Errorf("HTTP %d", resp.StatusCode),
		}
	case err != nil:
		return nil, &engine.UndeliveredError{Err: withoutURL(err)}
	}
	return answer, nil
}

// withoutURL takes the address out of an error: it holds the key of a robot.
func withoutURL(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		return u.Err
	}
	return err
}

// permanent: the receiver understood, and does not want it. Too many, too slow and too early pass; so does whatever is the
// receiver's own fault.
func permanent(status int) bool {
	switch status {
	case http.StatusRequestTimeout, http.StatusTooEarly, http.StatusTooManyRequests, http.StatusConflict:
		return false
	}
	return status/100 == 4 || status/100 == 3
}

// retryAfter is how long the receiver asks to wait, in ms; a date instead of seconds is passed over.
func retryAfter(h http.Header) int64 {
	n, err := strconv.ParseInt(h.Get("Retry-After"), 10, 32)
	if err != nil || n < 0 {
		return 0
	}
	return n * 1000
}
