// Package guard is the expression language of process definitions: closed,
// side-effect-free, type-checked expressions over fields, params, decisions,
// the case, the actor, groups, votes, ledgers and flags (design.md §4 Guards).
//
// An expression is compiled once against a Scope, which names every path and
// its Type, and is then evaluated any number of times against an Env, which
// holds the values. Evaluation is exact (money is int64 分, decimals are
// rationals, never floats) and three-valued: a missing value makes a result
// unknown unless the other operands already decide it, and the answer names
// what was missing.
//
// The package must not know processes, YAML, cases, storage or HTTP: it sees
// paths, types and values only. Of github.com/expr-lang/expr it uses the
// parser and nothing else; leaves are replaced by placeholders before parsing,
// so none of that language's keywords, builtins or float literals can appear.
package guard
