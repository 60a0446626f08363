package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"time"

	"dandang/config"
	"dandang/engine/process"
	"dandang/engine/scenario"
	"dandang/engine/workday"
	"dandang/internal/yamldoc"

	"github.com/spf13/cobra"
)

// checkCommand exits 0 when all is fine, 1 when a file is broken, 3 when there are only warnings.
func (a *app) checkCommand() *cobra.Command {
	return &cobra.Command{
		Use: "check FILE|DIR…", Short: "检查办事规则,列出全部问题(0 无误,1 有错误,3 只有提醒)", Args: cobra.MinimumNArgs(1),
		RunE: func(_ *cobra.Command, files []string) error { return a.check(files) },
	}
}

// check reads a scenario file (*.test.yaml) as one and everything else as a procedure.
func (a *app) check(files []string) error {
	code := exitFine
	var procedures []string
	files, err := inFolders(files)
	if err != nil {
		return err
	}
	for _, file := range files {
		if !strings.HasSuffix(file, ".test.yaml") && !strings.HasSuffix(file, ".test.yml") {
			procedures = append(procedures, file)
			continue
		}
		src, err := os.ReadFile(file)
		if err != nil {
			return fmt.Errorf("文件读不出来,请核对路径和权限:%w", err)
		}
		code = worse(code, process.Report(file, src, scenario.Check(file, src), a.stdout))
	}
	if len(procedures) > 0 {
		code = worse(code, process.CheckFiles(procedures, a.stdout))
	}
	return exitWith(code)
}

// inFolders puts the procedures and scenarios of a folder in its place.
func inFolders(names []string) ([]string, error) {
	var files []string
	for _, name := range names {
		info, err := os.Stat(name)
		if err != nil || !info.IsDir() {
			files = append(files, name) // what is missing is told when it is read
			continue
		}
		found, err := filepath.Glob(filepath.Join(name, "*.yaml"))
		if err != nil {
			return nil, err
		}
		files = append(files, found...)
	}
	return files, nil
}

// worse orders exit codes: broken (1) before warnings (3) before fine (0).
func worse(a, b int) int {
	if a == 1 || b == 1 {
		return 1
	}
	return max(a, b)
}

func exitWith(code int) error {
	if code == exitFine {
		return nil
	}
	return exitError(code)
}

func (a *app) fmtCommand() *cobra.Command {
	var lang string
	var write bool
	c := &cobra.Command{
		Use: "fmt FILE…", Short: "整理办事规则的写法,可在中英文关键词之间转换,保留注释", Args: cobra.MinimumNArgs(1),
		RunE: func(_ *cobra.Command, files []string) error {
			return exitWith(process.FormatFiles(files, lang, write, a.stdout))
		},
	}
	c.Flags().StringVar(&lang, "lang", "", "转换成 zh(中文)或 en(英文);不写则保持原样")
	c.Flags().BoolVarP(&write, "write", "w", false, "改写文件,而不是输出")
	return c
}

func (a *app) schemaCommand() *cobra.Command {
	return &cobra.Command{
		Use: "schema", Short: "输出办事规则的 JSON Schema,供编辑器补全和提示", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			_, err := a.stdout.Write(append(bytes.TrimRight(process.Schema(), "\n"), '\n'))
			return err
		},
	}
}

func (a *app) diagramCommand() *cobra.Command {
	return &cobra.Command{
		Use: "diagram FILE", Short: "把办事规则画成图(SVG)", Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			src, err := os.ReadFile(args[0])
			if err != nil {
				return fmt.Errorf("文件读不出来,请核对路径和权限:%w", err)
			}
			d, problems := process.Parse(args[0], src)
			if d == nil {
				return problemsError(src, problems)
			}
			svg, err := process.Diagram(c.Context(), d)
			if err != nil {
				return err
			}
			_, err = a.stdout.Write(svg)
			return err
		},
	}
}

// testGarbage lets garbage grow to five times what is in use before it is collected: a world is small and soon forgotten.
const testGarbage = 500

// testCommand exits 0 when every scenario passes, 1 when one fails, 3 when mutants survive unexplained.
func (a *app) testCommand() *cobra.Command {
	var o scenario.Options
	c := &cobra.Command{
		Use: "test [PATH…]", Short: "在虚拟时钟上运行测试样例,并报告覆盖情况", Args: cobra.ArbitraryArgs,
		RunE: func(c *cobra.Command, paths []string) error {
			if len(paths) == 0 {
				paths = []string{"."}
			}
			o.Out, o.Now = a.stdout, time.Now
			defer debug.SetGCPercent(debug.SetGCPercent(testGarbage))
			var err error
			if o.Calendar, err = shippedCalendar(); err != nil {
				return err
			}
			return runScenarios(c.Context(), paths, o)
		},
	}
	c.Flags().StringVar(&o.Filter, "run", "", "只运行名称中含有这些字的样例")
	c.Flags().BoolVar(&o.JSON, "json", false, "以 JSON 输出报告")
	c.Flags().BoolVar(&o.Mutate, "mutate", false, "逐条改动规则,列出没有样例能发现的改动")
	c.Flags().BoolVar(&o.Again, "again", false, "连已说明的改动也重新试,列出不再成立的说明(与 --mutate 合用)")
	c.Flags().BoolVarP(&o.Verbose, "verbose", "v", false, "列出每个样例")
	return c
}

// runScenarios loads each path within its own folder, so that a scenario file finds its procedure beside it.
func runScenarios(ctx context.Context, paths []string, o scenario.Options) error {
	var files []scenario.File
	for _, p := range paths {
		dir, name := p, "."
		if info, err := os.Stat(p); err == nil && !info.IsDir() {
			dir, name = filepath.Dir(p), filepath.Base(p)
		}
		found, err := scenario.Load(os.DirFS(dir), name)
		if err != nil {
			return err
		}
		files = append(files, found...)
	}
	report, err := scenario.Run(ctx, files, o)
	if err != nil {
		return err
	}
	return exitWith(report.ExitCode())
}

// shippedCalendar is the calendar that the program carries.
func shippedCalendar() (*workday.Calendar, error) {
	years, days, problems := config.LoadCalendar(config.CalendarFile, config.CalendarSource())
	if yamldoc.HasErrors(problems) {
		return nil, problemsError(config.CalendarSource(), problems)
	}
	return workday.New(1, years, days)
}
