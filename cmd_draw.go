package main

import (
	"context"

	"dandang/engine"
	"dandang/engine/process"
)

func draw(context.Context, *process.Definition) ([]byte, error) {
	return nil, &engine.Refusal{Code: engine.EUnsupported, Detail: "本版本还不能画图"}
}
