package guard

import (
	"slices"
	"strings"
)

// Scope names the paths an expression may read.
type Scope interface {
	// Lookup is the type of a dotted path, false if there is no such path.
	Lookup(path string) (Type, bool)
}

// Lister is a Scope that can list its paths; Compile then suggests the nearest
// name for a misspelt one.
type Lister interface {
	// Names lists the known paths in any order.
	Names() []string
}

// Refuser is a Scope that can say why a path that exists may not be read here,
// for instance because the field is sealed (密封信息).
type Refuser interface {
	// Refuse gives the Chinese message and hint for a path that Lookup does not
	// find; an empty message means that there is nothing special about it.
	Refuse(path string) (msg, hint string)
}

// Env holds the values an expression reads.
type Env interface {
	// Value is the value of a dotted path; nil means that it is missing. The
	// second result is false if the path is not known at all, which evaluates
	// as missing.
	Value(path string) (Value, bool)
}

// OpenEnv is an Env that looks ahead: of a path that is missing now it says
// whether a value may still come, and given(path) is then unknown.
type OpenEnv interface {
	Env
	Open(path string) bool
}

// MapScope is a Scope over a map from dotted path to type. A path below a
// Record is found through its Attrs.
type MapScope map[string]Type

// Lookup implements Scope.
func (s MapScope) Lookup(path string) (Type, bool) {
	if t, ok := s[path]; ok {
		return t, true
	}
	for i := strings.LastIndexByte(path, '.'); i > 0; i = strings.LastIndexByte(path[:i], '.') {
		if t, ok := s[path[:i]]; ok {
			return attr(t, path[i+1:])
		}
	}
	return Type{}, false
}

func attr(t Type, path string) (Type, bool) {
	for name := range strings.SplitSeq(path, ".") {
		next, ok := t.Attrs[name]
		if t.Kind != Record || !ok {
			return Type{}, false
		}
		t = next
	}
	return t, true
}

// Names implements Lister: every key, and the attributes of records.
func (s MapScope) Names() []string {
	var names []string
	for path, t := range s {
		names = append(names, path)
		for name := range t.Attrs {
			names = append(names, path+"."+name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// MapEnv is an Env over a map from dotted path to value. A path below a
// RecordV is found through its attributes.
type MapEnv map[string]Value

// Value implements Env.
func (e MapEnv) Value(path string) (Value, bool) {
	if v, ok := e[path]; ok {
		return v, true
	}
	for i := strings.LastIndexByte(path, '.'); i > 0; i = strings.LastIndexByte(path[:i], '.') {
		if v, ok := e[path[:i]]; ok {
			return part(v, path[i+1:])
		}
	}
	return nil, false
}

// part follows path below v. Below a missing record everything is missing, but
// known.
func part(v Value, path string) (Value, bool) {
	for name := range strings.SplitSeq(path, ".") {
		if v == nil {
			return nil, true
		}
		record, ok := v.(RecordV)
		if !ok {
			return nil, false
		}
		if v, ok = record[name]; !ok {
			return nil, false
		}
	}
	return v, true
}
