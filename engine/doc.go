// Package engine decides what happens to cases: one pure function, Decide, and the Engine that loads what it needs and
// has a Store apply what it answers.
//
// It must not know gin, gorm, SQL or YAML.
package engine
