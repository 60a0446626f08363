package directory

import (
	"fmt"
	"net/mail"
	"strings"
	"time"
)

// Fault is one thing wrong in a table given to NewBook.
type Fault struct {
	Table string // units, people, posts, kin or leaves
	Index int    // of the row
	Field string // as in the Go type: ID, Parent, Unit, Person, From …
	Msg   string // Chinese
}

// Error is the message.
func (f *Fault) Error() string { return f.Msg }

// checker collects the faults of all tables.
type checker struct {
	faults []error
	units  map[UnitID]Unit
	people map[PersonID]Person
	table  string
	index  int
}

func check(units []Unit, people []Person, posts []Post, kin []Kin, leaves []Leave) []error {
	c := &checker{units: map[UnitID]Unit{}, people: map[PersonID]Person{}}
	c.checkUnits(units)
	c.checkPeople(people)
	c.checkPosts(posts)
	c.checkKin(kin)
	c.checkLeaves(leaves)
	return c.faults
}

func (c *checker) say(field, format string, args ...any) {
	c.faults = append(c.faults, &Fault{Table: c.table, Index: c.index, Field: field, Msg: fmt.Sprintf(format, args...)})
}

func (c *checker) checkUnits(units []Unit) {
	c.table = "units"
	for i, u := range units {
		c.index = i
		if u.ID == "" {
			c.say("ID", "单位“%s”没有编号,请补上", u.Name)
			continue
		}
		if _, twice := c.units[u.ID]; twice {
			c.say("ID", "单位编号“%s”重复,请改成不同的编号", u.ID)
			continue
		}
		if u.Name == "" {
			c.say("Name", "单位“%s”没有名称,请补上", u.ID)
		}
		switch u.Level {
		case LevelCity, LevelCounty, LevelTownship, LevelDept:
		default:
			c.say("Level", "单位“%s”的层级“%s”不认识,请写市、县、乡镇或部门", u.Name, u.Level)
		}
		c.units[u.ID] = u
	}
	for i, u := range units {
		c.index = i
		if u.Parent == "" {
			continue
		}
		if _, ok := c.units[u.Parent]; !ok {
			c.say("Parent", "单位“%s”的上级“%s”不存在,请核对编号", u.Name, u.Parent)
		} else if c.circles(u, func(u Unit) UnitID { return u.Parent }) {
			c.say("Parent", "单位“%s”的上级关系绕成了圈,请核对上级", u.Name)
		}
	}
	c.checkSuperiors(units)
}

func (c *checker) checkSuperiors(units []Unit) {
	for i, u := range units {
		c.index = i
		if u.Superior == "" {
			continue
		}
		if _, ok := c.units[u.Superior]; !ok {
			c.say("Superior", "单位“%s”的上级机关“%s”不存在,请核对编号", u.Name, u.Superior)
		} else if c.circles(u, func(u Unit) UnitID { return u.Superior }) {
			c.say("Superior", "单位“%s”的上级机关绕成了圈,请核对上级机关", u.Name)
		}
	}
}

// circles reports whether going up from u leads back to u.
func (c *checker) circles(u Unit, up func(Unit) UnitID) bool {
	at := u
	for range len(c.units) {
		parent, ok := c.units[up(at)]
		if !ok {
			return false
		}
		if parent.ID == u.ID {
			return true
		}
		at = parent
	}
	return false
}

func (c *checker) checkPeople(people []Person) {
	c.table = "people"
	usernames := map[string]string{}
	for i, p := range people {
		c.index = i
		if p.ID == "" {
			c.say("ID", "人员“%s”没有编号,请补上", p.Name)
			continue
		}
		if _, twice := c.people[p.ID]; twice {
			c.say("ID", "人员编号“%s”重复,请改成不同的编号(姓名可以相同,编号不能)", p.ID)
			continue
		}
		c.people[p.ID] = p
		if p.Name == "" {
			c.say("Name", "人员“%s”没有姓名,请补上", p.ID)
		}
		if other, twice := usernames[p.Username]; twice && p.Username != "" {
			c.say("Username", "登录名“%s”已由“%s”使用,请换一个", p.Username, other)
		}
		usernames[p.Username] = p.Name
		c.checkAddresses(&p)
		c.needUnit("Unit", p.Unit, fmt.Sprintf("人员“%s”", p.Name))
	}
}

// checkAddresses refuses what is no address before a mail server, or a line of a mail's head, gets to see it.
func (c *checker) checkAddresses(p *Person) {
	if a, err := mail.ParseAddress(p.Mail); p.Mail != "" && (err != nil || a.Address != p.Mail) {
		c.say("Mail", "人员“%s”的邮箱“%s”不对,请写成“name@example.gov.cn”", p.Name, p.Mail)
	}
	for _, a := range []struct{ field, id string }{{"WeCom", p.WeCom}, {"DingTalk", p.DingTalk}} {
		if strings.ContainsFunc(a.id, func(r rune) bool { return r <= ' ' || r > '~' }) {
			c.say(a.field, "人员“%s”的成员账号“%s”不对,只能是字母、数字和符号", p.Name, a.id)
		}
	}
}

func (c *checker) checkPosts(posts []Post) {
	c.table = "posts"
	seen := map[Post]bool{}
	for i, p := range posts {
		c.index = i
		who := fmt.Sprintf("岗位“%s”", p.Role)
		if p.Role == "" {
			c.say("Role", "这个岗位没有写角色,请补上")
		}
		c.needUnit("Unit", p.Unit, who)
		if p.Person != "" {
			c.needPerson("Person", p.Person, who)
			if seen[p] {
				c.say("Person", "%s在同一单位把“%s”写了两次,请删去一次", who, c.name(p.Person))
			}
			seen[p] = true
		}
		c.needPeriod(p.From, p.Until, who)
	}
}

func (c *checker) checkKin(kin []Kin) {
	c.table = "kin"
	seen := map[[2]PersonID]bool{}
	for i, k := range kin {
		c.index = i
		if seen[[2]PersonID{k.A, k.B}] {
			c.say("B", "“%s”与“%s”的亲属关系写了两次,请删去一次", c.name(k.A), c.name(k.B))
		}
		seen[[2]PersonID{k.A, k.B}], seen[[2]PersonID{k.B, k.A}] = true, true
		c.needPerson("A", k.A, "亲属关系")
		c.needPerson("B", k.B, "亲属关系")
		if k.A == k.B {
			c.say("B", "亲属关系的双方是同一个人“%s”,请核对", c.name(k.A))
		}
		if k.Relation == "" {
			c.say("Relation", "“%s”与“%s”的亲属关系没有写明,请补上", c.name(k.A), c.name(k.B))
		}
	}
}

func (c *checker) checkLeaves(leaves []Leave) {
	c.table = "leaves"
	for i, l := range leaves {
		c.index = i
		c.needPerson("Person", l.Person, "请假")
		who := fmt.Sprintf("“%s”的请假", c.name(l.Person))
		if l.Delegate != "" {
			c.needPerson("Delegate", l.Delegate, who)
			if l.Delegate == l.Person {
				c.say("Delegate", "%s不能委托本人代办,请另写一人", who)
			}
		}
		if l.From == "" {
			c.say("From", "%s没有写起始日期,请补上", who)
		}
		if l.Until == "" {
			c.say("Until", "%s没有写结束日期,请补上", who)
		}
		c.needPeriod(l.From, l.Until, who)
	}
	c.checkDelegations(leaves)
}

func (c *checker) needUnit(field string, id UnitID, who string) {
	if id == "" {
		c.say(field, "%s没有写单位,请补上", who)
	} else if _, ok := c.units[id]; !ok {
		c.say(field, "%s的单位“%s”不存在,请核对编号", who, id)
	}
}

func (c *checker) needPerson(field string, id PersonID, who string) {
	if id == "" {
		c.say(field, "%s没有写人员,请补上", who)
	} else if _, ok := c.people[id]; !ok {
		c.say(field, "%s中的人员“%s”不存在,请核对编号", who, id)
	}
}

func (c *checker) needPeriod(from, until, who string) {
	okFrom, okUntil := c.needDate("From", from, who), c.needDate("Until", until, who)
	if okFrom && okUntil && from != "" && until != "" && until < from {
		c.say("Until", "%s的结束日期%s早于起始日期%s,请核对", who, until, from)
	}
}

func (c *checker) needDate(field, date, who string) bool {
	if date == "" {
		return true
	}
	if _, err := time.Parse("2006-01-02", date); err != nil {
		c.say(field, "%s的日期“%s”不是有效日期,请写成“2026-01-01”的样子", who, date)
		return false
	}
	return true
}

func (c *checker) name(id PersonID) string {
	if p, ok := c.people[id]; ok {
		return p.Name
	}
	return id
}
