package print

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"unicode/utf16"
)

var errLayout = errors.New("the PDF is not laid out as expected")

var (
	lengthPattern = regexp.MustCompile(`<<\n/Length (\d+)\n>>\nstream\n/CIDInit `)
	astralPattern = regexp.MustCompile(`(?m)^(<[0-9A-F]{4}><[0-9A-F]{4}>)<([0-9A-F]{5,6})>$`)
	offsetPattern = regexp.MustCompile(`(?m)^(\d{10}) 00000 n $`)
)

// mendUnicode corrects the table by which viewers copy and search text: gopdf writes characters beyond the basic plane (𬀩)
// there as one number, where a pair of UTF-16 units belongs. The offsets behind the table are moved accordingly.
func mendUnicode(file []byte) ([]byte, error) {
	m := lengthPattern.FindSubmatchIndex(file)
	if m == nil {
		return nil, errLayout
	}
	length, err := strconv.Atoi(string(file[m[2]:m[3]]))
	start := m[1] - len("/CIDInit ")
	if err != nil || start+length > len(file) {
		return nil, errLayout
	}
	stream := astralPattern.ReplaceAllFunc(file[start:start+length], func(line []byte) []byte {
		parts := astralPattern.FindSubmatch(line)
		r, _ := strconv.ParseUint(string(parts[2]), 16, 32)
		high, low := utf16.EncodeRune(rune(r))
		return fmt.Appendf(nil, "%s<%04X%04X>", parts[1], high, low)
	})
	if len(stream) == length {
		return file, nil
	}
	var out bytes.Buffer
	out.Write(file[:m[2]])
	out.WriteString(strconv.Itoa(len(stream)))
	out.Write(file[m[3]:start])
	out.Write(stream)
	delta := out.Len() - (start + length)
	rest := file[start+length:]
	xref := bytes.LastIndex(rest, []byte("\nxref\n"))
	tail := bytes.LastIndex(rest, []byte("startxref\n"))
	if xref < 0 || tail < xref {
		return nil, errLayout
	}
	out.Write(rest[:xref])
	out.Write(offsetPattern.ReplaceAllFunc(rest[xref:tail], func(line []byte) []byte {
		at, _ := strconv.Atoi(string(line[:10]))
		if at > start {
			at += delta
		}
		return fmt.Appendf(nil, "%010d 00000 n ", at)
	}))
	fmt.Fprintf(&out, "startxref\n%d\n%%%%EOF\n", start+length+delta+xref+1)
	return out.Bytes(), nil
}
