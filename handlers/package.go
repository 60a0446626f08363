package handlers

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"path"
	"slices"
	"strings"
	"time"

	"dandang/engine"
)

// PackageHead is what a package says of itself.
type PackageHead struct {
	Process, Case, Number, Title string
	Mark                         string // 密级
	MadeBy                       string // name and unit
	MadeAt                       string // RFC 3339
	Masked                       bool
	Export                       string // id in the log of exports
}

// Package takes the parts of a case's package; it is whole once Close has returned nil. internal/dossier implements it.
type Package interface {
	// Add writes one entry; fill writes its bytes.
	Add(path, what, name string, fill func(io.Writer) error) error
	// LeaveOut lists what belongs to the case and is not in the package, and why.
	LeaveOut(name, why string)
	// Count is how many entries were added.
	Count() int
	// Close adds the links of the chain, the manifest and its seal, which sealing makes.
	Close(head PackageHead, chain []engine.ChainLink, sealing func(manifest []byte) (string, error)) error
}

// PackageMaker starts a package.
type PackageMaker func(w io.Writer, at time.Time) Package

type packageInput struct {
	CaseInput
	Masked bool `query:"masked" doc:"已脱敏: sensitive values masked even where the caller may read them; attachments are left out, for nobody can mask a scan"`
	RawRequest
}

// packReadme stands in every package, for whoever unpacks it without the program.
const packReadme = `本卷宗由担当导出,内容以导出人有权查阅的范围为限;未包括的内容及原因见“清单.json”的 left_out。
核对是否完整、有无改动:
  1. dandang verify-package 本文件.zip          (离线核对)
  2. dandang verify-package 本文件.zip --data 目录 (并与系统所存的办理记录比对)
  3. 没有本程序时,解压后执行 sha256sum -c SHA256SUMS
本系统为非涉密系统,严禁存储、处理、传输国家秘密。
`

func (s *Server) packages() {
	handle(s, op{
		method: http.MethodGet, path: base + "/cases/{id}/package.zip", id: "export-case", tag: "cases", change: binary(mediaTypes["zip"]),
		summary: "卷宗: everything of the case that the caller may read, with a manifest and SHA-256 digests; put on record",
	}, s.exportCase)
}

func (s *Server) exportCase(ctx context.Context, in *packageInput) (*fileOutput, error) {
	actor, err := s.reader(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	d, err := s.opt.Engine.Dossier(ctx, actor, in.ID)
	if err != nil {
		return nil, err
	}
	x := engine.Export{Actor: actor, What: engine.ExportPackage, Subject: in.ID, Format: "zip"}
	if in.Masked {
		x.Filter = `{"masked":"true"}`
	}
	name := fileSafe(nonEmpty(d.Case.Number, nonEmpty(d.Case.Title, in.ID))) + "卷宗.zip"
	return s.handOver(ctx, &in.RawRequest, x, name, func(ctx context.Context, x engine.Export, w io.Writer) (int, error) {
		p := &packing{s: s, ctx: ctx, actor: actor, id: in.ID, masked: in.Masked, dossier: d, out: s.opt.NewPackage(w, time.UnixMilli(x.At))}
		return p.fill(x)
	})
}

// packing fills one package.
type packing struct {
	s       *Server
	ctx     context.Context //nolint:containedctx // lives for one request
	actor   engine.PersonID
	id      string
	masked  bool
	dossier engine.Dossier
	out     Package
}

func (p *packing) fill(x engine.Export) (int, error) {
	for _, part := range []func() error{p.readme, p.form, p.records, p.papers, p.files} {
		if err := part(); err != nil {
			return 0, err
		}
	}
	after, err := p.s.opt.Engine.Dossier(p.ctx, p.actor, p.id)
	if err != nil {
		return 0, err
	}
	if after.Case.Head != p.dossier.Case.Head {
		return 0, problem(engine.EConflict, "导出期间该事项有新的办理,为免前后不一,没有导出;请重新导出")
	}
	pres, err := p.s.presenter(p.ctx)
	if err != nil {
		return 0, err
	}
	who := personRef(pres.book, p.actor)
	c := &p.dossier.Case
	title := c.Title
	if p.masked {
		masked, err := p.dossier.Masked(title)
		if err != nil {
			return 0, err
		}
		title, _ = masked.(string)
	}
	head := PackageHead{
		Process: c.Process, Case: c.ID, Number: c.Number, Title: title, Mark: p.dossier.Mark,
		MadeBy: who.Name + "(" + pres.unit(unitOf(pres, p.actor)).Name + ")", MadeAt: stamp(x.At), Masked: p.masked, Export: x.ID,
	}
	return p.out.Count(), p.out.Close(head, p.dossier.Chain, p.s.opt.Engine.SealPackage)
}

func unitOf(p *presenter, id engine.PersonID) engine.UnitID {
	person, _ := p.book.Person(id)
	return person.Unit
}

func (p *packing) readme() error {
	return p.out.Add("说明.txt", "readme", "", func(w io.Writer) error {
		_, err := io.WriteString(w, packReadme)
		return err
	})
}

func (p *packing) form() error {
	form, err := p.s.opt.Engine.CaseForm(p.ctx, p.actor, p.id, p.masked)
	if err != nil {
		return err
	}
	return p.out.Add("审批表.pdf", "form", form.Title, func(w io.Writer) error { return p.s.opt.Print.PDF(w, &form) })
}

// json adds an answer of the API as it stands, masked where asked for.
func (p *packing) json(path, what string, v any) (err error) {
	if p.masked {
		if v, err = p.dossier.Masked(v); err != nil {
			return err
		}
	}
	return p.out.Add(path, what, "", func(w io.Writer) error {
		enc := json.NewEncoder(w)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		return enc.Encode(v)
	})
}

// records are the case and what happened in it, as the API tells the caller; what is not for him is left out whole.
func (p *packing) records() error {
	in := &CaseInput{ID: p.id}
	one, err := p.s.show(p.ctx, p.actor, p.id)
	if err != nil {
		return err
	}
	if err := p.json("事项.json", "case", one.Body); err != nil {
		return err
	}
	history, err := p.s.history(p.ctx, in)
	if err != nil {
		return err
	}
	if err := p.json("办理记录.json", "history", history.Body); err != nil {
		return err
	}
	tasks, err := p.s.tasks(p.ctx, in)
	if err := addPart(p, "办理环节.json", "tasks", tasks, err); err != nil {
		return err
	}
	materials, err := p.s.listMaterials(p.ctx, in)
	if err := addPart(p, "材料清单.json", "materials", materials, err); err != nil {
		return err
	}
	comments, err := p.s.listComments(p.ctx, in)
	return addPart(p, "交流意见.json", "comments", comments, err)
}

// addPart adds an answer unless it is not for the caller.
func addPart[T any](p *packing, path, what string, answer *struct{ Body List[T] }, err error) error {
	switch {
	case engine.CodeOf(err) == engine.ENotFound:
		return nil
	case err != nil:
		return err
	}
	return p.json(path, what, answer.Body)
}

func (p *packing) papers() error {
	docs, err := p.s.documents(p.ctx, &CaseInput{ID: p.id})
	if err != nil || len(docs.Body.Items) == 0 {
		return err
	}
	if err := p.json("文书.json", "documents", docs.Body); err != nil {
		return err
	}
	for i := range docs.Body.Items {
		doc := &docs.Body.Items[i]
		form, err := p.s.opt.Engine.DocumentForm(p.ctx, p.actor, doc.ID, p.masked)
		if err != nil {
			return err
		}
		err = p.out.Add(fmt.Sprintf("文书/%02d-%s.pdf", i+1, fileSafe(doc.Name)), "document", doc.Name, func(w io.Writer) error { return p.s.opt.Print.PDF(w, &form) })
		if err != nil {
			return err
		}
	}
	return nil
}

// files are the attachments that the caller may fetch, but for those of sealed fields, and none of them where masked.
func (p *packing) files() error {
	v, err := p.s.opt.Engine.View(p.ctx, p.actor, p.id)
	if err != nil {
		return err
	}
	all, err := p.s.opt.Store.CaseFiles(p.ctx, p.id)
	if err != nil {
		return err
	}
	seen, err := p.s.readableFiles(p.ctx, p.actor, &v, all)
	if err != nil {
		return err
	}
	n := 0
	for i := range all {
		f := &all[i]
		switch {
		case f.Field != "" && (seen[f.ID] || f.By == p.actor):
			p.out.LeaveOut("密封附件", "密封信息不随卷宗导出,须由有权人员在系统内启封查看")
		case f.Field != "" || !seen[f.ID] && f.By != p.actor:
			continue
		case p.masked:
			n++
			p.out.LeaveOut(fmt.Sprintf("附件%02d(%s,%d字节)", n, f.Type, f.Size), "附件未作脱敏处理,不随已脱敏卷宗导出")
		default:
			n++
			if err := p.file(n, f); err != nil {
				return err
			}
		}
	}
	return nil
}

func (p *packing) file(n int, f *File) error {
	return p.out.Add(fmt.Sprintf("附件/%02d-%s", n, fileSafe(f.Name)), "file", f.ID, func(w io.Writer) error {
		blob, err := p.s.opt.Blobs.Open(p.ctx, f.SHA256)
		if err != nil {
			return err
		}
		defer func() { _ = blob.Close() }()
		_, err = io.Copy(w, blob)
		return err
	})
}

// readableFiles are the files that a reader finds: those of versions, and to whoever reads a paper in full its proof of
// service (送达回证).
func (s *Server) readableFiles(ctx context.Context, actor engine.PersonID, v *engine.View, all []File) (map[string]bool, error) {
	seen := versions(v, all)
	if len(all) == len(seen) {
		return seen, nil
	}
	docs, err := s.opt.Engine.Documents(ctx, actor, v.Case.ID)
	if err != nil {
		return nil, err
	}
	for i := range docs {
		if service := docs[i].Life.Service; docs[i].Full && service != nil {
			for id := range fileIDs(service.Proof) {
				seen[id] = true
			}
		}
	}
	return seen, nil
}

// fileSafe makes a name that any system can unpack.
func fileSafe(name string) string {
	name = strings.Map(func(r rune) rune {
		if r < ' ' || slices.Contains([]rune(`/\:*?"<>|`), r) {
			return '_'
		}
		return r
	}, path.Clean(name))
	if runes := []rune(name); len(runes) > maxFileName {
		name = string(runes[:maxFileName])
	}
	return strings.Trim(name, ". ")
}
