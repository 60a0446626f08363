package engine

import (
	"fmt"
	"strings"

	"dandang/engine/guard"
	"dandang/engine/process"
	"dandang/engine/workday"
)

// docHole stands for a 文号 that the store has yet to draw.
func docHole(id string) string { return "\u0000doc " + id + "\u0000" }

// The placeholders that only signing fills in, as they stand in a draft.
const holeNumber, holeSignedOn, holeSignedBy = "{文号}", "{签发日期}", "{签发人}"

var paperHoles = map[string]string{"paper_number": holeNumber, "signed_on": holeSignedOn, "signed_by": holeSignedBy}

// paperHole keeps a placeholder of a document for its signing.
func paperHole(path string) (string, bool) {
	if hole, ok := paperHoles[path]; ok {
		return hole, true
	}
	for _, hole := range paperHoles {
		if "{"+path+"}" == hole {
			return hole, true
		}
	}
	return "", false
}

func paperFiller(number, on, by string) *strings.Replacer {
	return strings.NewReplacer(holeNumber, number, holeSignedOn, on, holeSignedBy, by)
}

// printed is a value as a paper has it: dates in Chinese, sums with thousands, tables in lines.
func (d *decision) printed(path string, v guard.Value) string {
	switch v := v.(type) {
	case guard.DateV:
		return workday.Date(v).Chinese()
	case guard.MoneyV:
		return thousands(v.String())
	case guard.ListV:
		if f := d.p.Field(path); f != nil && f.Type == process.Table {
			return d.rows(f, v)
		}
	}
	return v.String()
}

// rows prints a table: one numbered line for each row, empty cells left out.
func (d *decision) rows(f *process.Field, list guard.ListV) string {
	var b strings.Builder
	for i, item := range list {
		rec, ok := item.(guard.RecordV)
		if !ok {
			continue
		}
		var cells []string
		for j := range f.Columns {
			c := &f.Columns[j]
			if v := rec[c.ID]; v != nil {
				cells = append(cells, c.Name+"："+d.printed("", v))
			}
		}
		fmt.Fprintf(&b, "\n%d. %s", i+1, strings.Join(cells, "；"))
	}
	return b.String()
}

// thousands sets commas into the whole part of a decimal string.
func thousands(s string) string {
	whole, rest, _ := strings.Cut(s, ".")
	sign := ""
	if strings.HasPrefix(whole, "-") {
		sign, whole = "-", whole[1:]
	}
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if rest != "" {
		rest = "." + rest
	}
	return sign + whole + rest
}

const capitalDigits = "零壹贰叁肆伍陆柒捌玖"

// CapitalMoney writes a sum of 分 in the capital numerals of receipts (《支付结算办法》附一): 20000.00 is 贰万元整, 1.05 is 壹元零伍分.
func CapitalMoney(fen int64) string {
	if fen < 0 {
		return "负" + CapitalMoney(-fen)
	}
	digits := []rune(capitalDigits)
	yuan, jiao, cent := fen/100, fen/10%10, fen%10
	var b strings.Builder
	if yuan > 0 {
		b.WriteString(capitalWhole(yuan) + "元")
	}
	switch {
	case jiao == 0 && cent == 0:
		if yuan == 0 {
			b.WriteString("零元")
		}
		b.WriteString("整")
		return b.String()
	case jiao > 0:
		b.WriteString(string(digits[jiao]) + "角")
	case yuan > 0:
		b.WriteString("零")
	}
	if cent > 0 {
		b.WriteString(string(digits[cent]) + "分")
	} else {
		b.WriteString("整")
	}
	return b.String()
}

// capitalWhole writes a whole number, four digits at a time.
func capitalWhole(n int64) string {
	digits, units, groups := []rune(capitalDigits), []string{"", "拾", "佰", "仟"}, []string{"", "万", "亿", "万亿", "亿亿"}
	out := ""
	zero := false // a zero is due before what was written last
	for g := 0; n > 0; g++ {
		part, text := n%10000, ""
		rest := part
		gap := false
		for u := 0; rest > 0; u++ {
			if x := rest % 10; x > 0 {
				if gap && text != "" {
					text = "零" + text
				}
				gap = false
				text = string(digits[x]) + units[u] + text
			} else {
				gap = true
			}
			rest /= 10
		}
		if part > 0 {
			if zero && out != "" {
				out = "零" + out
			}
			out = text + groups[g] + out
		}
		zero = part < 1000 || part == 0
		n /= 10000
	}
	return out
}
