package engine

import "dandang/engine/workday"

// workdayDue shortens a name that signatures repeat.
type workdayDue = workday.Due
