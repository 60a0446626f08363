package process

import (
	"encoding/json"
	"reflect"
	"strings"

	"github.com/invopop/jsonschema"
)

// Schema is the JSON Schema of the written form, for completion and hover in editors. It is generated from the types
// of source.go and the words of words.go, and accepts both spellings of everything.
func Schema() []byte {
	g := schemaGen{defs: jsonschema.Definitions{}}
	g.of(reflect.TypeFor[fileSrc](), "")
	root := &jsonschema.Schema{
		Version: "https://json-schema.org/draft/2020-12/schema", Title: "担当流程", Definitions: g.defs,
		Description: "审批流程文件,中文和英文关键词均可。", Ref: "#/$defs/file",
	}
	text, err := json.MarshalIndent(root, "", "  ")
	if err != nil {
		return nil // the tree holds only strings and maps
	}
	return append(text, '\n')
}

// schemaGen collects the schema of each struct type once.
type schemaGen struct{ defs jsonschema.Definitions }

// of is the schema of a type; words is the group of closed values of its tag.
func (g *schemaGen) of(t reflect.Type, words string) *jsonschema.Schema {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch reflect.New(t).Interface().(type) {
	case *text, *template, *path:
		return anyOf(scalarOf("string"), scalarOf("number"))
	case *closed:
		if words == "bool" {
			return yesOrNo()
		}
		return enum(words)
	case *yes:
		return yesOrNo()
	case *count:
		return scalarOf("integer")
	case *expr, *exprOrText, *setOrEmpty, *untilExpr, *yesOrExpr:
		return anyOf(scalarOf("string"), scalarOf("boolean"), scalarOf("number"))
	case *limit:
		return pattern(`^(params\.|参数\.|[0-9]+ ?\S)`, "5个工作日", "30日", "参数.核实期限")
	case *remind:
		return pattern(`^提前| before$`, "提前2个工作日")
	case *threshold:
		return pattern(`[0-9]+/[0-9]+|过半`, "应到的2/3以上", "超过应到的1/2")
	case *whoPhrase:
		return pattern(`.`, "发起人")
	case *plainValue, *anyValue:
		scalars := anyOf(scalarOf("string"), scalarOf("number"), scalarOf("boolean"))
		return anyOf(scalars, &jsonschema.Schema{Type: "array", Items: scalars})
	case *fromPhrase: // 除了 [...] is one text where YAML reads it so
		return anyOf(enum(words), pattern(`^(all but|除了) \[`, "除了 [已拨付]"))
	case *fromList:
		return &jsonschema.Schema{Type: "array", Items: scalarOf("string")}
	case namedList:
		return &jsonschema.Schema{Type: "object", AdditionalProperties: g.of(t.Elem().Field(1).Type, words)}
	}
	if t.Kind() == reflect.Slice {
		one := g.of(t.Elem(), words)
		return anyOf(one, &jsonschema.Schema{Type: "array", Items: one})
	}
	return g.structure(t)
}

// structure is a reference to the schema of a struct type.
func (g *schemaGen) structure(t reflect.Type) *jsonschema.Schema {
	s := shapeOf(t)
	ref := &jsonschema.Schema{Ref: "#/$defs/" + s.group}
	if _, done := g.defs[s.group]; done {
		return ref
	}
	g.defs[s.group] = &jsonschema.Schema{} // fields may refer back to it
	var ways []*jsonschema.Schema
	for _, p := range []*part{s.scalar, s.list, s.freeNames} {
		if p != nil {
			ways = append(ways, g.of(t.Field(p.index).Type, p.words))
		}
	}
	if len(s.keys) > 0 {
		ways = append(ways, g.object(t, s))
	}
	if len(ways) == 1 {
		g.defs[s.group] = ways[0]
	} else {
		g.defs[s.group] = anyOf(ways...)
	}
	return ref
}

// object is the schema of a mapping with known keys, each in both spellings.
func (g *schemaGen) object(t reflect.Type, s shape) *jsonschema.Schema {
	o := &jsonschema.Schema{Type: "object", Properties: jsonschema.NewProperties(), AdditionalProperties: jsonschema.FalseSchema}
	for _, p := range s.keys {
		w, _ := find(keyWords[s.group], p.key)
		value := g.of(t.Field(p.index).Type, p.words)
		described := *value
		described.Title, described.Description = w.Zh+" "+w.En, w.Doc
		o.Properties.Set(w.Zh, &described)
		o.Properties.Set(w.En, &described)
		if p.required {
			o.AllOf = append(o.AllOf, anyOf(&jsonschema.Schema{Required: []string{w.Zh}}, &jsonschema.Schema{Required: []string{w.En}}))
		}
	}
	return o
}

// yesOrNo is written as YAML reads it, or in Chinese.
func yesOrNo() *jsonschema.Schema {
	return anyOf(scalarOf("boolean"), &jsonschema.Schema{Enum: []any{"是", "否"}})
}

func scalarOf(kind string) *jsonschema.Schema { return &jsonschema.Schema{Type: kind} }

func anyOf(ways ...*jsonschema.Schema) *jsonschema.Schema { return &jsonschema.Schema{AnyOf: ways} }

func pattern(re string, examples ...any) *jsonschema.Schema {
	return &jsonschema.Schema{Type: "string", Pattern: re, Examples: examples}
}

// enum lists a group of closed values in both spellings, with what they mean.
func enum(words string) *jsonschema.Schema {
	e := &jsonschema.Schema{}
	var docs []string
	for _, w := range valueWords[words] {
		e.Enum = append(e.Enum, w.Zh, w.En)
		if w.Doc != "" {
			docs = append(docs, w.Zh+":"+w.Doc)
		}
	}
	e.Description = strings.Join(docs, ";")
	return e
}
