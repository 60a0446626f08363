package files

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// disk is a folder of blobs: a subfolder for each first byte of the address.
type disk struct{ dir string }

func (d *disk) path(sum string) string { return filepath.Join(d.dir, sum[:2], sum) }

// put syncs the file, renames it to its address and syncs the folders.
func (d *disk) put(_ context.Context, f *os.File, _ int64, sum string) error {
	if err := f.Sync(); err != nil {
		return fmt.Errorf("sync file: %w", err)
	}
	if err := f.Close(); err != nil {
		return fmt.Errorf("close file: %w", err)
	}
	folder := filepath.Join(d.dir, sum[:2])
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return fmt.Errorf("make the blob folder: %w", err)
	}
	if err := os.Rename(f.Name(), d.path(sum)); err != nil {
		return fmt.Errorf("name file: %w", err)
	}
	for _, dir := range []string{folder, d.dir} {
		if err := syncDir(dir); err != nil {
			return err
		}
	}
	return nil
}

func (d *disk) get(_ context.Context, sum string) (io.ReadSeekCloser, error) {
	return os.Open(d.path(sum))
}

func (d *disk) drop(_ context.Context, sum string, before int64) error {
	info, err := os.Stat(d.path(sum))
	if errors.Is(err, fs.ErrNotExist) || err == nil && info.ModTime().UnixMilli() >= before {
		return nil
	}
	if err == nil {
		err = os.Remove(d.path(sum))
	}
	return err
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return fmt.Errorf("open folder: %w", err)
	}
	defer func() { _ = d.Close() }()
	if err := d.Sync(); err != nil {
		return fmt.Errorf("sync folder: %w", err)
	}
	return nil
}
