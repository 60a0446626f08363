package process

// The placeholders of a template that the act fills in which issues the document or sends the message: the opinion
// given with it and the fields that it sends back for correction.
const (
	OpinionGiven = "case.opinion_given"
	ItemsListed  = "case.items_listed"
)

// OfAct reports whether a path, in canonical spelling, is one that only templates have and the act fills in.
func OfAct(path string) bool { return path == OpinionGiven || path == ItemsListed }
