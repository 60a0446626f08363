package process

import (
	"strings"
)

// find is the row of a group that has spelling s in either language.
func find(group []word, s string) (word, bool) {
	for _, w := range group {
		if w.En == s || w.Zh == s {
			return w, true
		}
	}
	return word{}, false
}

// english is the English spelling of s in a group, or s itself when it is no word of the group.
func english(group []word, s string) string {
	if w, ok := find(group, s); ok {
		return w.En
	}
	return s
}

// in is the spelling of w in a language: "zh" or "en".
func (w word) in(lang string) string {
	if lang == "zh" {
		return w.Zh
	}
	return w.En
}

// CanonPath gives the English spelling of a guard path whose language-given parts may be written in Chinese:
// 办件.编号 is case.number, 帮扶对象.姓名 is 帮扶对象.name, 参数.上限 is params.上限. Names that the file gives stay as they are.
func CanonPath(path string) string { return translatePath(path, "en") }

// translatePath writes the language-given parts of a guard path in a language.
func translatePath(path, lang string) string {
	parts := strings.Split(path, ".")
	root, known := find(rootWords, parts[0])
	own := 1 // parts that the file names
	if known {
		parts[0] = root.in(lang)
		switch root.En {
		case "params", "decisions":
			return strings.Join(parts, ".")
		case "previous", "groups", "links", "flags":
			own = 2
		}
	}
	for i := own; i < len(parts); i++ {
		if w, ok := find(attrWords, parts[i]); ok {
			parts[i] = w.in(lang)
		}
	}
	return strings.Join(parts, ".")
}
