package dossier

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
)

// Report is what a check of a package came to. It holds when Faults is empty.
type Report struct {
	Manifest Manifest
	Raw      []byte // the manifest as it stands in the package, which the seal covers
	Seal     string // for whoever has the keys
	Chain    []Link
	Faults   []string // what is wrong, in Chinese, in the order of the package
}

// ErrNoPackage means that the file is no package at all, or its manifest cannot be read.
var ErrNoPackage = errors.New("这不是卷宗文件,或者文件不完整:请重新取得该文件")

// maxText bounds the entries that are read into memory: manifest, seal, chain.
const maxText = 64 << 20

// Verify checks a package by itself: every entry of the manifest is there with its bytes, nothing else is, and the links of
// the chain hold together. Whether the manifest is what the system made is for who has the keys: Seal is the answer to
// that. ErrNoPackage where there is nothing to check.
func Verify(r io.ReaderAt, size int64) (*Report, error) {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return nil, ErrNoPackage
	}
	rep := &Report{}
	entries := map[string]*zip.File{}
	for _, f := range z.File {
		switch {
		case entries[f.Name] != nil:
			rep.fault("“%s”出现了不止一次", f.Name)
		case badPath(f.Name) != "":
			rep.fault("“%s”%s", f.Name, badPath(f.Name))
		default:
			entries[f.Name] = f
		}
	}
	if rep.Raw, err = text(entries[ManifestName]); err != nil {
		return nil, ErrNoPackage
	}
	if err := json.Unmarshal(rep.Raw, &rep.Manifest); err != nil || rep.Manifest.Format == 0 {
		return nil, ErrNoPackage
	}
	if rep.Manifest.Format > Format {
		return nil, fmt.Errorf("卷宗的格式是第%d版,本程序只认识第%d版,请换用较新的程序", rep.Manifest.Format, Format)
	}
	rep.sealed(entries[SealName])
	rep.entries(entries)
	rep.chain(entries[ChainName])
	return rep, nil
}

func (r *Report) fault(format string, args ...any) {
	r.Faults = append(r.Faults, fmt.Sprintf(format, args...))
}

func (r *Report) sealed(f *zip.File) {
	var s seal
	raw, err := text(f)
	if err != nil || json.Unmarshal(raw, &s) != nil {
		r.fault("缺少“%s”,或者它已损坏", SealName)
		return
	}
	r.Seal = s.Seal
	if sum := sha256.Sum256(r.Raw); hex.EncodeToString(sum[:]) != s.Manifest {
		r.fault("“%s”被改动过:与“%s”所记的不符", ManifestName, SealName)
	}
}

// entries compares what is there with the manifest, both ways.
func (r *Report) entries(have map[string]*zip.File) {
	known := map[string]bool{ManifestName: true, SealName: true, SumsName: true}
	for _, e := range r.Manifest.Files {
		if known[e.Path] {
			r.fault("“%s”在清单中出现了不止一次", e.Path)
			continue
		}
		known[e.Path] = true
		f := have[e.Path]
		if f == nil {
			r.fault("缺少“%s”", e.Path)
			continue
		}
		if sum, size, err := hashOf(f, e.Size); err != nil || size != e.Size || sum != e.SHA256 {
			r.fault("“%s”被改动过:内容与清单所记的不符", e.Path)
		}
	}
	for _, name := range sortedNames(have) {
		if !known[name] {
			r.fault("“%s”不在清单之内,不是导出时放入的", name)
		}
	}
	if !known[ChainName] {
		r.fault("清单中没有“%s”", ChainName)
	}
}

// chain checks that each link continues the one before, to the end that the manifest names.
func (r *Report) chain(f *zip.File) {
	raw, err := text(f)
	if err != nil || json.Unmarshal(raw, &r.Chain) != nil {
		r.fault("“%s”读不出来", ChainName)
		return
	}
	prev := ""
	for i, l := range r.Chain {
		if l.N != int64(i)+1 || l.Prev != prev {
			r.fault("办理记录的校验链在第%d条断开", i+1)
			return
		}
		prev = l.Hash
	}
	if len(r.Chain) != r.Manifest.Events || prev != r.Manifest.Last {
		r.fault("办理记录的校验链与清单所记的末端不符")
	}
}

// hashOf reads an entry, but no more of it than it should have, whatever it claims to hold.
func hashOf(f *zip.File, limit int64) (sum string, size int64, err error) {
	in, err := f.Open()
	if err != nil {
		return "", 0, err
	}
	defer func() { _ = in.Close() }()
	h := sha256.New()
	size, err = io.Copy(h, io.LimitReader(in, limit+1))
	return hex.EncodeToString(h.Sum(nil)), size, err
}

func text(f *zip.File) ([]byte, error) {
	if f == nil {
		return nil, ErrNoPackage
	}
	in, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer func() { _ = in.Close() }()
	var b bytes.Buffer
	n, err := io.Copy(&b, io.LimitReader(in, maxText+1))
	if err == nil && n > maxText {
		err = ErrNoPackage
	}
	return b.Bytes(), err
}

func sortedNames(m map[string]*zip.File) []string {
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
