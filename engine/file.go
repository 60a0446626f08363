package engine

// File is what is known of an uploaded file; its bytes lie in a blob store under SHA256. A files field refers to it by ID.
type File struct {
	ID     string // UUIDv7
	Case   string
	Name   string // as the uploader called it, cleaned of folders and control characters
	Type   string // media type found by looking at the content, never the one claimed
	Size   int64  // bytes
	SHA256 string // hex, the content address
	By     PersonID
	At     int64 // Unix milliseconds
}
