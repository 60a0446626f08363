package seal

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Load reads the ring of a key file; the error satisfies fs.ErrNotExist when there is none. A file that others may read
// is refused.
func Load(path string) (*Ring, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("密钥文件读不出来:%w", err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("密钥文件 %s 别人也能读,请执行 chmod 600 %s", path, path)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("密钥文件读不出来:%w", err)
	}
	r, err := Parse(string(text))
	if err != nil {
		return nil, fmt.Errorf("密钥文件 %s:%w", path, err)
	}
	return r, nil
}

// Create makes a fresh ring and its file, readable by the owner alone. A file that is there already stays and is read:
// of several that start at once all get the same ring.
func Create(path string) (*Ring, error) {
	r, err := New()
	if err != nil {
		return nil, err
	}
	temp, err := r.write(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.Remove(temp) }()
	if err := os.Link(temp, path); errors.Is(err, fs.ErrExist) {
		return Load(path)
	} else if err != nil {
		return nil, fmt.Errorf("密钥文件建不起来:%w", err)
	}
	return r, nil
}

// Save puts the ring in the place of the key file, wholly or not at all.
func (r *Ring) Save(path string) error {
	temp, err := r.write(path)
	if err != nil {
		return err
	}
	if err := os.Rename(temp, path); err != nil {
		_ = os.Remove(temp)
		return fmt.Errorf("密钥文件写不进去:%w", err)
	}
	return nil
}

// write makes a complete temporary file beside the key file.
func (r *Ring) write(path string) (string, error) {
	f, err := os.CreateTemp(filepath.Dir(path), ".seal-*") // 0600
	if err != nil {
		return "", fmt.Errorf("密钥文件建不起来:%w", err)
	}
	_, err = f.WriteString(r.Text())
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		_ = os.Remove(f.Name())
		return "", fmt.Errorf("密钥文件写不进去:%w", err)
	}
	return f.Name(), nil
}
