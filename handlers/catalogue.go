package handlers

import (
	"context"
	"net/http"
	"slices"

	"dandang/engine"
	"dandang/engine/directory"
	"dandang/engine/process"
)

// ProcessRef names a procedure.
type ProcessRef struct {
	ID      string `json:"id" doc:"Key of the procedure, stable over versions"`
	Name    string `json:"name"`
	Version string `json:"version" doc:"Hash of the version"`
}

// ProcessItem is a line of the catalogue.
type ProcessItem struct {
	ProcessRef
	Basis    []string `json:"basis" doc:"依据"`
	Guide    string   `json:"guide,omitempty" doc:"办事指南"`
	Secrecy  string   `json:"secrecy" enum:"open,internal,restricted"`
	MayStart bool     `json:"may_start" doc:"The caller may open a case"`
}

// Process is everything that a person needs before filing.
type Process struct {
	ProcessItem
	Effective string         `json:"effective,omitempty" doc:"施行日期"`
	Deadline  string         `json:"deadline,omitempty" doc:"总时限"`
	Owner     string         `json:"owner" doc:"Role that may publish a change"`
	Starts    []StartInfo    `json:"starts"`
	Materials []MaterialInfo `json:"materials" doc:"What to bring"`
	Fields    []FieldInfo    `json:"fields" doc:"The form, in order"`
	States    []StateInfo    `json:"states"`
	Params    []ParamInfo    `json:"params" doc:"Every limit, cap and threshold"`
	Ledgers   []LedgerInfo   `json:"ledgers"`
	Documents []NamedID      `json:"documents"`
}

// NamedID is an identifier with what a reader sees.
type NamedID struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// StartInfo is one way in.
type StartInfo struct {
	State   string   `json:"state"`
	Name    string   `json:"name"`
	By      []string `json:"by" doc:"Roles that may start so"`
	Linked  bool     `json:"linked" doc:"Only another case starts so: nobody may by himself"`
	Allowed bool     `json:"allowed" doc:"The caller may start so"`
}

// MaterialInfo is one paper of the checklist.
type MaterialInfo struct {
	Name     string `json:"name"`
	Field    string `json:"field,omitempty" doc:"Files field it belongs to"`
	Required bool   `json:"required"`
	When     string `json:"when,omitempty" doc:"Condition under which it is needed"`
	Help     string `json:"help,omitempty"`
}

// OptionInfo is one answer of a choice.
type OptionInfo struct {
	Value string `json:"value" doc:"What is submitted"`
	Label string `json:"label" doc:"What is read"`
}

// FieldInfo is one piece of the form.
type FieldInfo struct {
	ID           string       `json:"id"`
	Name         string       `json:"name"`
	Type         string       `json:"type" enum:"text,longtext,integer,decimal,money,date,datetime,bool,choice,choices,person,persons,party,unit,files,table"`
	Required     bool         `json:"required"`
	RequiredWhen string       `json:"required_when,omitempty" doc:"Condition under which it is required"`
	Options      []OptionInfo `json:"options,omitempty"`
	Columns      []FieldInfo  `json:"columns,omitempty" doc:"Of a table"`
	Min          string       `json:"min,omitempty"`
	Max          string       `json:"max,omitempty"`
	MinLength    int          `json:"min_length,omitempty" doc:"Characters, or items of a list"`
	MaxLength    int          `json:"max_length,omitempty"`
	Pattern      string       `json:"pattern,omitempty" doc:"Regular expression (RE2)"`
	Default      any          `json:"default,omitempty"`
	Computed     bool         `json:"computed" doc:"Derived, never entered"`
	Help         string       `json:"help,omitempty"`
	Sensitive    bool         `json:"sensitive" doc:"Shown masked except to the roles entitled"`
	Sealed       bool         `json:"sealed"`
}

// StateInfo is one stage.
type StateInfo struct {
	ID      string   `json:"id"`
	Name    string   `json:"name"`
	Final   bool     `json:"final"`
	Outcome string   `json:"outcome,omitempty"`
	Due     []string `json:"due,omitempty" doc:"Limits of its tasks"`
	Help    string   `json:"help,omitempty"`
}

// ParamInfo is a value that the owner may change without touching the flow.
type ParamInfo struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	Value     string `json:"value"`
	Source    string `json:"source" doc:"Where the number comes from"`
	Confirmed bool   `json:"confirmed"`
}

// LedgerInfo is a sum that cases draw on.
type LedgerInfo struct {
	ID    string   `json:"id"`
	Name  string   `json:"name"`
	Per   string   `json:"per,omitempty" doc:"year, or empty for one that never restarts"`
	Unit  string   `json:"unit" enum:"money,count"`
	Split []string `json:"split,omitempty" doc:"Fields by whose values it is kept in accounts"`
}

// VersionInfo is one published text.
type VersionInfo struct {
	N       int       `json:"n" doc:"1, 2, 3 … within the procedure"`
	Hash    string    `json:"hash"`
	At      string    `json:"published_at" format:"date-time"`
	By      PersonRef `json:"by"`
	Current bool      `json:"current"`
}

type processInput struct {
	ID string `path:"id" minLength:"1" maxLength:"64" doc:"Key of the procedure"`
}

func (s *Server) catalogue() {
	const tag = "processes"
	handle(s, op{method: http.MethodGet, path: base + "/processes", id: "list-processes", tag: tag, summary: "What can be applied for"}, s.listProcesses)
	handle(s, op{method: http.MethodGet, path: base + "/processes/{id}", id: "get-process", tag: tag, summary: "Guide, materials and form"}, s.getProcess)
	handle(s, op{method: http.MethodGet, path: base + "/processes/{id}/versions", id: "list-versions", tag: tag, summary: "Published versions, newest first"}, s.listVersions)
	handle(s, op{method: http.MethodGet, path: base + "/processes/{id}/versions/{n}", id: "get-version", tag: tag, summary: "The text of a version, as it was published"}, s.getVersion)
	handle(s, op{
		method: http.MethodGet, path: base + "/processes/{id}/diagram.svg", id: "get-diagram", tag: tag, summary: "The procedure as a picture",
		change: svgAnswer,
	}, s.getDiagram)
	handle(s, op{
		method: http.MethodGet, path: base + "/cases/{id}/diagram.svg", id: "get-case-diagram", tag: "cases", change: svgAnswer,
		summary: "The procedure as a picture, with the way that the case has gone and where it stands, as far as the caller may know",
	}, s.caseDiagram)
	s.checkRoute()
}

type processesInput struct {
	All bool `query:"all" doc:"Also those that nobody starts by himself, and restricted ones that the caller cannot start: to choose by in lists and figures"`
}

func (s *Server) listProcesses(ctx context.Context, in *processesInput) (*struct{ Body List[ProcessItem] }, error) {
	actor, err := actorOf(ctx)
	if err != nil {
		return nil, err
	}
	defs, err := s.opt.Engine.Catalogue(ctx)
	if err != nil {
		return nil, err
	}
	book, err := s.opt.Directory.Book(ctx)
	if err != nil {
		return nil, err
	}
	out := List[ProcessItem]{Items: []ProcessItem{}}
	for _, d := range defs {
		linked := !slices.ContainsFunc(d.Starts, func(st process.Start) bool { return !st.Linked })
		if item := s.processItem(book, d, actor); in.All || item.MayStart || d.Secrecy != process.Restricted && !linked {
			out.Items = append(out.Items, item)
		}
	}
	return &struct{ Body List[ProcessItem] }{out}, nil
}

func (s *Server) processItem(book *directory.Book, d *process.Definition, actor engine.PersonID) ProcessItem {
	starts := s.starts(book, d, actor)
	return ProcessItem{
		ProcessRef: processRef(d), Basis: orEmpty(d.Basis), Guide: d.Guide, Secrecy: string(d.Secrecy),
		MayStart: slices.ContainsFunc(starts, func(i StartInfo) bool { return i.Allowed }),
	}
}

func processRef(d *process.Definition) ProcessRef {
	return ProcessRef{ID: d.Key, Name: d.Name, Version: d.Hash}
}

// starts says which ways in are open to a person; the engine decides again when he takes one. Roles are sought as the
// engine does, from the unit that he would file for, which is his own: a post that he holds elsewhere does not count there.
func (s *Server) starts(book *directory.Book, d *process.Definition, actor engine.PersonID) []StartInfo {
	out := []StartInfo{}
	person, _ := book.Person(actor)
	holds := func(role string) bool {
		r := d.Role(role)
		return r != nil && slices.Contains(book.Holders(role, person.Unit, directory.Scope(r.Scope), s.today()), actor)
	}
	for _, st := range d.Starts {
		info := StartInfo{State: st.State, Linked: st.Linked, By: []string{}}
		if state := d.State(st.State); state != nil {
			info.Name = state.Name
		}
		for _, w := range st.By {
			info.By = append(info.By, roleName(d, w.Role))
			info.Allowed = info.Allowed || !st.Linked && holds(w.Role)
		}
		out = append(out, info)
	}
	return out
}

func roleName(d *process.Definition, id string) string {
	if r := d.Role(id); r != nil && r.Name != "" {
		return r.Name
	}
	return id
}

func (s *Server) current(ctx context.Context, key string) (*process.Definition, error) {
	d, err := s.opt.Engine.Current(ctx, key)
	if err == nil && d == nil {
		err = problem(engine.ENotFound, "没有这个办理事项")
	}
	return d, err
}

func (s *Server) getProcess(ctx context.Context, in *processInput) (*struct{ Body Process }, error) {
	actor, err := actorOf(ctx)
	if err != nil {
		return nil, err
	}
	d, err := s.current(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	book, err := s.opt.Directory.Book(ctx)
	if err != nil {
		return nil, err
	}
	return &struct{ Body Process }{s.processOf(book, d, actor)}, nil
}

func (s *Server) processOf(book *directory.Book, d *process.Definition, actor engine.PersonID) Process {
	p := Process{
		ProcessItem: s.processItem(book, d, actor), Effective: d.Effective, Owner: roleName(d, d.Owner),
		Starts: s.starts(book, d, actor), Materials: []MaterialInfo{}, Fields: []FieldInfo{}, States: []StateInfo{},
		Params: []ParamInfo{}, Ledgers: []LedgerInfo{}, Documents: []NamedID{},
	}
	if d.Deadline != nil {
		p.Deadline = d.Deadline.Chinese()
	}
	for _, m := range d.Materials {
		info := MaterialInfo{Name: m.Name, Field: m.Field, Required: m.Required, Help: m.Help}
		if m.When != nil {
			info.When = m.When.String()
		}
		p.Materials = append(p.Materials, info)
	}
	for i := range d.Fields {
		p.Fields = append(p.Fields, fieldInfo(&d.Fields[i]))
	}
	for i := range d.States {
		p.States = append(p.States, stateInfo(&d.States[i]))
	}
	for _, v := range d.Params {
		p.Params = append(p.Params, paramInfo(v))
	}
	for _, l := range d.Ledgers {
		p.Ledgers = append(p.Ledgers, LedgerInfo{ID: l.ID, Name: nonEmpty(l.Name, l.ID), Per: l.Per, Unit: l.Unit, Split: l.Split})
	}
	for _, doc := range d.Documents {
		p.Documents = append(p.Documents, NamedID{ID: doc.ID, Name: nonEmpty(doc.Name, doc.ID)})
	}
	return p
}

func fieldInfo(f *process.Field) FieldInfo {
	info := FieldInfo{
		ID: f.ID, Name: nonEmpty(f.Name, f.ID), Type: string(f.Type), Required: f.Required, MinLength: f.MinLen, MaxLength: f.MaxLen,
		Pattern: f.Pattern, Default: f.Default, Computed: f.Computed != nil, Help: f.Help, Sensitive: f.Sensitive, Sealed: f.Sealed,
	}
	if f.RequiredIf != nil {
		info.RequiredWhen = f.RequiredIf.String()
	}
	if f.Min != nil {
		info.Min = f.Min.String()
	}
	if f.Max != nil {
		info.Max = f.Max.String()
	}
	for _, o := range f.Options {
		info.Options = append(info.Options, OptionInfo{Value: o.Value, Label: nonEmpty(o.Label, o.Value)})
	}
	for i := range f.Columns {
		info.Columns = append(info.Columns, fieldInfo(&f.Columns[i]))
	}
	return info
}

func stateInfo(st *process.State) StateInfo {
	info := StateInfo{ID: st.ID, Name: nonEmpty(st.Name, st.ID), Final: st.IsFinal, Outcome: st.Outcome, Help: st.Help}
	for _, t := range st.Tasks {
		if t.Due != nil {
			info.Due = append(info.Due, t.Due.Chinese())
		}
	}
	return info
}

func paramInfo(v process.Param) ParamInfo {
	info := ParamInfo{ID: v.ID, Name: nonEmpty(v.Name, v.ID), Source: v.Source, Confirmed: v.Confirmed, Value: v.Duration.Chinese()}
	if v.Value != nil {
		info.Value = v.Value.String()
	}
	return info
}

func (s *Server) listVersions(ctx context.Context, in *processInput) (*struct{ Body List[VersionInfo] }, error) {
	d, err := s.current(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	versions, err := s.opt.Engine.Versions(ctx, d.Key)
	if err != nil {
		return nil, err
	}
	book, err := s.opt.Directory.Book(ctx)
	if err != nil {
		return nil, err
	}
	out := List[VersionInfo]{Items: []VersionInfo{}}
	for _, v := range versions {
		by := PersonRef{Name: "系统"}
		if v.By != "" {
			by = personRef(book, v.By)
		}
		out.Items = append(out.Items, VersionInfo{N: v.N, Hash: v.Hash, At: stamp(v.At), By: by, Current: v.Hash == d.Hash})
	}
	return &struct{ Body List[VersionInfo] }{out}, nil
}

// VersionText is a version with its text.
type VersionText struct {
	VersionInfo
	Text string `json:"text" doc:"YAML"`
}

type versionInput struct {
	ID string `path:"id" minLength:"1" maxLength:"64" doc:"Key of the procedure"`
	N  int    `path:"n" minimum:"1" maximum:"1000000" doc:"1, 2, 3 … within the procedure"`
}

func (s *Server) getVersion(ctx context.Context, in *versionInput) (*struct{ Body VersionText }, error) {
	list, err := s.listVersions(ctx, &processInput{in.ID})
	if err != nil {
		return nil, err
	}
	versions, err := s.opt.Engine.Versions(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(list.Body.Items, func(v VersionInfo) bool { return v.N == in.N })
	j := slices.IndexFunc(versions, func(v engine.Version) bool { return v.N == in.N })
	if i < 0 || j < 0 {
		return nil, problem(engine.ENotFound, "没有这个版本")
	}
	return &struct{ Body VersionText }{VersionText{list.Body.Items[i], string(versions[j].Source)}}, nil
}
