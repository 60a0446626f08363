package notify

import (
	"context"
	"fmt"
	"net/http"
	"time"

	webhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"dandang/engine"
)

// Webhook is a receiver of messages: another system.
type Webhook struct {
	Name   string
	URL    string
	Secret string // "whsec_" and at least 24 bytes in base64, shared with the receiver
}

type hook struct {
	url    string
	signer *webhooks.Webhook
}

// Webhooks sends messages as Standard Webhooks: signed, with an id that is the same at every attempt.
type Webhooks struct {
	hooks  map[string]hook
	client *http.Client
	now    func() time.Time
}

// minSecret is the least that the standard asks of a secret, in bytes.
const minSecret = 24

// NewWebhooks checks the settings. now is the system's time: receivers refuse what was signed long ago.
func NewWebhooks(list []Webhook, timeout time.Duration, now func() time.Time) (*Webhooks, error) {
	w := &Webhooks{hooks: map[string]hook{}, client: newClient(timeout), now: now}
	for _, one := range list {
		if err := checkURL(one.Name, one.URL); err != nil {
			return nil, err
		}
		signer, err := webhooks.NewWebhook(one.Secret)
		if err != nil || len(one.Secret) < minSecret*4/3 {
			return nil, fmt.Errorf("“%s”的签名密钥不对,应为“whsec_”加Base64编码的至少%d字节", one.Name, minSecret)
		}
		w.hooks[one.Name] = hook{one.URL, signer}
	}
	return w, nil
}

// event is the body of a webhook.
type event struct {
	Type      string    `json:"type"` // dandang.message.KIND
	Timestamp time.Time `json:"timestamp"`
	Data      eventData `json:"data"`
}

type eventData struct {
	ID      string   `json:"id"`
	Text    string   `json:"text"`
	Process string   `json:"process,omitempty"`
	Case    string   `json:"case,omitempty"`
	To      []person `json:"to"`
}

type person struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// Send implements engine.Sender.
func (w *Webhooks) Send(ctx context.Context, p engine.Parcel) error {
	h, ok := w.hooks[p.Target]
	if !ok {
		return fmt.Errorf("没有名为“%s”的接收系统", p.Target)
	}
	body := event{
		Type: "dandang.message." + p.Kind, Timestamp: time.UnixMilli(p.At).UTC(),
		Data: eventData{ID: p.ID, Text: p.Text, Process: p.Process, Case: p.Case, To: []person{}},
	}
	for _, a := range p.To {
		body.Data.To = append(body.Data.To, person{a.Person, a.Name})
	}
	_, err := post(ctx, w.client, h.url, body, func(header http.Header, text []byte) error {
		at := w.now()
		signature, err := h.signer.Sign(p.ID, at, text)
		header.Set(webhooks.HeaderWebhookID, p.ID)
		header.Set(webhooks.HeaderWebhookTimestamp, fmt.Sprint(at.Unix()))
		header.Set(webhooks.HeaderWebhookSignature, signature)
		return err
	})
	return err
}
