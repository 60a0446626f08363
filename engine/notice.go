package engine

import (
	"dandang/engine/process"
	"dandang/engine/workday"
)

// Notice statuses.
const (
	NoticeWaiting = "waiting" // not posted yet
	NoticePosted  = "posted"
	NoticeEnded   = "ended"   // the period is over
	NoticeStopped = "stopped" // taken down before its time
)

// publish makes the notice of a state: a page of its own that shows what the procedure lists and nothing else.
func (d *decision) publish(s *process.State) {
	if s.Publish == nil {
		return
	}
	n := Notice{
		ID: d.id(), Case: d.c.ID, Round: d.r.N, Process: d.p.Key, Title: d.fill(s.Publish.Title), Audience: s.Publish.Audience,
		Unit: d.c.Unit, Status: NoticeWaiting, At: d.now,
	}
	if n.Title == "" {
		n.Title = d.p.Name + s.Name
	}
	env := d.env("")
	for _, path := range s.Publish.Show {
		n.Body = append(n.Body, NoticeLine{d.labelOf(path), d.shown(env, path)})
	}
	d.postFrom(&n, s)
	d.ch.Notices = append(d.ch.Notices, n)
	d.c.Memo.Posted = &n
}

// postFrom fills the posting date and the end of the period in, once they are known.
func (d *decision) postFrom(n *Notice, s *process.State) {
	if s.After == nil {
		n.Status = NoticePosted
		return
	}
	at, ok := d.anchor(s.After.From)
	if !ok {
		n.PostedOn, n.Status = "", NoticeWaiting
		return
	}
	if s.After.From != "" {
		n.PostedOn, _ = d.c.Memo.Fields[s.After.From].(string)
	} else {
		n.PostedOn = string(d.today())
	}
	n.Status = NoticePosted
	n.Until = d.snap.Facts.Calendar.Due(workday.Start(s.After.Duration.Duration, at))
}

// repost brings the standing notice up to date after its posting date was entered, corrected, or its period moved.
func (d *decision) repost() {
	if d.c.Memo.Posted == nil {
		return
	}
	n := *d.c.Memo.Posted
	d.postFrom(&n, d.state())
	d.putNotice(n)
}

// takeDown ends the notice with the round: its time was over, or it was stopped.
func (d *decision) takeDown() {
	if d.c.Memo.Posted == nil {
		return
	}
	n := *d.c.Memo.Posted
	n.Status = NoticeStopped
	if n.Until.At != 0 && n.Until.At <= d.now {
		n.Status = NoticeEnded
	}
	d.putNotice(n)
	d.c.Memo.Posted = nil
}

func (d *decision) putNotice(n Notice) {
	d.c.Memo.Posted = &n
	for i := range d.ch.Notices {
		if d.ch.Notices[i].ID == n.ID {
			d.ch.Notices[i] = n
			return
		}
	}
	d.ch.Notices = append(d.ch.Notices, n)
}

// labelOf is what a notice calls a path: the field's name, with the attribute where it is not the person's name.
func (d *decision) labelOf(path string) string {
	path = process.CanonPath(path)
	if f := d.p.Field(path); f != nil {
		return d.p.fieldName(path)
	}
	root, attr := path, ""
	for i := range path {
		if path[i] == '.' {
			root, attr = path[:i], path[i+1:]
			break
		}
	}
	if m, ok := attrName[attr]; ok {
		if attr == "name" {
			return d.p.fieldName(root)
		}
		return m.Text()
	}
	return d.p.fieldName(root)
}

var attrName = map[string]Msg{
	"name":      {"姓名", "name"},
	"unit":      {"单位", "unit"},
	"title":     {"职务", "title"},
	"number":    {"编号", "number"},
	"initiator": {"发起人", "initiator"},
}

// inAudience: the actor may read the notice that stands, and so may object to it under his own name.
func (d *decision) inAudience() bool {
	n := d.c.Memo.Posted
	if n == nil || n.Status != NoticePosted || (n.Until.At != 0 && n.Until.At <= d.now && !n.Until.Provisional) {
		return false
	}
	p, ok := d.snap.Facts.Book.Person(d.cmd.Actor)
	return ok && p.Active && (n.Audience == "city" || d.snap.Facts.Book.Within(p.Unit, n.Unit))
}

// objected keeps who objected apart from the case: only those who handle the objection learn it.
func (d *decision) objected() {
	d.ch.Objections = append(d.ch.Objections, Objection{
		ID: d.id(), Notice: d.c.Memo.Posted.ID, Case: d.c.ID, Person: d.cmd.Actor, Text: d.cmd.Opinion, At: d.now,
	})
}
