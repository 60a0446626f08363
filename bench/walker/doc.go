// Package walker lets random people work a demo server through its HTTP API, and afterwards examines what they left
// behind.
//
// The walk (Walk) holds for any procedure. It speaks to the server by the API alone: it learns the form, the stages and
// what may be done from answers, and corrects its input by what refusals say. What it enters comes from the stories of
// the procedure's scenario file, its people cast anew, or is made up from the field's metadata; three cases in four follow
// a story as far as chance lets them. Where it heads is told by the definition's graph: towards transitions that no case
// took yet. The examination (Examine) reads the record from the database, and compares it with the definition.
package walker
