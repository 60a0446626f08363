package handlers_test

import (
	"context"

	"dandang/engine"
	"dandang/engine/directory"
	"dandang/engine/workday"
)

// The directory and the calendar of a test in memory.

func (m *memory) Ping(context.Context) error                    { return m.down }
func (m *memory) Book(context.Context) (*directory.Book, error) { return m.book, nil }

func (m *memory) Calendar(context.Context) (*workday.Calendar, error)            { return m.calendar, nil }
func (m *memory) AddLeave(context.Context, directory.Leave, string, int64) error { return nil }
func (m *memory) EndLeave(context.Context, string, string, int64) error          { return nil }
func (m *memory) SetPostHolder(context.Context, string, string, string, string, string, int64) error {
	return nil
}

func (m *memory) SetKin(_ context.Context, a, b, relation, _ string, _ int64) error {
	m.kin = append(m.kin, [3]string{a, b, relation})
	return nil
}

func (m *memory) SaveCalendar(_ context.Context, c *workday.Calendar, _ engine.CalendarChange) error {
	m.calendar = c
	return nil
}

func (m *memory) CalendarChanges(context.Context, int, string, int) ([]engine.CalendarChange, error) {
	return nil, nil
}
