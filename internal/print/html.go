package print

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"

	"dandang/engine"
)

// style is all that a printed page looks like. The page holds no script and fetches nothing.
const style = `@page{size:A4;margin:20mm}
*{box-sizing:border-box}
body{font:11pt/1.6 "Noto Sans SC","Source Han Sans SC","Microsoft YaHei",sans-serif;color:#000;max-width:170mm;margin:0 auto;padding:8mm 0}
header{display:flex;justify-content:space-between;gap:8mm}
header .notes{color:#b00;text-align:right}
h1{font-size:20pt;line-height:1.4;text-align:center;margin:4mm 0 2mm;font-weight:600}
.number{text-align:right;margin:0 0 2mm}
.document h1{font-size:22pt}
.document .number{text-align:center;font-size:16pt}
.document p{font-size:16pt;line-height:28.9pt;text-indent:2em;margin:0;white-space:pre-wrap;overflow-wrap:anywhere}
.document p.to{text-indent:0}
.document p.sign{text-align:right;padding-right:2em;text-indent:0}
table{width:100%;border-collapse:collapse;table-layout:fixed}
th,td{border:.6pt solid #3c3c3c;padding:2mm;vertical-align:middle;overflow-wrap:anywhere;white-space:pre-wrap}
th{width:32mm;font-weight:normal;text-align:center}
tr{break-inside:avoid}
td.step{min-height:32mm}
.blank{height:20mm}
.signed{text-align:right;margin:0}
.small{font-size:9pt}
footer{position:fixed;bottom:0;left:0;right:0;color:#777;font-size:8pt;text-align:center}
.mark{position:fixed;inset:0;display:flex;align-items:center;justify-content:center;color:rgba(0,0,0,.08);font-size:22pt;transform:rotate(-30deg);pointer-events:none}
`

// Policy is the Content-Security-Policy that a printed page needs: its own style and nothing else.
var Policy = func() string {
	sum := sha256.Sum256([]byte(style))
	return "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; sandbox allow-modals"
}()

var page = template.Must(template.New("form").Funcs(template.FuncMap{"tidy": tidy, "labelled": labelled, "addressed": addressed}).Parse(`<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>{{tidy .Title}}</title><style>` + style + `</style></head>
<body{{if .Text}} class="document"{{end}}>
<div class="mark">{{tidy .Watermark}}</div>
<header><span>{{tidy .Mark}}</span><span class="notes">{{range .Notes}}{{tidy .}}　{{end}}</span></header>
<h1>{{tidy .Title}}</h1>
{{if .Number}}<p class="number">{{if not .Text}}` + wordNumber + `{{end}}{{tidy .Number}}</p>
{{end}}{{if .Text}}{{with labelled .Text}}<table>
{{range .}}<tr><th>{{tidy .Label}}</th><td>{{if .Value}}{{tidy .Value}}{{else}}<div class="blank"></div>{{end}}</td></tr>
{{end}}</table>
{{else}}{{range $i, $p := .Text}}<p{{if addressed $p (eq $i 0)}} class="to"{{end}}>{{tidy $p}}</p>
{{end}}{{end}}{{range .Sign}}<p class="sign">{{tidy .}}</p>
{{end}}{{else}}<table>
{{range .Rows}}<tr><th>{{tidy .Label}}</th><td>{{tidy .Value}}</td></tr>
{{end}}{{range .Steps}}<tr><th>{{tidy .Name}}</th><td class="step">{{range .Entries}}{{if or .Opinion .Signer .Date}}<div>{{tidy .Opinion}}</div><p class="signed">{{if .Signer}}` +
	wordSigned + `{{tidy .Signer}}` + wordOn + `{{end}}{{tidy .Date}}</p>{{else}}<div class="blank"></div><p class="signed">` + wordSigned + `　　　　　　　` + wordDay + `</p>{{end}}{{end}}</td></tr>
{{end}}</table>
{{end}}{{if .Basis}}<p class="small">` + wordBasis + `{{range $i, $b := .Basis}}{{if $i}}；{{end}}{{tidy $b}}{{end}}</p>
{{end}}<footer>打印：{{tidy .Watermark}}</footer>
</body></html>
`))

// HTML writes a form as a page to be printed by a browser, every text in it escaped. Serve it under Policy.
func HTML(w io.Writer, f *engine.Form) error {
	if err := page.Execute(w, f); err != nil {
		return fmt.Errorf("write page: %w", err)
	}
	return nil
}
