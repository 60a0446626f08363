package process

import "slices"

// Way is how far a case has come, for its picture: where it stands and which arrows it took to get there.
type Way struct {
	Current string   // id of the state, "" to mark none
	States  []string // ids of the states that it has been in
	Moves   []Move
}

// Move is one step of a case from state to state.
type Move struct {
	From, To string
	Event    string // "" where it went on by itself, AnyEvent where an arrow of any event stands for it
}

// AnyEvent is the event of a move that no event of the procedure names, such as one that the end of a meeting brings.
const AnyEvent = "*"

// wayColour marks what was travelled; where the case stands is said in words and by a thick border too, for a print without colour.
const (
	wayColour    = "#1f4e8c"
	currentFill  = "#ffe9a8"
	currentLabel = "(现在在此)"
)

// ownMoves are the arrows that a case takes by itself.
var ownMoves = []string{"auto", "join", "after"}

// stateMark is what is added to the attributes of a state.
func (w *Way) stateMark(id string) string {
	switch {
	case w == nil:
		return ""
	case id == w.Current:
		return ` penwidth=3.5 color="` + wayColour + `" fillcolor="` + currentFill + `"`
	case slices.Contains(w.States, id):
		return ` penwidth=2.2 color="` + wayColour + `"`
	}
	return ""
}

// took reports whether the case went along the arrow of an event; from is "" for an arrow that stands for many states.
func (w *Way) took(from, event, to string) bool {
	return w != nil && slices.ContainsFunc(w.Moves, func(m Move) bool {
		return m.To == to && (from == "" || m.From == from) && (m.Event == event || m.Event == AnyEvent && from != "" || m.Event == "" && slices.Contains(ownMoves, event))
	})
}

const moveMark = ` penwidth=2.6 color="` + wayColour + `" fontcolor="` + wayColour + `"`
