// Package handlers is the HTTP API: routes, binding of actors and commands, who may call what, and the one table from
// refusals to statuses. design.md §7 lists the routes; the Go types here are the source of /openapi.json.
//
// It must not know gorm or SQL, and it decides nothing about a case: every rule of a procedure is the engine's.
package handlers
