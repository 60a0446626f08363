package guard

// Op is the operation of a Node.
type Op string

// The operations. The spelling is the English one of the language; calls are
// spelled as the function.
const (
	OpLiteral Op = "literal" // Node.Literal
	OpPath    Op = "path"    // Node.Path, also previous(x) as "previous.x"
	OpList    Op = "list"    // Args are the items
	OpAnd     Op = "and"     // two Args or more
	OpOr      Op = "or"      // two Args or more
	OpNot     Op = "not"     // "a not in b" is not of in
	OpEq      Op = "=="
	OpNe      Op = "!="
	OpLt      Op = "<"
	OpLe      Op = "<="
	OpGt      Op = ">"
	OpGe      Op = ">="
	OpIn      Op = "in" // value, list; also any_of(list, value)
	OpAdd     Op = "+"
	OpSub     Op = "-"
	OpMul     Op = "*"
	OpDiv     Op = "/"
	OpNeg     Op = "neg" // unary minus of something that is not a literal
	OpIf      Op = "?:"  // condition, value, other value
	OpGiven   Op = "given"
	OpDays    Op = "days_between"
	OpMin     Op = "min"
	OpMax     Op = "max"
	OpLen     Op = "len"

	OpPlusDays   Op = "plus_days"
	OpPlusMonths Op = "plus_months"
	OpPlusYears  Op = "plus_years"
	OpSum        Op = "sum"      // of a list of numbers or amounts
	OpLatest     Op = "latest"   // of a list of days or moments
	OpEarliest   Op = "earliest" // of a list of days or moments

	OpCall Op = "call" // an unknown function; never in a compiled expression
)

// opChain is a < b < c, which is refused.
const opChain Op = "<…<"

// Node is a read-only view of one operation of a compiled expression, for
// analysis, formatting and diagrams. The zero Node has no meaning.
type Node struct{ n *node }

// Op is the operation.
func (n Node) Op() Op { return n.n.op }

// Args is the operands in source order, as a fresh slice.
func (n Node) Args() []Node {
	out := make([]Node, len(n.n.args))
	for i, a := range n.n.args {
		out[i] = Node{a}
	}
	return out
}

// Literal is the value of an OpLiteral in the type its use gives it (a number
// compared with money is MoneyV); nil for every other operation.
func (n Node) Literal() Value {
	if n.n.op != OpLiteral {
		return nil
	}
	return n.n.val
}

// Path is the dotted path of an OpPath; empty for every other operation.
func (n Node) Path() string {
	if n.n.op != OpPath {
		return ""
	}
	return n.n.path
}

// Type is what the operation yields.
func (n Node) Type() Type { return n.n.typ }

// Col is the 1-based rune column where the operation starts in the source.
func (n Node) Col() int { return n.n.from + 1 }

// Len is the number of runes the operation spans, outer parentheses excluded.
func (n Node) Len() int { return n.n.to - n.n.from }

// String is the operation in canonical English spelling.
func (n Node) String() string { return n.n.String() }
