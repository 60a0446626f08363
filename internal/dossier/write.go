// Package dossier writes and checks the package of a case (卷宗): a zip of everything that its reader may see, with a
// manifest that names each entry with its SHA-256, the links of the record's hash chain, and a seal over the manifest.
//
// It must not know cases, people or HTTP: what goes in, and who may have it, is decided elsewhere.
package dossier

import (
	"archive/zip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
)

// The entries that every package has beside its contents.
const (
	ManifestName = "清单.json"
	SealName     = "封签.json"
	SumsName     = "SHA256SUMS" // the same digests for sha256sum -c, which needs nothing of ours
	ChainName    = "校验链.json"
)

// Format is the version of the layout.
const Format = 1

// Head is what the manifest says of the package as a whole.
type Head struct {
	Process string `json:"process"`
	Case    string `json:"case"` // id
	Number  string `json:"number,omitempty"`
	Title   string `json:"title"`
	Mark    string `json:"mark,omitempty"` // 密级
	MadeBy  string `json:"made_by"`        // name and unit of who took it out
	MadeAt  string `json:"made_at"`        // RFC 3339
	Masked  bool   `json:"masked"`         // 已脱敏
	Export  string `json:"export"`         // id of the entry in the log of exports
	Alg     string `json:"alg"`            // digest of the chain
	Events  int    `json:"events"`         // links of the chain
	Last    string `json:"last"`           // hash of the last of them
}

// Entry is one file of the package.
type Entry struct {
	Path   string `json:"path"`
	What   string `json:"what"`
	Name   string `json:"name,omitempty"` // as people call it
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"` // hex
}

// Left is something that belongs to the case and is not in the package.
type Left struct {
	Name string `json:"name"`
	Why  string `json:"why"`
}

// Link is one link of the record's hash chain.
type Link struct {
	N    int64  `json:"n"`
	Prev string `json:"prev"`
	Hash string `json:"hash"`
}

// Manifest lists what is in the package, and what is not and why.
type Manifest struct {
	Format int `json:"format"`
	Head
	Files   []Entry `json:"files"`
	LeftOut []Left  `json:"left_out"`
}

// seal stands beside the manifest, so that it can cover all of it.
type seal struct {
	Manifest string `json:"manifest"` // SHA-256 of the manifest, hex
	Seal     string `json:"seal"`     // keyed: only the system that made it can make or check it
}

// Writer makes a package as its parts come; nothing but the list of them is held in memory.
type Writer struct {
	zip      *zip.Writer
	at       time.Time
	manifest Manifest
	taken    map[string]bool
}

// NewWriter starts a package; at dates its entries.
func NewWriter(w io.Writer, at time.Time) *Writer {
	return &Writer{zip: zip.NewWriter(w), at: at, manifest: Manifest{Format: Format, Files: []Entry{}, LeftOut: []Left{}}, taken: map[string]bool{}}
}

// Add writes one entry: fill writes its bytes, which are hashed on their way.
func (w *Writer) Add(path, what, name string, fill func(io.Writer) error) error {
	if problem := badPath(path); problem != "" || w.taken[path] {
		return fmt.Errorf("entry %q of a package: %s", path, problem)
	}
	w.taken[path] = true
	sum, size, err := w.put(path, fill)
	if err != nil {
		return err
	}
	w.manifest.Files = append(w.manifest.Files, Entry{Path: path, What: what, Name: name, Size: size, SHA256: sum})
	return nil
}

// LeaveOut lists something that is not in the package.
func (w *Writer) LeaveOut(name, why string) {
	w.manifest.LeftOut = append(w.manifest.LeftOut, Left{Name: name, Why: why})
}

// Count is how many entries were added.
func (w *Writer) Count() int { return len(w.manifest.Files) }

// Close writes chain, manifest, seal and sums. sealing answers the keyed seal of the manifest. The package is whole only
// when Close has returned nil.
func (w *Writer) Close(head Head, chain []Link, sealing func(manifest []byte) (string, error)) error {
	if err := w.Add(ChainName, "chain", "", writeJSON(chain)); err != nil {
		return err
	}
	head.Events = len(chain)
	if len(chain) > 0 {
		head.Last = chain[len(chain)-1].Hash
	}
	w.manifest.Head = head
	text, err := encode(w.manifest)
	if err != nil {
		return err
	}
	keyed, err := sealing(text)
	if err != nil {
		return err
	}
	sum, _, err := w.put(ManifestName, func(out io.Writer) error { _, err := out.Write(text); return err })
	if err != nil {
		return err
	}
	if _, _, err := w.put(SealName, writeJSON(seal{Manifest: sum, Seal: keyed})); err != nil {
		return err
	}
	var sums strings.Builder
	for _, f := range append(w.manifest.Files, Entry{Path: ManifestName, SHA256: sum}) {
		fmt.Fprintf(&sums, "%s  %s\n", f.SHA256, f.Path)
	}
	if _, _, err := w.put(SumsName, func(out io.Writer) error { _, err := io.WriteString(out, sums.String()); return err }); err != nil {
		return err
	}
	if err := w.zip.Close(); err != nil {
		return fmt.Errorf("finish the package: %w", err)
	}
	return nil
}

func (w *Writer) put(path string, fill func(io.Writer) error) (sum string, size int64, err error) {
	out, err := w.zip.CreateHeader(&zip.FileHeader{Name: path, Method: zip.Deflate, Modified: w.at})
	if err != nil {
		return "", 0, fmt.Errorf("begin %s: %w", path, err)
	}
	c := &counter{w: out}
	h := sha256.New()
	if err := fill(io.MultiWriter(c, h)); err != nil {
		return "", 0, fmt.Errorf("write %s: %w", path, err)
	}
	return hex.EncodeToString(h.Sum(nil)), c.n, nil
}

type counter struct {
	w io.Writer
	n int64
}

func (c *counter) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	c.n += int64(n)
	return n, err
}

func writeJSON(v any) func(io.Writer) error {
	return func(w io.Writer) error {
		text, err := encode(v)
		if err != nil {
			return err
		}
		_, err = w.Write(text)
		return err
	}
}

func encode(v any) ([]byte, error) {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		return nil, errors.Join(errors.New("encode an entry of the package"), err)
	}
	return []byte(b.String()), nil
}

// badPath says what is wrong with the path of an entry: it must stay inside the folder that it is unpacked into, on any
// system.
func badPath(path string) string {
	if path == "" || strings.HasPrefix(path, "/") || strings.ContainsAny(path, "\\:\x00\n") {
		return "不是本卷宗内的路径"
	}
	for _, part := range strings.Split(path, "/") {
		if part == "" || part == "." || part == ".." {
			return "不是本卷宗内的路径"
		}
	}
	return ""
}
