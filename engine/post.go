package engine

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"sync"

	"dandang/engine/process"
)

// How deliveries are tried: the first failure waits 15 s, each further one twice as long, up to two hours; after 40 (about
// two and a half days, longer than a weekend) the delivery is dead.
const (
	firstWait   int64 = 15_000
	longestWait int64 = 2 * 3600_000
	maxTries          = 40
	attemptTime int64 = 30_000
	atOnce            = 4 // deliveries sent side by side
)

// Backoff is how long to wait after attempt number n has failed, in ms, where the first waits for first.
func Backoff(first int64, n int) int64 {
	wait := first
	for range n - 1 {
		if wait *= 2; wait >= longestWait {
			return longestWait
		}
	}
	return wait
}

// PostOffice is what the messages of the outbox are delivered with.
type PostOffice struct {
	Reach   Reach
	Senders map[Channel]Sender
	Wall    Clock  // the system's clock, which retries go by even where the engine's is moved
	Site    string // where one signs in, "" if not told
	Retry   int64  // ms to wait after the first failure; 0: 15 s
	// Attempt is how long a sender may take, in ms; 0: 30 s. An attempt of which nothing is heard in twice that time, as
	// when the process was killed, counts as failed.
	Attempt int64
}

// Post gives new messages to their receivers, then tries what is due to leave the system. It answers how many messages
// and attempts there were. Several processes may do so at once.
func (e *Engine) Post(ctx context.Context, o *PostOffice) (done int, err error) {
	addressed, err := e.addressAll(ctx, o)
	tried, sendErr := e.deliverDue(ctx, o)
	return addressed + tried, errors.Join(err, sendErr)
}

func (e *Engine) addressAll(ctx context.Context, o *PostOffice) (done int, err error) {
	list, err := e.cfg.Store.Unaddressed(ctx, page)
	if err != nil {
		return 0, err
	}
	for i := range list {
		if ctx.Err() != nil {
			return done, ctx.Err()
		}
		if one := e.address(ctx, o, &list[i]); one != nil { // the others do not wait for it
			err = errors.Join(err, one)
			continue
		}
		done++
	}
	return done, err
}

func (e *Engine) address(ctx context.Context, o *PostOffice, m *Message) error {
	secrecy, _, err := e.secrecyOf(ctx, m.Case)
	if err != nil {
		return err
	}
	book, err := e.cfg.Directory.Book(ctx)
	if err != nil {
		return err
	}
	cal, err := e.cfg.Calendar.Calendar(ctx)
	if err != nil {
		return err
	}
	prefs := map[PersonID]Preferences{}
	for _, p := range m.To {
		if prefs[p], err = e.cfg.Store.Preferences(ctx, p); err != nil {
			return err
		}
	}
	people, deliveries := Told(*m, secrecy, book, cal, prefs, o.Reach, e.cfg.Clock.Now())
	_, err = e.cfg.Store.Address(ctx, m.ID, people, deliveries)
	return err
}

// secrecyOf tells who may know of a case, and what its procedure is called.
func (e *Engine) secrecyOf(ctx context.Context, caseID string) (process.Secrecy, string, error) {
	snap, err := e.cfg.Store.Load(ctx, caseID)
	if err != nil {
		return "", "", err
	}
	p, err := e.procedure(ctx, snap.Case.Version)
	if err != nil {
		return "", "", err
	}
	return p.Secrecy, p.Name, nil
}

// deliverDue tries what is due, a few side by side. The failure of one is its own; only the store's is answered.
func (e *Engine) deliverDue(ctx context.Context, o *PostOffice) (int, error) {
	due, err := e.cfg.Store.DueDeliveries(ctx, e.cfg.Clock.Now(), o.Wall.Now(), page)
	if err != nil {
		return 0, err
	}
	var all sync.WaitGroup
	errs := make([]error, atOnce)
	for n := range atOnce {
		all.Go(func() {
			for i := n; i < len(due) && ctx.Err() == nil; i += atOnce {
				errs[n] = errors.Join(errs[n], e.attemptDelivery(ctx, o, &due[i]))
			}
		})
	}
	all.Wait()
	return len(due), errors.Join(errs...)
}

// attemptDelivery takes one delivery, tries it and writes down what it came to. What is written down is lost with the
// process; then the attempt counts as failed, and the next has the same id.
func (e *Engine) attemptDelivery(ctx context.Context, o *PostOffice, d *Delivery) error {
	mine, err := e.cfg.Store.TakeDelivery(ctx, d.ID, d.Attempts, o.Wall.Now()+2*cmp.Or(o.Attempt, attemptTime))
	if err != nil || !mine {
		return err
	}
	n := d.Attempts + 1
	parcel, idle, err := e.parcel(ctx, o, d)
	if err != nil {
		return err
	}
	cal, err := e.cfg.Calendar.Calendar(ctx)
	if err != nil {
		return err
	}
	now, settled := e.cfg.Clock.Now(), Settled{Status: Idle}
	held := HeldUntil(cal, d.Kind, now)
	switch {
	case idle:
	case held > now: // nothing ran while reminders might go out
		settled = Settled{Status: Waiting, NotBefore: held}
	default:
		settled = e.send(ctx, o, d, parcel, n)
		settled.NotBefore = now
		if next := now + max(0, settled.NextAt-o.Wall.Now()); HeldUntil(cal, d.Kind, next) > next {
			settled.NotBefore = HeldUntil(cal, d.Kind, next)
		}
	}
	// The outcome is kept even when the process is told to stop: the other side may have taken the message.
	_, err = e.cfg.Store.SettleDelivery(context.WithoutCancel(ctx), d.ID, n, settled)
	return err
}

func (e *Engine) send(ctx context.Context, o *PostOffice, d *Delivery, p Parcel, n int) Settled {
	err := errNoSender
	if sender, ok := o.Senders[d.Channel]; ok {
		err = sender.Send(ctx, p)
	}
	now := o.Wall.Now()
	if err == nil {
		return Settled{Status: Sent, SentAt: now}
	}
	s := Settled{Status: Waiting, NextAt: now + Backoff(cmp.Or(o.Retry, firstWait), n), Error: cut(err.Error(), 500)}
	var refused *UndeliveredError
	if errors.As(err, &refused) {
		s.NextAt = max(s.NextAt, now+min(refused.RetryAfter, longestWait))
		if refused.Permanent {
			s.Status = Dead
		}
	}
	if n >= maxTries {
		s.Status = Dead
	}
	if s.Status == Dead {
		e.cfg.Log.Error("message not delivered", "delivery", d.ID, "channel", d.Channel, "target", d.Target, "attempts", n, "error", s.Error)
	}
	return s
}

func cut(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n])
	}
	return s
}

// parcel puts together what is sent. idle: the message is no longer true, a turn that was done while it was held back, or
// its receiver has left.
func (e *Engine) parcel(ctx context.Context, o *PostOffice, d *Delivery) (p Parcel, idle bool, err error) {
	m, err := e.cfg.Store.Message(ctx, d.Message)
	if err != nil {
		return p, false, err
	}
	secrecy, name, err := e.secrecyOf(ctx, m.Case)
	if err != nil {
		return p, false, err
	}
	book, err := e.cfg.Directory.Book(ctx)
	if err != nil {
		return p, false, err
	}
	text, open := spoken(m, d.Channel, secrecy)
	p = Parcel{ID: d.ID, Channel: d.Channel, Target: d.Target, Kind: m.Kind, Text: text, At: m.At}
	if open {
		p.Process, p.Case = name, m.Case
	} else {
		p.Kind = MessageTodo
	}
	to := m.To
	if d.To != "" {
		to = []PersonID{d.To}
	}
	for _, id := range to {
		if who, ok := book.Person(id); ok && who.Active {
			p.To = append(p.To, Addressee{Person: id, Name: who.Name, Mail: who.Mail, WeCom: who.WeCom, DingTalk: who.DingTalk})
		}
	}
	if len(p.To) == 0 {
		return p, true, nil
	}
	if d.To != "" && (m.Kind == MessageTodo || m.Kind == MessageRemind) {
		if idle, err = e.turnGone(ctx, m.Case, d.To); err != nil || idle {
			return p, idle, err
		}
	}
	p.Subject, p.Text = letter(&p, o.Site)
	return p, false, nil
}

// turnGone: nothing of the case waits for him any more.
func (e *Engine) turnGone(ctx context.Context, caseID string, p PersonID) (bool, error) {
	seats, err := e.cfg.Store.Seats(ctx, p, caseID)
	return !slices.ContainsFunc(seats, func(s Seat) bool { return s.Box == BoxTodo || s.Box == BoxPool }), err
}

// letter is the text of a parcel as its channel carries it.
func letter(p *Parcel, site string) (subject, text string) {
	where := ""
	if site != "" {
		where = msgLetterSite.Text(site)
	}
	subject = msgSubject.Text(kindName(p.Kind))
	switch p.Channel {
	case ByMail:
		return subject, msgLetter.Text(p.To[0].Name, p.Text, where)
	case ByWeCom, ByDingTalk:
		return subject, msgGroupLine.Text(p.To[0].Name, p.Text, where)
	case ByWebhook:
	}
	return subject, p.Text
}

func kindName(kind string) string {
	return cmp.Or(messageKindName[kind], messageKindName[MessageNotify]).Text()
}
