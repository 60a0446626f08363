package engine

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"dandang/engine/directory"
	"dandang/engine/process"
	"dandang/engine/workday"
)

// Reminders go out from 08:30 to 17:30 on workdays.
const (
	minute      int64 = 60_000
	quietUntil        = (8*60 + 30) * minute
	quietFrom         = (17*60 + 30) * minute
	maxHoldDays       = 60 // no run of days off is longer
)

// Told settles who gets a message and how. It is pure.
//
// Every receiver who is still in the directory gets it in his own list. Beside that it goes by the channels that are set
// up, that have his address and that he has not turned off. A group robot never speaks of a restricted procedure, and of
// any other than an open one it only says that something waits. Each webhook gets a message once.
func Told(m Message, secrecy process.Secrecy, book *directory.Book, cal *workday.Calendar, prefs map[PersonID]Preferences, reach Reach, now int64) ([]PersonID, []Delivery) {
	var people []PersonID
	var out []Delivery
	hold := HeldUntil(cal, m.Kind, now)
	put := func(c Channel, target string, to PersonID) {
		out = append(out, Delivery{
			ID: deliveryID(m.ID, c, target, to), Message: m.ID, Case: m.Case, Kind: m.Kind, Channel: c, Target: target, To: to,
			Status: Waiting, NotBefore: hold, At: now,
		})
	}
	for _, id := range m.To {
		p, ok := book.Person(id)
		if !ok || !p.Active || slices.Contains(people, id) {
			continue
		}
		people = append(people, id)
		if reach.Mail && p.Mail != "" && prefs[id].Wants(ByMail, m.Kind) {
			put(ByMail, "", id)
		}
		if secrecy == process.Restricted {
			continue
		}
		for _, c := range []Channel{ByWeCom, ByDingTalk} {
			if robot, ok := robotFor(reach.Robots, c, book, &p); ok && prefs[id].Wants(c, m.Kind) {
				put(c, robot.Name, id)
			}
		}
	}
	if len(people) > 0 {
		for _, name := range reach.Webhooks {
			put(ByWebhook, name, "")
		}
	}
	return people, out
}

// deliveryID is the same whenever it is computed, sorts as messages do, and is plain ASCII whatever people are called.
func deliveryID(message string, c Channel, target string, to PersonID) string {
	sum := sha256.Sum256([]byte(strings.Join([]string{string(c), target, to}, "\x00")))
	return message + "." + hex.EncodeToString(sum[:8])
}

// robotFor is the robot of the group nearest to somebody: that of his unit, else of the nearest unit above it, else of all.
func robotFor(robots []Robot, c Channel, book *directory.Book, p *directory.Person) (Robot, bool) {
	if (c == ByWeCom && p.WeCom == "") || (c == ByDingTalk && p.DingTalk == "") {
		return Robot{}, false
	}
	units := []UnitID{p.Unit}
	for _, u := range book.Ancestors(p.Unit) {
		units = append(units, u.ID)
	}
	for _, unit := range append(units, "") {
		for _, r := range robots {
			if r.Channel == c && r.Unit == unit {
				return r, true
			}
		}
	}
	return Robot{}, false
}

// HeldUntil is when a message may leave the system: a reminder at the next time between 08:30 and 17:30 of a workday,
// anything else at once.
func HeldUntil(cal *workday.Calendar, kind string, now int64) int64 {
	if kind != MessageRemind && kind != MessageOverdue {
		return now
	}
	day := workday.DateOf(now)
	for range maxHoldDays {
		if work, _ := cal.Work(day); work {
			from, until := day.Start()+quietUntil, day.Start()+quietFrom
			if now < from {
				return from
			}
			if now < until {
				return now
			}
		}
		day = day.AddDays(1)
	}
	return now
}

// spoken is what may be said of a message by a channel. Outside the system a restricted procedure is never spoken of, and
// a group hears of a case only where everybody may know of it.
func spoken(m Message, c Channel, secrecy process.Secrecy) (text string, open bool) {
	group := c == ByWeCom || c == ByDingTalk
	if secrecy == process.Restricted || group && secrecy != process.Open {
		return msgPrivateTodo.Text(), false
	}
	return m.Text, true
}
