// Package scenario runs owners' tests: YAML files beside a procedure that tell stories of cases in the words of the
// procedure, and say what must come of them (design.md §4). Every story runs on the real engine.Engine over the memory
// store, on a virtual clock and with a directory of its own, so that what it shows is what production does.
//
// It also measures what the stories reach (states, transitions, conditions both ways, rows of decision tables), and makes
// mutants: the procedure with one condition negated, one limit moved, one requirement dropped. A mutant that no story
// notices is a rule that nobody tests.
//
// The package must not know HTTP, SQL or where files lie: it is given their texts.
package scenario
