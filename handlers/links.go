package handlers

import "dandang/engine"

// LinkInfo is a linked case as the reader may know of it. Who may not see that case is given its name, role and outcome
// only; a hidden link is left out for him.
type LinkInfo struct {
	Name    string `json:"name" doc:"名目, as the case that started the other calls it"`
	Role    string `json:"role" enum:"child,parent,main,duplicate" doc:"What the other case is to this one"`
	Process string `json:"process,omitempty" doc:"Name of its procedure"`
	ID      string `json:"id,omitempty"`
	Number  string `json:"number,omitempty" doc:"编号"`
	State   string `json:"state,omitempty" doc:"Name of its state"`
	Outcome string `json:"outcome,omitempty" doc:"结果, once it has ended"`
}

func links(list []engine.LinkView) []LinkInfo {
	out := make([]LinkInfo, 0, len(list))
	for _, l := range list {
		out = append(out, LinkInfo{Name: l.Name, Role: l.Role, Process: l.Process, ID: l.ID, Number: l.Number, State: l.State, Outcome: l.Outcome})
	}
	return out
}
