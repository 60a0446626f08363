package engine

import (
	"strings"

	"dandang/engine/process"
)

// ofAct is what the act that issues a document was given, for its text: whoever is served a refusal or a 补正通知书 sees
// that paper and not the case, so that the reason and the list must stand in it. Only templates may name it: an opinion
// is free text, which no rule should rest on.
func (d *decision) ofAct(path string) string {
	text := strings.TrimRight(strings.TrimSpace(d.cmd.Opinion), "。.;；")
	if path == process.ItemsListed {
		names := make([]string, 0, len(d.cmd.Items))
		for _, id := range d.cmd.Items {
			if f := d.p.Field(id); f != nil {
				names = append(names, f.Name)
			}
		}
		text = strings.Join(names, "、")
	}
	if text == "" {
		return blank
	}
	return text
}
