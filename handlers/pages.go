package handlers

import (
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"

	"github.com/gin-gonic/gin"
)

// pagePolicy lets the pages load what this server serves and nothing else; images may also be made on the spot (data:).
const pagePolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; " +
	"frame-ancestors 'none'; base-uri 'none'; form-action 'none'"

// assets is the folder whose files are named by the hash of their content: a browser may keep them for ever.
const assets = "assets/"

// page answers what no route answers: a file of the pages, or index.html for the address of a page (deep links). What
// looks like an address of the API, or like a file, and is none, stays a 404.
func (s *Server) page(c *gin.Context) {
	name := strings.TrimPrefix(path.Clean(c.Request.URL.Path), "/")
	reads := c.Request.Method == http.MethodGet || c.Request.Method == http.MethodHead
	if s.opt.Pages == nil || !reads || name == "api" || strings.HasPrefix(name, "api/") {
		s.refuse(c, problem(codeNoRoute, "没有这个地址,请核对"))
		return
	}
	if name == "" || path.Ext(name) == "" {
		name = "index.html"
	}
	body, err := fs.ReadFile(s.opt.Pages, name)
	if err != nil {
		s.refuse(c, problem(codeNoRoute, "没有这个地址,请核对"))
		return
	}
	c.Header("Content-Security-Policy", pagePolicy)
	c.Header("Cache-Control", "no-cache")
	if strings.HasPrefix(name, assets) {
		c.Header("Cache-Control", "public, max-age=31536000, immutable")
	}
	c.Data(http.StatusOK, mediaType(name), body)
}

// mediaType goes by the name and not by the tables of the machine it runs on, so that it is the same everywhere.
func mediaType(name string) string {
	switch ext := path.Ext(name); ext {
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	case ".woff2":
		return "font/woff2"
	default:
		if t := mime.TypeByExtension(ext); t != "" {
			return t
		}
		return "application/octet-stream"
	}
}
