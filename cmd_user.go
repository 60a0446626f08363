package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"dandang/config"
	"dandang/engine"
	"dandang/engine/directory"
	"dandang/internal/signin"
	"dandang/internal/yamldoc"
	"dandang/models"

	"github.com/spf13/cobra"
)

// roleAdmin is the directory role that keeps directory and calendar.
const roleAdmin = "系统管理员"

// userFlags say who the new account is for.
type userFlags struct {
	person, name, unit string
	admin              bool
}

func (a *app) userCommand() *cobra.Command {
	var p place
	var u userFlags
	c := &cobra.Command{Use: "user", Short: "账号"}
	add := &cobra.Command{
		Use: "add USERNAME", Short: "建立账号;口令从标准输入读取一行", Args: cobra.ExactArgs(1),
		Long: "为名录中的人员建立账号(--person),或同时把人员写入名录(--name、--unit)。\n" +
			"第一个管理员:dandang user add admin --name 张三 --unit 信息中心 --admin",
		RunE: func(c *cobra.Command, args []string) error {
			return a.withStore(c.Context(), p, func(ctx context.Context, db *models.Store) error {
				return a.addUser(ctx, db, args[0], u)
			})
		},
	}
	p.flags(add.Flags())
	add.Flags().StringVar(&u.person, "person", "", "名录中的人员编号")
	add.Flags().StringVar(&u.name, "name", "", "姓名,人员不在名录中时填写")
	add.Flags().StringVar(&u.unit, "unit", "", "单位编号或名称,人员不在名录中时填写;没有的单位会建立")
	add.Flags().BoolVar(&u.admin, "admin", false, "同时任系统管理员")
	password := &cobra.Command{
		Use: "password USERNAME", Short: "更换口令并退出其全部登录;口令从标准输入读取一行", Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			return a.withStore(c.Context(), p, func(ctx context.Context, db *models.Store) error {
				return a.changePassword(ctx, db, args[0])
			})
		},
	}
	p.flags(password.Flags())
	c.AddCommand(add, password)
	return c
}

// readPassword takes one line of the standard input, so that no password stands in a command line or its history.
func (a *app) readPassword() (string, error) {
	a.complain("请输入口令(至少%d个字符),然后按回车:\n", signin.MinPassword)
	line, err := bufio.NewReader(a.stdin).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", fmt.Errorf("口令读不出来:%w", err)
	}
	password := strings.TrimRight(line, "\r\n")
	if problem := signin.Acceptable(password); problem != "" {
		return "", errors.New(problem)
	}
	return password, nil
}

func hashPassword(ctx context.Context, password string) (string, error) {
	p, err := signin.NewPasswords()
	if err != nil {
		return "", err
	}
	return p.Hash(ctx, password)
}

func (a *app) addUser(ctx context.Context, db *models.Store, username string, u userFlags) error {
	if _, err := db.AccountByUsername(ctx, username); err == nil {
		return fmt.Errorf("登录名“%s”已有账号;更换口令请用 dandang user password %s", username, username)
	} else if engine.CodeOf(err) != engine.ENotFound {
		return err
	}
	password, err := a.readPassword()
	if err != nil {
		return err
	}
	hash, err := hashPassword(ctx, password)
	if err != nil {
		return err
	}
	book, err := db.Book(ctx)
	if err != nil {
		return err
	}
	t := book.Tables()
	person, err := placeUser(&t, username, u)
	if err != nil {
		return err
	}
	if err := db.SaveDirectory(ctx, t.Units, t.People, t.Posts, t.Kin, t.Leaves); err != nil {
		return err
	}
	now := systemClock{}.Now()
	if err := db.SaveAccount(ctx, models.Account{Person: person, Username: username, PasswordHash: hash, CreatedAt: now, UpdatedAt: now}); err != nil {
		return err
	}
	a.say("账号“%s”已建立\n", username)
	return nil
}

// placeUser finds the person of a new account in the tables, or puts him there with his unit, and gives him the post
// of an administrator where asked.
func placeUser(t *directory.Tables, username string, u userFlags) (engine.PersonID, error) {
	person := u.person
	if person == "" {
		if u.name == "" || u.unit == "" {
			return "", usageError{errors.New("请用 --person 写明名录中的人员,或用 --name 和 --unit 写明姓名和单位")}
		}
		person = username
		t.People = append(t.People, directory.Person{ID: person, Username: username, Name: u.name, Unit: placeUnit(t, u.unit), Active: true})
	}
	i := slices.IndexFunc(t.People, func(p directory.Person) bool { return p.ID == person })
	if i < 0 {
		return "", fmt.Errorf("名录中没有编号为“%s”的人员,请核对", person)
	}
	t.People[i].Username = username
	if post := (directory.Post{Role: roleAdmin, Unit: t.People[i].Unit, Person: person}); u.admin && !slices.Contains(t.Posts, post) {
		t.Posts = append(t.Posts, post)
	}
	return person, nil
}

// placeUnit finds a unit by id or name, or puts a new one at the top.
func placeUnit(t *directory.Tables, unit string) engine.UnitID {
	for _, have := range t.Units {
		if have.ID == unit || have.Name == unit {
			return have.ID
		}
	}
	t.Units = append(t.Units, directory.Unit{ID: unit, Name: unit, Level: directory.LevelCity, Order: len(t.Units) + 1})
	return unit
}

func (a *app) changePassword(ctx context.Context, db *models.Store, username string) error {
	account, err := db.AccountByUsername(ctx, username)
	if engine.CodeOf(err) == engine.ENotFound {
		return fmt.Errorf("没有登录名为“%s”的账号", username)
	}
	if err != nil {
		return err
	}
	password, err := a.readPassword()
	if err != nil {
		return err
	}
	if account.PasswordHash, err = hashPassword(ctx, password); err != nil {
		return err
	}
	account.UpdatedAt = systemClock{}.Now()
	if err := db.SaveAccount(ctx, account); err != nil {
		return err
	}
	if err := db.RevokeSessions(ctx, account.Person, account.UpdatedAt); err != nil {
		return err
	}
	a.say("口令已更换,原有登录已全部退出\n")
	return nil
}

func (a *app) directoryCommand() *cobra.Command {
	var p place
	c := &cobra.Command{Use: "directory", Short: "名录:单位、人员、岗位"}
	load := &cobra.Command{
		Use: "load FILE", Short: "用文件替换整个名录;账号和口令不变", Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			src, err := os.ReadFile(args[0])
			if err != nil {
				return fmt.Errorf("文件读不出来,请核对路径和权限:%w", err)
			}
			d, problems := config.LoadDirectory(args[0], src)
			if yamldoc.HasErrors(problems) {
				return problemsError(src, problems)
			}
			return a.withStore(c.Context(), p, func(ctx context.Context, db *models.Store) error {
				ring, err := a.ring(ctx, p, db)
				if err != nil {
					return err
				}
				if err := keyDirectory(&d, ring); err != nil {
					return err
				}
				if err := db.SaveDirectory(ctx, d.Units, d.People, d.Posts, d.Kin, d.Leaves); err != nil {
					return err
				}
				a.say("名录已更新:%d个单位,%d人,%d个岗位\n", len(d.Units), len(d.People), len(d.Posts))
				return nil
			})
		},
	}
	p.flags(load.Flags())
	c.AddCommand(load)
	return c
}
