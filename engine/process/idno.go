package process

import (
	"strings"
	"time"
)

// The keys of a party's value.
const (
	KeyPerson = "person" // id in the directory
	KeyUnit   = "unit"   // id in the directory
	KeyName   = "name"   // of an outsider
	KeyIDNo   = "id_no"  // of an outsider; kept encrypted
)

// IDNumber checks an identity card number (GB 11643-1999: region, date of birth, sequence, check character) and gives its
// one spelling: without spaces, X in capitals. ok is false for anything else.
func IDNumber(s string) (clean string, ok bool) {
	clean = strings.ToUpper(strings.TrimSpace(s))
	if len(clean) != 18 || strings.Trim(clean[:17], "0123456789") != "" {
		return "", false
	}
	if _, err := time.Parse("20060102", clean[6:14]); err != nil {
		return "", false
	}
	sum := 0
	for i, weight := range [17]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2} {
		sum += int(clean[i]-'0') * weight
	}
	return clean, clean[17] == "10X98765432"[sum%11]
}

// HidesPeople reports whether the field names people whom only the entitled may learn of: they and their near relatives
// are kept out of the case whether or not the definition lists the field among the parties.
func (f *Field) HidesPeople() bool {
	return f.Sealed && (f.Type == Party || f.Type == Person || f.Type == Persons)
}
