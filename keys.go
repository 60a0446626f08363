package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"dandang/config"
	"dandang/engine"
	"dandang/engine/directory"
	"dandang/engine/process"
	"dandang/internal/seal"
	"dandang/models"

	"github.com/spf13/cobra"
)

// settingKey is where the database remembers with which keys its confidential values are encrypted: a digest, no key.
const settingKey = "seal.fingerprint"

// openRing reads the keys of confidential values: from the environment, else from the key file, which is made at the
// first start. A database that was written with other keys is refused before anything is read or written.
func openRing(ctx context.Context, s config.Settings, db *models.Store) (*seal.Ring, error) {
	kept, used, err := db.Setting(ctx, settingKey)
	if err != nil {
		return nil, err
	}
	ring, err := readRing(s, used)
	if err != nil {
		return nil, err
	}
	if !used {
		if kept, err = db.EnsureSetting(ctx, settingKey, ring.Fingerprint()); err != nil {
			return nil, err
		}
	}
	if kept != ring.Fingerprint() {
		return nil, errors.New("密封密钥与数据不符:这些数据是用另一把密钥加密的,请换回原来的密钥(见密钥备份)")
	}
	return ring, nil
}

func readRing(s config.Settings, used bool) (*seal.Ring, error) {
	if s.Secrets.SealKey != "" {
		ring, err := seal.Parse(s.Secrets.SealKey)
		if err != nil {
			return nil, fmt.Errorf("环境变量DANDANG_SEAL_KEY:%w", err)
		}
		return ring, nil
	}
	path := sealPath(s)
	ring, err := seal.Load(path)
	switch {
	case !errors.Is(err, fs.ErrNotExist):
		return ring, err
	case used:
		return nil, fmt.Errorf("找不到密钥文件 %s,而数据已经加密;请从备份恢复密钥文件,或用设置 seal.file 写明它在哪里", path)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("密钥文件的目录建不起来,请核对路径和权限:%w", err)
	}
	return seal.Create(path)
}

func sealPath(s config.Settings) string {
	if s.SealFile != "" {
		return s.SealFile
	}
	return filepath.Join(s.DataDir, "seal.key")
}

// ring opens the keys for a command that works on a database.
func (a *app) ring(ctx context.Context, p place, db *models.Store) (*seal.Ring, error) {
	s, err := a.settings(p)
	if err != nil {
		return nil, err
	}
	return openRing(ctx, s, db)
}

// keyDirectory puts the keyed digests of id numbers into the directory and forgets the numbers.
func keyDirectory(d *config.Directory, ring *seal.Ring) error {
	for i := range d.People {
		p := &d.People[i]
		written, given := d.IDNos[p.ID]
		if !given {
			continue
		}
		clean, ok := process.IDNumber(written)
		if !ok {
			return fmt.Errorf("人员“%s”的身份证号不对,请核对18位居民身份证号码", p.ID)
		}
		p.IDMac = engine.IDMac(ring, clean)
	}
	d.IDNos = nil
	return uniqueIDs(d.People)
}

func uniqueIDs(people []directory.Person) error {
	holder := map[string]string{}
	for i := range people {
		if mac := people[i].IDMac; mac != "" {
			if first := holder[mac]; first != "" {
				return fmt.Errorf("人员“%s”和“%s”的身份证号相同,请核对", first, people[i].ID)
			}
			holder[mac] = people[i].ID
		}
	}
	return nil
}

func (a *app) keyCommand() *cobra.Command {
	var p place
	c := &cobra.Command{Use: "key", Short: "密封信息的密钥"}
	rotate := &cobra.Command{
		Use: "rotate", Short: "增加一把新密钥:以后的内容用新密钥加密,以前的仍能打开;须先停下服务", Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			s, err := a.settings(p)
			if err != nil {
				return err
			}
			if s.Secrets.SealKey != "" {
				return errors.New("密钥由环境变量DANDANG_SEAL_KEY给出,请在那里的末尾增加一项")
			}
			return a.withStore(c.Context(), p, func(ctx context.Context, db *models.Store) error {
				ring, err := openRing(ctx, s, db)
				if err != nil {
					return err
				}
				if err := ring.Rotate(); err != nil {
					return err
				}
				if err := ring.Save(sealPath(s)); err != nil {
					return err
				}
				a.say("已增加密钥“%s”,请备份 %s\n", ring.Current(), sealPath(s))
				return nil
			})
		},
	}
	p.flags(rotate.Flags())
	c.AddCommand(rotate)
	return c
}
