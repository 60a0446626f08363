package config

import (
	_ "embed"

	"dandang/engine/workday"
	"dandang/internal/yamldoc"
)

// CalendarFile is the name of the embedded calendar, for messages.
const CalendarFile = "config/calendar.yaml"

//go:embed calendar.yaml
var calendarSource []byte

// CalendarSource is the shipped calendar as a YAML file, as a copy: the years that the State Council has announced.
func CalendarSource() []byte { return append([]byte(nil), calendarSource...) }

// LoadCalendar reads a calendar file: 年份 (年, 已公布, 来源, 放假, 补班) and 本地调整 (日期, 上班, 文号). The tables are
// checked as workday.New does; they are of use only when no problem is an error.
func LoadCalendar(file string, src []byte) (years []workday.Year, overrides []workday.Day, problems []yamldoc.Problem) {
	doc, problems := yamldoc.Parse(file, src)
	if doc == nil {
		return nil, nil, problems
	}
	d := &decoder{doc: doc, problems: problems}
	d.mapping(doc.Root, []string{"年份", "本地调整"}, func(key string, value *yamldoc.Node) {
		switch key {
		case "年份":
			d.list(value, func(item *yamldoc.Node) { years = append(years, d.year(item)) })
		case "本地调整":
			d.list(value, func(item *yamldoc.Node) { overrides = append(overrides, d.override(item)) })
		}
	})
	if !yamldoc.HasErrors(d.problems) {
		d.checkCalendar(years, overrides)
	}
	return years, overrides, yamldoc.Sort(d.problems)
}

func (d *decoder) year(n *yamldoc.Node) workday.Year {
	var y workday.Year
	d.mapping(n, []string{"年", "已公布", "来源", "放假", "补班"}, func(key string, value *yamldoc.Node) {
		switch key {
		case "年":
			y.Year = d.integer(value)
		case "已公布":
			y.Published = d.yes(value)
		case "来源":
			y.Source = d.text(value)
		case "放假":
			y.Off = d.dates(value)
		case "补班":
			y.Makeup = d.dates(value)
		}
	})
	if y.Year == 0 && n.Kind == yamldoc.MappingNode {
		d.say(n, "missing", "这一项没有写年", "请补上,如 年: 2027")
	}
	return y
}

func (d *decoder) dates(n *yamldoc.Node) []workday.Date {
	var list []workday.Date
	d.list(n, func(item *yamldoc.Node) { list = append(list, workday.Date(d.text(item))) })
	return list
}

func (d *decoder) override(n *yamldoc.Node) workday.Day {
	day := workday.Day{Local: true}
	d.mapping(n, []string{"日期", "上班", "文号"}, func(key string, value *yamldoc.Node) {
		switch key {
		case "日期":
			day.Date = workday.Date(d.text(value))
		case "上班":
			day.Work = d.yes(value)
		case "文号":
			day.Source = d.text(value)
		}
	})
	return day
}

// checkCalendar places each fault of workday.New at the top of the file, where the years are listed; the message
// names the year and the date.
func (d *decoder) checkCalendar(years []workday.Year, overrides []workday.Day) {
	_, err := workday.New(0, years, overrides)
	if err == nil {
		return
	}
	faults := []error{err}
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		faults = joined.Unwrap()
	}
	for _, fault := range faults {
		d.problems = append(d.problems, yamldoc.Problem{File: d.doc.File, Code: "calendar", Msg: fault.Error()})
	}
}
