package engine

import (
	"context"
	"errors"
	"slices"
)

// The kinds of message.
const (
	MessageTodo     = "todo"     // a turn has come to somebody
	MessageNotify   = "notify"   // what a procedure tells
	MessageRemind   = "remind"   // a due comes near
	MessageOverdue  = "overdue"  // a due has passed
	MessageCopy     = "copy"     // 抄送 or 传阅
	MessageIncident = "incident" // the engine could not go on
	MessageServed   = "served"   // a document was served
	MessageMention  = "mention"  // somebody was named in a comment
)

// MessageKinds lists every kind of message, for preferences.
func MessageKinds() []string {
	return []string{MessageTodo, MessageNotify, MessageRemind, MessageOverdue, MessageCopy, MessageIncident, MessageServed, MessageMention}
}

// Channel names a way out of the system. What is said in the system itself needs none: every message stands in its
// receivers' own list.
type Channel string

// The channels.
const (
	ByMail     Channel = "mail"
	ByWeCom    Channel = "wecom"    // a group robot of 企业微信
	ByDingTalk Channel = "dingtalk" // a group robot of 钉钉
	ByWebhook  Channel = "webhook"  // another system; not somebody's, so that no preference stops it
)

// PersonalChannels lists the channels that reach a person, and that he may turn off.
func PersonalChannels() []Channel { return []Channel{ByMail, ByWeCom, ByDingTalk} }

// DeliveryStatus tells how far a delivery is.
type DeliveryStatus string

// The statuses of a delivery.
const (
	Waiting DeliveryStatus = "waiting" // to be tried at NextAt, and not before NotBefore
	Sent    DeliveryStatus = "sent"    // the other side took it
	Dead    DeliveryStatus = "dead"    // given up: waits for an administrator
	Idle    DeliveryStatus = "idle"    // no longer true when its time came, such as a reminder of what was done meanwhile
)

// Delivery is one message on its way to one receiver by one channel. It is tried until the other side takes it, at least
// once; ID is the same at every attempt, so that a receiver can tell a repetition.
type Delivery struct {
	ID        string // the message's, and a digest of channel, target and receiver
	Message   string
	Case      string
	Kind      string
	Channel   Channel
	Target    string   // name of the robot or webhook, "" for mail
	To        PersonID // "" for a webhook
	Status    DeliveryStatus
	NotBefore int64 // ms on the engine's clock: quiet hours
	NextAt    int64 // ms on the system's clock: when it is tried next, or, while tried, when it counts as failed
	Attempts  int
	Error     string // of the last attempt that failed; carries nothing of the content
	At        int64  // ms on the engine's clock, when it was addressed
	SentAt    int64  // ms on the system's clock
}

// Settled is what an attempt came to.
type Settled struct {
	Status    DeliveryStatus
	NotBefore int64
	NextAt    int64
	Error     string
	SentAt    int64
}

// DeliveryQuery asks for deliveries, newest first by id.
type DeliveryQuery struct {
	Status DeliveryStatus // "" = all
	Before string         // keyset: id of the last one seen
	Limit  int
}

// Preferences are what somebody wants to hear by which channel. What is not named is on.
type Preferences struct {
	Off  []Channel           `json:"off,omitempty"`  // channels that are off
	Mute map[string][]string `json:"mute,omitempty"` // channel → kinds that it does not carry
}

// Wants reports whether a kind of message goes by a channel.
func (p Preferences) Wants(c Channel, kind string) bool {
	return !slices.Contains(p.Off, c) && !slices.Contains(p.Mute[string(c)], kind)
}

// Received is a message in somebody's list.
type Received struct {
	Message
	ReadAt int64 // ms; 0 while unread
}

// Mailroom is what a store keeps of messages once the act that wrote them is committed.
type Mailroom interface {
	// Unaddressed lists messages that have not been given to anybody yet, in order of id.
	Unaddressed(ctx context.Context, limit int) ([]Message, error)
	// Address puts a message in the lists of people and its deliveries on their way, and marks it addressed, in one
	// transaction. Another process may have been faster: then it answers false and has written nothing.
	Address(ctx context.Context, messageID string, to []PersonID, deliveries []Delivery) (bool, error)
	// Message returns one message. Codes: ENotFound.
	Message(ctx context.Context, id string) (Message, error)
	// DueDeliveries lists waiting deliveries whose time has come by both clocks, in order of (NextAt, ID).
	DueDeliveries(ctx context.Context, now, wall int64, limit int) ([]Delivery, error)
	// TakeDelivery counts an attempt and gives it until a time to be settled, by conditional update on the number of
	// attempts so far. false: another process has it.
	TakeDelivery(ctx context.Context, id string, attempts int, until int64) (bool, error)
	// SettleDelivery writes what attempt number n came to; false when the delivery is not waiting for that attempt any more.
	SettleDelivery(ctx context.Context, id string, n int, s Settled) (bool, error)
	// Deliveries lists deliveries, newest first by id.
	Deliveries(ctx context.Context, q DeliveryQuery) ([]Delivery, error)
	// ResendDelivery lets a dead delivery be tried anew from wall on; false when there is no dead one of that id.
	ResendDelivery(ctx context.Context, id string, wall int64) (bool, error)
	// Received lists what is in somebody's list, newest first by id, before an id ("" = from the newest).
	Received(ctx context.Context, p PersonID, unread bool, before string, limit int) ([]Received, error)
	// CountUnread counts what he has not read, up to max.
	CountUnread(ctx context.Context, p PersonID, max int) (int, error)
	// MarkRead marks those of the ids that are in his list and unread; no ids means all. It answers how many were.
	MarkRead(ctx context.Context, p PersonID, ids []string, at int64) (int, error)
	// Preferences returns what somebody wants to hear; the zero value where he has not said.
	Preferences(ctx context.Context, p PersonID) (Preferences, error)
	// SavePreferences keeps them in place of what he wanted before.
	SavePreferences(ctx context.Context, p PersonID, prefs Preferences, at int64) error
}

// Reach is which channels are set up.
type Reach struct {
	Mail     bool
	Robots   []Robot
	Webhooks []string // names
}

// Robot is a group robot: it speaks to a group of which the people of a unit are members.
type Robot struct {
	Channel Channel // ByWeCom or ByDingTalk
	Name    string
	Unit    UnitID // the unit, with those below it, whose people are in the group; "" is everybody
}

// Parcel is a delivery ready to be sent. It holds nothing that its receiver may not know.
type Parcel struct {
	ID      string // idempotency id
	Channel Channel
	Target  string
	Kind    string
	Subject string
	Text    string
	Process string // name of the procedure, "" where nobody may know
	Case    string // id, "" where nobody may know
	At      int64  // ms, when the message was written
	To      []Addressee
}

// Addressee is who a parcel is for.
type Addressee struct {
	Person                PersonID
	Name                  string
	Mail, WeCom, DingTalk string
}

// Sender sends by one channel. internal/notify has one for each.
type Sender interface {
	// Send hands a parcel over; nil only when the other side has taken it. An *UndeliveredError tells whether trying
	// again is of use; any other error is tried again.
	Send(ctx context.Context, p Parcel) error
}

// UndeliveredError says why a parcel was not taken.
type UndeliveredError struct {
	Permanent  bool  // trying again would be refused again
	RetryAfter int64 // ms that the other side asks to wait, 0 if it does not say
	Err        error // without content and without secrets
}

// Error is the reason.
func (e *UndeliveredError) Error() string { return e.Err.Error() }

// Unwrap gives the reason.
func (e *UndeliveredError) Unwrap() error { return e.Err }

var errNoSender = errors.New("this channel is not set up any more")
