package main

import (
	"context"
	"fmt"
	"os"

	"dandang/engine"
	"dandang/internal/dossier"
	"dandang/models"

	"github.com/spf13/cobra"
)

func (a *app) verifyPackageCommand() *cobra.Command {
	var p place
	c := &cobra.Command{
		Use: "verify-package 卷宗.zip", Short: "核对导出的卷宗是否完整、有没有被改动", Args: cobra.ExactArgs(1),
		Long: "核对卷宗内每个文件的摘要和办理记录的校验链。给出 --data、--db 或 --config 时,还与系统所存的办理记录比对,\n" +
			"并核对清单确由本系统导出:仅离线核对时,连同摘要一起重做的卷宗看不出来。",
		RunE: func(c *cobra.Command, args []string) error { return a.verifyPackage(c.Context(), args[0], p) },
	}
	p.flags(c.Flags())
	return c
}

// verifyPackage tells what a package is and whether it holds; it exits 1 where it does not.
func (a *app) verifyPackage(ctx context.Context, file string, p place) error {
	f, err := os.Open(file)
	if err != nil {
		return fmt.Errorf("卷宗文件读不出来,请核对路径和权限:%w", err)
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	if err != nil {
		return fmt.Errorf("卷宗文件读不出来:%w", err)
	}
	rep, err := dossier.Verify(f, info.Size())
	if err != nil {
		return err
	}
	faults, compared := rep.Faults, p != (place{})
	if compared {
		more, err := a.comparePackage(ctx, rep, p)
		if err != nil {
			return err
		}
		faults = append(faults, more...)
	}
	a.describePackage(&rep.Manifest)
	for _, fault := range faults {
		a.say("  ✗ %s\n", fault)
	}
	switch {
	case len(faults) > 0:
		a.say("核对结果:不一致,共%d处。请勿使用,并重新取得卷宗\n", len(faults))
		return exitError(exitFailed)
	case compared:
		a.say("核对结果:完整,未被改动,与系统所存的办理记录一致\n")
	default:
		a.say("核对结果:完整,各文件与清单一致。未与系统比对;要确认清单由系统导出,请加 --data 数据目录\n")
	}
	return nil
}

// comparePackage asks the system that holds the case.
func (a *app) comparePackage(ctx context.Context, rep *dossier.Report, p place) (faults []string, err error) {
	err = a.withStore(ctx, p, func(ctx context.Context, db *models.Store) error {
		ring, err := a.ring(ctx, p, db)
		if err != nil {
			return err
		}
		conf, err := engineConfig(db, systemClock{}, ring)
		if err != nil {
			return err
		}
		e := engine.New(conf)
		defer e.Close()
		links := make([]engine.ChainLink, len(rep.Chain))
		for i, l := range rep.Chain {
			links[i] = engine.ChainLink(l)
		}
		faults, err = e.CheckPackage(ctx, rep.Raw, rep.Seal, rep.Manifest.Case, links)
		return err
	})
	return faults, err
}

func (a *app) describePackage(m *dossier.Manifest) {
	number := m.Number
	if number == "" {
		number = "(无编号)"
	}
	kind := ""
	if m.Masked {
		kind = ",已脱敏"
	}
	a.say("卷宗:%s %s\n导出:%s %s%s\n内容:%d个文件,%d条办理记录", number, m.Title, m.MadeBy, m.MadeAt, kind, len(m.Files), m.Events)
	if len(m.LeftOut) > 0 {
		a.say(",%d项未包括(见%s)", len(m.LeftOut), dossier.ManifestName)
	}
	a.say("\n")
}
