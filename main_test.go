package main

import (
	"os"
	"testing"

	"dandang/models/mariadbtest"
)

func TestMain(m *testing.M) { os.Exit(mariadbtest.Main(m)) }
