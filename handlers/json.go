package handlers

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"
)

// maxDepth bounds the nesting of a body. The deepest that the API needs is a table within the fields of a case.
const maxDepth = 16

// strictJSON reads what the standard library reads, but refuses a key given twice (where the last would win silently),
// text that is no UTF-8, and deep nesting. Its errors are Chinese and never repeat what was submitted.
var strictJSON = huma.Format{Marshal: huma.DefaultJSONFormat.Marshal, Unmarshal: unmarshalStrict}

func unmarshalStrict(data []byte, v any) error {
	if !utf8.Valid(data) {
		return errors.New("内容不是有效的 UTF-8 文字,请检查编码")
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	if err := checkValue(d, 0); err != nil {
		return err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errors.New("在 JSON 之后还有多余的内容,请删去")
	}
	if err := json.Unmarshal(data, v); err != nil {
		return errors.New("有的内容种类不对,请核对是文字、数字还是列表")
	}
	return nil
}

// checkValue walks one value and refuses what strictJSON does not read.
func checkValue(d *json.Decoder, depth int) error {
	t, err := d.Token()
	if err != nil {
		return fmt.Errorf("不是有效的 JSON,第%d个字节处看不懂", d.InputOffset())
	}
	delim, nested := t.(json.Delim)
	if !nested {
		return nil
	}
	if depth++; depth > maxDepth {
		return fmt.Errorf("嵌套最多%d层", maxDepth)
	}
	seen := map[string]bool{}
	for d.More() {
		if delim == '{' {
			key, err := d.Token()
			if err != nil {
				return fmt.Errorf("不是有效的 JSON,第%d个字节处看不懂", d.InputOffset())
			}
			name, _ := key.(string)
			if seen[name] {
				return fmt.Errorf("第%d个字节处的名称写了两次,请只保留一处", d.InputOffset())
			}
			seen[name] = true
		}
		if err := checkValue(d, depth); err != nil {
			return err
		}
	}
	if _, err := d.Token(); err != nil {
		return fmt.Errorf("不是有效的 JSON,第%d个字节处看不懂", d.InputOffset())
	}
	return nil
}

// wireFields is the content of a case in a request. Numbers keep every digit: whole ones become int64, others their
// text, so that no amount passes through a float.
type wireFields map[string]any

// UnmarshalJSON decodes without floats.
func (w *wireFields) UnmarshalJSON(data []byte) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	var m map[string]any
	if err := d.Decode(&m); err != nil {
		return err
	}
	for k, v := range m {
		m[k] = exact(v)
	}
	*w = m
	return nil
}

// Schema describes the fields as an open object, since every procedure has its own.
func (wireFields) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{
		Type: huma.TypeObject, AdditionalProperties: true,
		Description: "Values by field id, as GET /processes/{id} describes them: money and decimals as decimal strings, " +
			"dates 2006-01-02, a person or unit by id, files as a list of {\"id\": …}",
	}
}

func exact(v any) any {
	switch v := v.(type) {
	case json.Number:
		if n, err := v.Int64(); err == nil && !strings.ContainsAny(v.String(), ".eE") {
			return n
		}
		return v.String()
	case []any:
		for i := range v {
			v[i] = exact(v[i])
		}
	case map[string]any:
		for k := range v {
			v[k] = exact(v[k])
		}
	}
	return v
}

// parseMoney reads yuan with at most two decimals as 分.
func parseMoney(s string) (int64, bool) {
	whole, frac, dotted := strings.Cut(s, ".")
	if len(whole) == 0 || len(whole) > 13 || len(frac) > 2 || dotted && frac == "" || strings.Trim(whole+frac, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.ParseInt(whole+(frac + "00")[:2], 10, 64)
	return n, err == nil
}

// formatMoney writes 分 as yuan with two decimals.
func formatMoney(fen int64) string {
	sign := ""
	if fen < 0 {
		sign, fen = "-", -fen
	}
	return fmt.Sprintf("%s%d.%02d", sign, fen/100, fen%100)
}
