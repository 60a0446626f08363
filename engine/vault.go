package engine

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"strings"
	"sync/atomic"

	"dandang/engine/directory"
	"dandang/engine/process"
)

// Vault encrypts. internal/seal implements it.
type Vault interface {
	// Seal encrypts a value and binds it to where it belongs; it never gives the same text twice.
	Seal(bind string, plain []byte) (string, error)
	// Open gives the value back, for the same bind only.
	Open(bind, sealed string) ([]byte, error)
	// Mac is a keyed fingerprint: equal for equal values of one purpose.
	Mac(purpose string, value []byte) string
}

var errNoVault = errors.New("the engine has no vault for confidential values")

// The purposes of macs. An id number gives the same mac wherever it stands, so that an outsider in a case and a person of
// the directory are known as the same.
const (
	macPerson   = "person"
	macIDNo     = "id_no"
	macValue    = "value"
	macClaim    = "claim"
	macLikeness = "likeness"
)

// bindIDNo is what an outsider's id number is bound to within its case.
const bindIDNo = "\x00id_no"

// IDMac is what the directory keeps of somebody's id number (process.IDNumber's spelling).
func IDMac(v Vault, idNo string) string { return v.Mac(macIDNo, []byte(idNo)) }

// prepared is a value of a sealed or party field as the engine hands it to Decide: checked, and what must stay secret in
// it replaced by an envelope. Decide takes nothing else for such a field.
type prepared struct {
	wire    any
	problem string
}

// envelopeOf gives the envelope that a value is: {"sealed": …, "mac": …, "who": [macs]}.
func envelopeOf(v any) (m map[string]any, ok bool) {
	m, ok = v.(map[string]any)
	if !ok {
		return nil, false
	}
	_, sealed := m["sealed"].(string)
	_, mac := m["mac"].(string)
	return m, sealed && mac
}

// SealedMark is what every reader sees of a sealed value, and what may be sent back to leave it as it is.
func SealedMark() map[string]any { return map[string]any{"sealed": true} }

func isMark(v any) bool {
	m, ok := v.(map[string]any)
	return ok && len(m) == 1 && m["sealed"] == true
}

// confide replaces what a command gives for sealed and party fields by what may be kept and decided with. The values given
// are not changed; a value that is wrong becomes its problem, which Decide tells like any other.
func (e *Engine) confide(p *Procedure, book *directory.Book, cmd *Command, have Fields) error {
	var out Fields
	for id, v := range cmd.Fields {
		f := p.Field(id)
		if f == nil || !f.Sealed && f.Type != process.Party {
			continue
		}
		if _, done := v.(prepared); done {
			continue
		}
		if e.cfg.Vault == nil {
			return errNoVault
		}
		if out == nil {
			out = maps.Clone(cmd.Fields)
		}
		if isMark(v) && f.Sealed {
			delete(out, id)
			continue
		}
		if cmd.Origin != nil {
			var err error
			if v, err = e.adopt(cmd.Origin.Case, v); err != nil {
				return err
			}
		}
		value, err := e.prepareValue(sealer{e.cfg.Vault, caseOf(cmd)}, book, f, v, have[id])
		if err != nil {
			return err
		}
		out[id] = value
	}
	if out != nil {
		cmd.Fields = out
	}
	return nil
}

// adopt opens the id number of a party that another case hands over, so that it can be sealed for this one.
func (e *Engine) adopt(from string, v any) (any, error) {
	m, _ := v.(map[string]any)
	id, ok := envelopeOf(m["id_no"])
	if !ok {
		return v, nil
	}
	sealed, _ := id["sealed"].(string)
	plain, err := (sealer{e.cfg.Vault, from}).open(bindIDNo, sealed)
	if err != nil {
		return nil, err
	}
	m = maps.Clone(m)
	m["id_no"] = plain
	return m, nil
}

func caseOf(cmd *Command) string {
	if cmd.Kind == DoOpen {
		return cmd.ID
	}
	return cmd.Case
}

func (e *Engine) prepareValue(s sealer, book *directory.Book, f *process.Field, v, have any) (prepared, error) {
	var kept any // an id number that is sent back as it was shown
	if m, ok := v.(map[string]any); ok && f.Type == process.Party && isMark(m["id_no"]) {
		old, _ := have.(map[string]any)
		m = maps.Clone(m)
		delete(m, "id_no")
		if v, kept = m, old["id_no"]; kept == nil || old["name"] != m["name"] {
			return prepared{problem: "“" + f.Name + "”" + msgIDAgain.Text()}, nil
		}
	}
	clean, problem := f.Normalise(v)
	if problem == "" && clean != nil {
		problem = unknownIn(book, f, clean)
	}
	switch {
	case problem != "":
		return prepared{problem: discreet(f, v, problem)}, nil
	case clean == nil:
		return prepared{}, nil
	case f.Sealed:
		wire, err := s.envelope(f, clean)
		return prepared{wire: wire}, err
	}
	party, _ := clean.(map[string]any)
	if idNo, ok := party["id_no"].(string); ok {
		sealed, err := s.seal(bindIDNo, idNo)
		if err != nil {
			return prepared{}, err
		}
		party["id_no"] = map[string]any{"sealed": sealed, "mac": IDMac(s.vault, idNo)}
	}
	if kept != nil {
		party["id_no"] = kept
	}
	return prepared{wire: party}, nil
}

// unknownIn checks what Decide cannot see any more: that the people and units of a value exist.
func unknownIn(book *directory.Book, f *process.Field, clean any) string {
	var people []any
	unit := ""
	switch v := clean.(type) {
	case map[string]any:
		if v["person"] != nil {
			people = []any{v["person"]}
		}
		unit, _ = v["unit"].(string)
	case []any:
		people = v
	case string:
		people, unit = []any{v}, v
	}
	if f.Type == process.Party || f.Type == process.Person || f.Type == process.Persons {
		for _, item := range people {
			id, _ := item.(string)
			if _, ok := book.Person(id); !ok {
				return "“" + f.Name + "”" + msgPickPerson.Text()
			}
		}
	}
	if f.Type == process.UnitType || f.Type == process.Party && unit != "" {
		if _, ok := book.Unit(unit); !ok {
			return "“" + f.Name + "”" + msgPickUnit.Text()
		}
	}
	return ""
}

// discreet is a problem that repeats nothing of what was entered.
func discreet(f *process.Field, v any, problem string) string {
	rest := strings.ReplaceAll(problem, f.Name, "")
	for _, text := range textsIn(v) {
		if text = strings.TrimSpace(text); text != "" && strings.Contains(rest, text) {
			return "“" + f.Name + "”" + msgSealedWrong.Text()
		}
	}
	return problem
}

func textsIn(v any) []string {
	switch v := v.(type) {
	case string:
		return []string{v}
	case []any:
		var list []string
		for _, item := range v {
			list = append(list, textsIn(item)...)
		}
		return list
	case map[string]any:
		var list []string
		for key, item := range v {
			list = append(append(list, key), textsIn(item)...)
		}
		return list
	case nil, bool:
		return nil
	default:
		return []string{fmt.Sprint(v)}
	}
}

// sealer seals the values of one case.
type sealer struct {
	vault  Vault
	caseID string
}

func (s sealer) bind(at string) string { return "case\x00" + s.caseID + "\x00" + at }

func (s sealer) seal(at string, v any) (string, error) {
	plain, err := json.Marshal(v)
	if err != nil {
		return "", fmt.Errorf("seal a value: %w", err)
	}
	return s.vault.Seal(s.bind(at), plain)
}

func (s sealer) open(at, sealed string) (any, error) {
	plain, err := s.vault.Open(s.bind(at), sealed)
	if err != nil {
		return nil, err
	}
	dec := json.NewDecoder(bytes.NewReader(plain))
	dec.UseNumber()
	var v any
	if err := dec.Decode(&v); err != nil {
		return nil, fmt.Errorf("open a value: %w", err)
	}
	return WireNumbers(v), nil
}

// envelope makes what is kept of a value of a sealed field. mac serves equality; who leads to the people behind it, for
// recusal, without opening.
func (s sealer) envelope(f *process.Field, clean any) (map[string]any, error) {
	sealed, err := s.seal(f.ID, clean)
	if err != nil {
		return nil, err
	}
	out := map[string]any{"sealed": sealed, "mac": s.vault.Mac(macValue, canonical(clean))}
	var who []any
	person := func(id any) {
		if text, _ := id.(string); text != "" {
			who = append(who, s.vault.Mac(macPerson, []byte(text)))
		}
	}
	switch v := clean.(type) {
	case string:
		if f.Type == process.Person {
			person(v)
		}
	case []any:
		if f.Type == process.Persons {
			for _, id := range v {
				person(id)
			}
		}
	case map[string]any:
		person(v["person"])
		if idNo, _ := v["id_no"].(string); idNo != "" {
			who = append(who, IDMac(s.vault, idNo))
		}
	}
	if len(who) > 0 {
		out["who"] = who
	}
	if f.Type == process.Party && len(who) == 1 {
		out["mac"] = who[0] // the same person under another spelling of his name is the same
	}
	return out, nil
}

// faces leads from macs to people of one state of the directory.
type faces struct {
	book *directory.Book
	of   map[string]PersonID
}

// behind resolves the macs that the fields of a case and of a command carry. The answer lives in memory only.
func (e *Engine) behind(book *directory.Book, fields ...Fields) map[string]PersonID {
	var macs []string
	for _, set := range fields {
		for _, v := range set {
			if p, ok := v.(prepared); ok {
				v = p.wire
			}
			macs = append(macs, macsIn(v)...)
		}
	}
	if len(macs) == 0 || e.cfg.Vault == nil {
		return nil
	}
	known := e.facesOf(book)
	found := map[string]PersonID{}
	for _, mac := range macs {
		if id, ok := known[mac]; ok {
			found[mac] = id
		}
	}
	return found
}

// macsIn lists the macs of people in a value: an envelope's, or that of an outsider's id number.
func macsIn(v any) []string {
	var macs []string
	if m, ok := envelopeOf(v); ok {
		who, _ := m["who"].([]any)
		for _, item := range who {
			if mac, ok := item.(string); ok {
				macs = append(macs, mac)
			}
		}
		return macs
	}
	m, _ := v.(map[string]any)
	if id, ok := envelopeOf(m["id_no"]); ok {
		mac, _ := id["mac"].(string)
		macs = append(macs, mac)
	}
	return macs
}

// facesOf computes the macs of everybody once for each state of the directory.
func (e *Engine) facesOf(book *directory.Book) map[string]PersonID {
	if f := e.faces.Load(); f != nil && f.book == book {
		return f.of
	}
	f := &faces{book: book, of: map[string]PersonID{}}
	for _, p := range book.People() {
		f.of[e.cfg.Vault.Mac(macPerson, []byte(p.ID))] = p.ID
		if p.IDMac != "" {
			f.of[p.IDMac] = p.ID
		}
	}
	e.faces.Store(f)
	return f.of
}

type facesCache = atomic.Pointer[faces]
