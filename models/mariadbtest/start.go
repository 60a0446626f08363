package mariadbtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"
	"time"
)

// ErrNoServer says that no mariadbd is installed.
var ErrNoServer = errors.New("no mariadbd found")

// Options of Start.
type Options struct {
	// Durable makes every commit reach the disk, as in production. Without it a test is faster, and only a crash of the
	// machine could lose anything.
	Durable bool
	// BufferPoolMB is the memory for pages; 0 means 64.
	BufferPoolMB int
}

// The time that a server may take to come up and to go down.
const (
	startWithin = 30 * time.Second
	stopWithin  = 30 * time.Second
)

// Start starts a private server, or gives the one that the environment names. The caller stops it. Errors: ErrNoServer.
func Start(o Options) (*Server, error) {
	if s, ok := existing(); ok {
		return s, nil
	}
	binary, err := find()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "dandang-mariadb-")
	if err != nil {
		return nil, err
	}
	s, err := start(binary, dir, o)
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	return s, nil
}

// find looks in the usual places too: Debian keeps servers out of an ordinary user's path.
func find() (string, error) {
	for _, name := range []string{"mariadbd", "/usr/sbin/mariadbd", "/usr/local/sbin/mariadbd", "/usr/libexec/mariadbd"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", ErrNoServer
}

func arguments(dir string, o Options) []string {
	if o.BufferPoolMB == 0 {
		o.BufferPoolMB = 64
	}
	data := filepath.Join(dir, "data")
	args := []string{
		"--no-defaults", "--datadir=" + data, "--socket=" + filepath.Join(dir, "s"), "--pid-file=" + filepath.Join(dir, "pid"),
		// An empty folder is enough to start from when there are no users to look up.
		"--skip-grant-tables", "--skip-networking", "--skip-log-bin", "--max-connections=500", "--max-allowed-packet=64M",
		"--innodb-log-file-size=64M", fmt.Sprintf("--innodb-buffer-pool-size=%dM", o.BufferPoolMB),
	}
	if !o.Durable {
		args = append(args, "--innodb-flush-method=nosync", "--innodb-flush-log-at-trx-commit=2")
	}
	if os.Getuid() == 0 {
		args = append(args, "--user=root")
	}
	return args
}

func start(binary, dir string, o Options) (*Server, error) {
	if err := os.Mkdir(filepath.Join(dir, "data"), 0o700); err != nil {
		return nil, err
	}
	var output bytes.Buffer
	cmd := exec.Command(binary, arguments(dir, o)...) //nolint:noctx // it outlives the call; Stop ends it
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, &output, &output
	cmd.SysProcAttr = dieWithParent()
	started, ended := make(chan error, 1), make(chan error, 1)
	go func() {
		// The system ends the child when the thread that began it ends, so that a crashed test leaves no server behind.
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := cmd.Start()
		started <- err
		if err == nil {
			ended <- cmd.Wait()
		}
	}()
	if err := <-started; err != nil {
		return nil, err
	}
	s := &Server{prefix: "root@unix(" + filepath.Join(dir, "s") + ")/", stop: func() error {
		return errors.Join(end(cmd.Process, ended), os.RemoveAll(dir))
	}}
	if err := s.await(ended); err != nil {
		_ = cmd.Process.Kill()
		return nil, fmt.Errorf("%w\n%s", err, output.String())
	}
	return s, nil
}

// await waits until the server answers.
func (s *Server) await(ended chan error) error {
	ctx, cancel := context.WithTimeout(context.Background(), startWithin)
	defer cancel()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case err := <-ended:
			return fmt.Errorf("mariadbd ended at once: %w", err)
		case <-ctx.Done():
			return errors.New("mariadbd did not answer in time")
		case <-tick.C:
			if s.exec(ctx, "DO 1") == nil {
				return nil
			}
		}
	}
}

// end asks the process to stop, and insists when it does not.
func end(p *os.Process, ended chan error) error {
	if err := p.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	wait := time.NewTimer(stopWithin)
	defer wait.Stop()
	select {
	case err := <-ended:
		return err
	case <-wait.C:
		if err := p.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
			return err
		}
		if err := <-ended; err == nil {
			return nil
		}
		return errors.New("mariadbd did not stop in time and was killed")
	}
}
