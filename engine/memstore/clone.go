package memstore

import (
	"bytes"
	"encoding/json"
	"reflect"
	"sync"

	"dandang/engine"
)

// clone copies v so that nothing is shared with it, in the form in which a database would give it back: empty lists
// and maps of a known type are nil, and what stands in an any is what JSON knows (whole numbers as int64).
func clone[T any](v T) T {
	out := reflect.New(reflect.TypeFor[T]()).Elem()
	copyInto(out, reflect.ValueOf(&v).Elem(), false)
	return out.Interface().(T)
}

// copyInto writes a copy of src into dst, which has the same type and is zero. Within lists and maps an empty list keeps
// apart from nil (keep), because JSON tells them apart there, and so does the hash of an audit event.
func copyInto(dst, src reflect.Value, keep bool) {
	switch src.Kind() {
	case reflect.Pointer:
		if !src.IsNil() {
			dst.Set(reflect.New(src.Type().Elem()))
			copyInto(dst.Elem(), src.Elem(), keep)
		}
	case reflect.Slice:
		if src.Len() > 0 || keep && !src.IsNil() {
			dst.Set(reflect.MakeSlice(src.Type(), src.Len(), src.Len()))
			if plain(src.Type().Elem().Kind()) {
				reflect.Copy(dst, src)
				return
			}
			for i := range src.Len() {
				copyInto(dst.Index(i), src.Index(i), true)
			}
		}
	case reflect.Map:
		if src.Len() > 0 || keep && !src.IsNil() {
			dst.Set(reflect.MakeMapWithSize(src.Type(), src.Len()))
			for it := src.MapRange(); it.Next(); {
				value := reflect.New(src.Type().Elem()).Elem()
				copyInto(value, it.Value(), true)
				dst.SetMapIndex(it.Key(), value)
			}
		}
	case reflect.Interface:
		if !src.IsNil() {
			if v := wire(src.Interface()); v != nil {
				dst.Set(reflect.ValueOf(v))
			}
		}
	case reflect.Struct:
		dst.Set(src)
		for _, i := range deep(src.Type()) {
			field := dst.Field(i)
			field.SetZero()
			copyInto(field, src.Field(i), false)
		}
	default:
		dst.Set(src)
	}
}

var deepFields sync.Map // reflect.Type → []int

// deep lists the exported fields of a struct whose values may share something, by place: the others are copied with it.
func deep(t reflect.Type) []int {
	if list, ok := deepFields.Load(t); ok {
		return list.([]int) //nolint:forcetypeassert // nothing else is kept
	}
	list := []int{}
	for i := range t.NumField() {
		if f := t.Field(i); f.IsExported() && !plain(f.Type.Kind()) {
			list = append(list, i)
		}
	}
	deepFields.Store(t, list)
	return list
}

// plain reports kinds whose values share nothing; a text of a definition, say, is copied in one go.
func plain(k reflect.Kind) bool {
	return k >= reflect.Bool && k <= reflect.Float64 || k == reflect.String
}

// wire gives the form that a value of an any has after a journey through JSON.
func wire(v any) any {
	switch v := v.(type) {
	case string, bool, int64:
		return v
	case int:
		return int64(v)
	case []any:
		if v == nil {
			return nil
		}
		list := make([]any, len(v))
		for i := range v {
			list[i] = wire(v[i])
		}
		return list
	case map[string]any:
		if v == nil {
			return nil
		}
		m := make(map[string]any, len(v))
		for key, value := range v {
			m[key] = wire(value)
		}
		return m
	}
	return journey(v)
}

// journey takes the rarer types through JSON itself. What JSON cannot carry becomes nil.
func journey(v any) any {
	text, err := json.Marshal(v)
	if err != nil {
		return nil
	}
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	var out any
	if dec.Decode(&out) != nil {
		return nil
	}
	return engine.WireNumbers(out)
}
