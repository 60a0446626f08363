// Package models keeps cases, definitions, the directory, the calendar, accounts and file metadata in SQLite or in a
// database that speaks the MySQL protocol. It implements engine.Store, and what sign-in and the catalogue of people need.
//
// Rows are unexported: what leaves the package are the types of engine, directory and workday and a few small structs.
// gorm serves models, plain reads and administration. Apply, Load and the inbox are the hot path and use SQL directly,
// on the same pools. The package must not know gin, the text of a procedure, or who may see what.
//
// Conventions: instants are int64 Unix milliseconds, dates are text, JSON is text, letter case and rare characters
// distinguish (utf8mb4_bin).
package models
