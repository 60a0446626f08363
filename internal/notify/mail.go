// Package notify takes messages out of the system: e-mail, signed webhooks, group robots of 企业微信 and 钉钉. Each is an
// engine.Sender.
//
// It must not know what a message is about, nor decide who gets it, when, or how often: the engine does.
package notify

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

	"github.com/wneessen/go-mail"

	"dandang/engine"
)

// The ways to protect the line to the mail server.
const (
	StartTLS = "starttls" // the line must turn to TLS before anything is said
	TLS      = "tls"      // TLS from the first byte
	Plain    = "none"     // no protection; only for a server on the same machine or wire
)

// MailSettings say which server takes mail.
type MailSettings struct {
	Host, User, Password string
	Port                 int // 0: the usual one
	From                 string
	Security             string         // StartTLS, TLS or Plain; "" is StartTLS
	Timeout              time.Duration  // of one attempt, 0: 30 s
	Roots                *x509.CertPool // nil: the system's
}

// Mail sends e-mail. The Message-ID is the same at every attempt.
type Mail struct {
	settings MailSettings
	domain   string
}

// NewMail checks the settings. It connects only to send.
func NewMail(s MailSettings) (*Mail, error) {
	if s.Timeout == 0 {
		s.Timeout = 30 * time.Second
	}
	m := &Mail{settings: s}
	probe := mail.NewMsg()
	if err := probe.From(s.From); err != nil {
		return nil, fmt.Errorf("发件地址“%s”不对:%w", s.From, err)
	}
	_, domain, _ := strings.Cut(s.From, "@")
	m.domain = strings.TrimSuffix(domain, ">")
	_, err := m.client(&line{})
	return m, err
}

// line is the connection of one attempt. The library leaves it open where a server falls silent half way, so that it is
// closed here.
type line struct {
	tls  *tls.Config // nil: plain, or turned to TLS later
	conn net.Conn
}

func (l *line) dial(ctx context.Context, network, addr string) (net.Conn, error) {
	conn, err := (&net.Dialer{}).DialContext(ctx, network, addr)
	if err != nil {
		return nil, err
	}
	l.conn = conn
	if l.tls == nil {
		return conn, nil
	}
	safe := tls.Client(conn, l.tls)
	return safe, safe.HandshakeContext(ctx)
}

func (l *line) close() {
	if l.conn != nil {
		_ = l.conn.Close() // what matters has been answered, or the attempt has failed already
	}
}

func (m *Mail) client(l *line) (*mail.Client, error) {
	s := &m.settings
	opts := []mail.Option{mail.WithTimeout(s.Timeout), mail.WithoutNoop(), mail.WithDialContextFunc(l.dial)}
	own := &tls.Config{ServerName: s.Host, MinVersion: tls.VersionTLS12, RootCAs: s.Roots}
	opts = append(opts, mail.WithTLSConfig(own))
	switch s.Security {
	case TLS:
		l.tls = own
		opts = append(opts, mail.WithSSLPort(false))
	case Plain:
		opts = append(opts, mail.WithTLSPortPolicy(mail.NoTLS))
	case StartTLS, "":
		opts = append(opts, mail.WithTLSPortPolicy(mail.TLSMandatory))
	default:
		return nil, fmt.Errorf("不认识的加密方式“%s”,请写starttls、tls或none", s.Security)
	}
	if s.Port != 0 {
		opts = append(opts, mail.WithPort(s.Port))
	}
	if s.User != "" {
		opts = append(opts, mail.WithSMTPAuth(mail.SMTPAuthAutoDiscover), mail.WithUsername(s.User), mail.WithPassword(s.Password))
	}
	return mail.NewClient(s.Host, opts...)
}

// Send implements engine.Sender: nil once the server has taken the mail, whatever it says at the farewell. What the server
// refuses for good (5xx) is permanent, all else is tried again.
func (m *Mail) Send(ctx context.Context, p engine.Parcel) error {
	ctx, cancel := context.WithTimeout(ctx, m.settings.Timeout)
	defer cancel()
	msg := mail.NewMsg()
	if err := errors.Join(msg.From(m.settings.From), msg.To(p.To[0].Mail)); err != nil {
		return &engine.UndeliveredError{Permanent: true, Err: err}
	}
	msg.SetMessageIDWithValue(p.ID + "@" + m.domain)
	msg.SetDateWithValue(time.UnixMilli(p.At))
	msg.SetGenHeader("Auto-Submitted", "auto-generated")
	msg.Subject(p.Subject)
	msg.SetBodyString(mail.TypeTextPlain, p.Text)
	var l line
	defer l.close()
	client, err := m.client(&l)
	if err != nil {
		return &engine.UndeliveredError{Permanent: true, Err: err}
	}
	err = client.DialAndSendWithContext(ctx, msg)
	if err == nil || msg.IsDelivered() {
		return nil
	}
	var refused *mail.SendError
	permanent := errors.As(err, &refused) && refused.ErrorCode() >= 500 && !refused.IsTemp()
	return &engine.UndeliveredError{Permanent: permanent, Err: err}
}
