// Package walker lets random people work a demo server through its HTTP API, and afterwards examines what they left
// behind.
//
// The walk (Walk) knows the API and nothing else: it learns the form, the stages and what may be done from answers, and
// corrects its input by what refusals say. It holds for any procedure; what cannot be learned stands in Hints. The
// examination (Examine) reads the record from the database once the server has stopped, and compares it with the
// definition.
package walker
