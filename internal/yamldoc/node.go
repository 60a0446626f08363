package yamldoc

import "gopkg.in/yaml.v3"

// Node is a place in a parsed document. It is yaml.v3's own node under the only name by which other packages know it.
type Node = yaml.Node

// The kinds of node that a strict document can hold: anchors and aliases are refused.
const (
	MappingNode  = yaml.MappingNode
	SequenceNode = yaml.SequenceNode
	ScalarNode   = yaml.ScalarNode
)

// The styles in which a scalar may stand.
const (
	DoubleQuotedStyle = yaml.DoubleQuotedStyle
	SingleQuotedStyle = yaml.SingleQuotedStyle
	LiteralStyle      = yaml.LiteralStyle
	FoldedStyle       = yaml.FoldedStyle
)
