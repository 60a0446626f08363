package walker

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// Server is a demo server running as a process of its own.
type Server struct {
	Base string // http://127.0.0.1:port
	Data string // its data directory

	binary string
	cmd    *exec.Cmd
	mu     sync.Mutex
	errs   strings.Builder
}

// Build compiles the program into dir and answers the path of the binary. root is the folder of go.mod.
func Build(ctx context.Context, root, dir string) (string, error) {
	binary := filepath.Join(dir, "dandang")
	cmd := exec.CommandContext(ctx, "go", "build", "-o", binary, ".")
	cmd.Dir = root
	cmd.Env = append(cmd.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build: %w: %s", err, out)
	}
	return binary, nil
}

var addressLine = regexp.MustCompile(`地址:(http://\S+)`)

// Start runs the binary with --demo on a free port and an empty data directory, and waits until it listens. try are files
// of procedures to put in force there besides the shipped ones.
func Start(binary, data string, try ...string) (*Server, error) {
	s := &Server{Data: data, binary: binary}
	s.cmd = exec.Command(binary, "serve", "--demo", "--quiet", "--addr", "127.0.0.1:0", "--data", data)
	for _, file := range try {
		s.cmd.Args = append(s.cmd.Args, "--try", file)
	}
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	s.cmd.Stderr = s
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	lines := bufio.NewScanner(out)
	for s.Base == "" && lines.Scan() {
		if m := addressLine.FindStringSubmatch(lines.Text()); m != nil {
			s.Base = m[1]
		}
	}
	if s.Base == "" {
		return nil, fmt.Errorf("the server did not start: %w: %s", s.cmd.Wait(), s.Complaints())
	}
	go func() {
		for lines.Scan() { // the rest of the greeting: a full pipe would stop the server
		}
	}()
	return s, nil
}

// Write takes what the server writes to its standard error.
func (s *Server) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.errs.Write(p)
}

// Complaints is what the server has logged as warning or error so far.
func (s *Server) Complaints() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.errs.String()
}

// Stop ends the server as an operator does, and fails when it does not end in order within half a minute.
func (s *Server) Stop() error {
	if s.cmd.ProcessState != nil {
		return nil
	}
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	done := make(chan error, 1)
	go func() { done <- s.cmd.Wait() }()
	select {
	case err := <-done:
		return err
	case <-time.After(30 * time.Second):
		return errors.Join(errors.New("the server did not stop within 30 s"), s.cmd.Process.Kill())
	}
}

// Peak is the most memory that the process ever held (VmHWM), in bytes.
func (s *Server) Peak() (int64, error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(status)) {
		if value, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			kib, err := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(value), " kB"), 10, 64)
			return kib << 10, err
		}
	}
	return 0, errors.New("no VmHWM: this system tells no peak of memory")
}

// ticks is how many ticks of a processor the kernel counts in a second (USER_HZ, the same on every Linux).
const ticks = 100

// Busy is how long the process has kept processors busy so far, in seconds: what it would take on one that it has alone.
func (s *Server) Busy() (float64, error) {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", s.cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	_, rest, _ := strings.Cut(string(stat), ") ") // the name before may hold anything
	fields := strings.Fields(rest)
	const user, system = 11, 12
	if len(fields) <= system {
		return 0, errors.New("no times of the process: this system tells none")
	}
	u, err := strconv.ParseInt(fields[user], 10, 64)
	if err != nil {
		return 0, err
	}
	k, err := strconv.ParseInt(fields[system], 10, 64)
	return float64(u+k) / ticks, err
}

// VerifyAudit runs `dandang audit verify` on the data and answers what it printed; a broken chain is an error.
func (s *Server) VerifyAudit(ctx context.Context) (string, error) {
	out, err := exec.CommandContext(ctx, s.binary, "audit", "verify", "--data", s.Data).CombinedOutput()
	return string(out), err
}
