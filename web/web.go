// Package web holds the pages as they were built (npm run build, make web): the binary serves them, and building it needs
// no Node. The sources are in src; they speak only the public HTTP API.
package web

import (
	"embed"
	"io/fs"
)

//go:embed all:dist
var dist embed.FS

// Pages is the built output: index.html and, under assets, what it loads, each named by the hash of its content.
func Pages() fs.FS {
	sub, err := fs.Sub(dist, "dist")
	if err != nil {
		return dist // cannot happen: the path is a constant and valid
	}
	return sub
}
