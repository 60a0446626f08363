package main

import (
	"context"
	"errors"
	"time"

	"dandang/engine"
	"dandang/models"
)

// unusedFor is how long an upload may wait to be put into a field. After that it is noticed, and gone at the next look.
const unusedFor = 7 * 24 * time.Hour

const sweepStep = 200

// sweepFiles looks at uploads older than unusedFor that are not known to be used: what the case holds or ever held is
// settled for good; what it does not is marked, can no longer be filled in, and is removed at the next look, if by then
// nothing holds it. now is the engine's clock, which dates uploads; putBefore is by the clock of the machine, which dates
// bytes on disk: those put since may belong to an upload that is being recorded. Both are Unix ms.
func (srv *server) sweepFiles(ctx context.Context, now, putBefore int64) (removed int, err error) {
	before := now - unusedFor.Milliseconds()
	for after := ""; ; {
		list, err := srv.db.UnsettledFiles(ctx, before, after, sweepStep)
		if err != nil {
			return removed, err
		}
		for i := range list {
			after = list[i].ID
			gone, err := srv.sweepFile(ctx, &list[i], putBefore)
			if err != nil {
				return removed, err
			}
			if gone {
				removed++
			}
		}
		if len(list) < sweepStep {
			return removed, nil
		}
	}
}

func (srv *server) sweepFile(ctx context.Context, f *models.File, putBefore int64) (gone bool, err error) {
	used := map[string]bool{}
	if f.Case != "" {
		if used, err = srv.engine.FilesUsed(ctx, f.Case); err != nil && engine.CodeOf(err) != engine.ENotFound {
			return false, err
		}
	}
	switch {
	case used[f.ID]:
		return false, srv.db.SettleFile(ctx, f.ID, models.FileUsed)
	case f.Settled != models.FileUnused:
		return false, srv.db.SettleFile(ctx, f.ID, models.FileUnused)
	}
	alone, err := srv.db.DropFile(ctx, f.ID)
	if err == nil && alone {
		err = srv.blobs.Remove(ctx, f.SHA256, putBefore)
	}
	return err == nil, err
}

// housekeeping is done once an hour.
func (srv *server) housekeeping(ctx context.Context) error {
	dayAgo := systemClock{}.Now() - (24 * time.Hour).Milliseconds()
	_, err := srv.db.DropSessions(ctx, dayAgo)
	_, cleanErr := srv.blobs.Clean(dayAgo)
	removed, sweepErr := srv.sweepFiles(ctx, srv.clock.Now(), dayAgo)
	if removed > 0 {
		srv.log.Info("unused uploads removed", "files", removed)
	}
	return errors.Join(err, cleanErr, sweepErr)
}
