package main

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"encoding/binary"
	"encoding/hex"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf16"
)

var (
	pdfStream  = regexp.MustCompile(`(?s)stream\r?\n(.*?)endstream`)
	pdfHex     = regexp.MustCompile(`<([0-9A-Fa-f\s]{2,})>`)
	pdfLiteral = regexp.MustCompile(`(?s)\(((?:\\.|[^\\()])*)\)`)
	pdfEscape  = regexp.MustCompile(`(?s)\\([0-7]{1,3}|.)`)
	pdfChar    = regexp.MustCompile(`(?s)beginbfchar(.*?)endbfchar`)
	pdfRange   = regexp.MustCompile(`(?s)beginbfrange(.*?)endbfrange`)
)

// unpacked gives what data hold inside: zip archives, gzip and zlib streams, and the streams, strings and text of PDF.
func unpacked(data []byte) [][]byte {
	var inner [][]byte
	if at := bytes.Index(data, []byte("PK\x03\x04")); at >= 0 {
		if z, err := zip.NewReader(bytes.NewReader(data[at:]), int64(len(data)-at)); err == nil {
			for _, f := range z.File {
				if r, err := f.Open(); err == nil {
					b, _ := io.ReadAll(r)
					inner = append(inner, b, []byte(f.Name))
				}
			}
		}
	}
	inner = append(inner, streams(data, []byte{0x1f, 0x8b, 8}, func(r io.Reader) (io.Reader, error) { return gzip.NewReader(r) })...)
	for _, head := range []string{"\x78\x01", "\x78\x5e", "\x78\x9c", "\x78\xda"} {
		inner = append(inner, streams(data, []byte(head), func(r io.Reader) (io.Reader, error) { return zlib.NewReader(r) })...)
	}
	if bytes.Contains(data, []byte("%PDF-")) {
		whole := bytes.Clone(data)
		for _, m := range pdfStream.FindAllSubmatch(data, -1) {
			if z, err := zlib.NewReader(bytes.NewReader(m[1])); err == nil {
				b, _ := io.ReadAll(z)
				whole = append(append(whole, '\n'), b...)
			}
		}
		inner = append(inner, pdfStrings(whole), pdfText(whole))
	}
	return append(inner, hexStrings(data))
}

// streams opens every packed stream that begins with head, wherever it lies, as far as it can be read.
func streams(data, head []byte, open func(io.Reader) (io.Reader, error)) [][]byte {
	var inner [][]byte
	for at := 0; ; at++ {
		i := bytes.Index(data[at:], head)
		if i < 0 {
			return inner
		}
		at += i
		if r, err := open(bytes.NewReader(data[at:])); err == nil {
			if b, _ := io.ReadAll(r); len(b) > 0 {
				inner = append(inner, b)
			}
		}
	}
}

// hexStrings puts together what all hex strings of PDF hold, in order: a text may be cut into several.
func hexStrings(data []byte) []byte {
	var out []byte
	for _, m := range pdfHex.FindAllSubmatch(data, -1) {
		if b, err := hex.DecodeString(strings.Join(strings.Fields(string(m[1])), "")); err == nil {
			out = append(out, b...)
		}
	}
	return out
}

// pdfStrings puts together what the literal strings of PDF hold, their escapes undone, and then the hex strings.
func pdfStrings(data []byte) []byte {
	var out []byte
	for _, m := range pdfLiteral.FindAllSubmatch(data, -1) {
		out = append(out, pdfEscape.ReplaceAllFunc(m[1], func(esc []byte) []byte {
			if n, err := strconv.ParseUint(string(esc[1:]), 8, 16); err == nil {
				return []byte{byte(n)} //nolint:gosec // what does not fit a byte is no PDF
			}
			if i := strings.IndexByte("nrtbf", esc[1]); i >= 0 {
				return []byte{"\n\r\t\b\f"[i]}
			}
			return esc[1:]
		})...)
		out = append(out, '\n')
	}
	return append(out, hexStrings(data)...)
}

// pdfText reads the glyph numbers of all hex strings through the ToUnicode maps of a PDF, in order, as UTF-8.
func pdfText(data []byte) []byte {
	known := map[uint16]string{}
	for _, m := range pdfChar.FindAllSubmatch(data, -1) {
		pairs := pdfHex.FindAllSubmatch(m[1], -1)
		for i := 0; i+1 < len(pairs); i += 2 {
			known[glyph(pairs[i][1])] = unicodeOf(pairs[i+1][1], 0)
		}
	}
	for _, m := range pdfRange.FindAllSubmatch(data, -1) {
		triples := pdfHex.FindAllSubmatch(m[1], -1)
		for i := 0; i+2 < len(triples); i += 3 {
			first, last := int(glyph(triples[i][1])), int(glyph(triples[i+1][1]))
			for g := first; g <= last; g++ {
				known[uint16(g)] = unicodeOf(triples[i+2][1], g-first) //nolint:gosec // glyph gave both ends
			}
		}
	}
	var out strings.Builder
	for _, m := range pdfHex.FindAllSubmatch(data, -1) {
		b, err := hex.DecodeString(strings.Join(strings.Fields(string(m[1])), ""))
		for i := 0; err == nil && i+1 < len(b); i += 2 {
			out.WriteString(known[binary.BigEndian.Uint16(b[i:])])
		}
	}
	return []byte(out.String())
}

// glyph reads a glyph number in hex.
func glyph(text []byte) uint16 {
	n, _ := strconv.ParseUint(string(text), 16, 16)
	return uint16(n) //nolint:gosec // parsed with 16 bits
}

// unicodeOf reads UTF-16 in hex, the last unit moved on by plus.
func unicodeOf(text []byte, plus int) string {
	var units []uint16
	for i := 0; i+3 < len(text); i += 4 {
		units = append(units, glyph(text[i:i+4]))
	}
	if len(units) > 0 {
		units[len(units)-1] += uint16(plus) //nolint:gosec // within the range of a map
	}
	return string(utf16.Decode(units))
}
