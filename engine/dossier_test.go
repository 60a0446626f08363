package engine_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine"
)

// A package is compared with the record of the case, which may have gone on since; whatever else differs is told.
func TestDossier_ComparedWithTheRecord(t *testing.T) {
	t.Parallel()
	w := newWorld(t, book(t, carePosts), shipped(t, "care-fund.yaml"))
	c := w.open("ann", "care-fund", careFields())
	w.do("ann", c.ID, "提交")
	d, err := w.engine.Dossier(t.Context(), "ann", c.ID)
	require.NoError(t, err)
	require.Len(t, d.Chain, 2)
	require.Equal(t, d.Case.Head, d.Chain[1].Hash)
	_, err = w.engine.Dossier(t.Context(), "own", c.ID)
	require.Equal(t, engine.ENotFound, engine.CodeOf(err))
	manifest := []byte("{}")
	seal, err := w.engine.SealPackage(manifest)
	require.NoError(t, err)
	w.do("bob", c.ID, "核实属实", with("困难程度", "特别困难", "核实说明", "属实"))

	changed := append([]engine.ChainLink{}, d.Chain...)
	changed[0].Hash = "0"
	more := append(append([]engine.ChainLink{}, d.Chain...), d.Chain...)
	for _, x := range []struct {
		name, manifest, seal, id string
		chain                    []engine.ChainLink
		want                     []string
	}{
		{"as it was made, though the case went on", "{}", seal, c.ID, d.Chain, nil},
		{"another manifest", "{ }", seal, c.ID, d.Chain, []string{"清单不是本系统导出的,或者导出以后被改动过"}},
		{"no seal", "{}", "", c.ID, d.Chain, []string{"清单不是本系统导出的,或者导出以后被改动过"}},
		{"a link changed", "{}", seal, c.ID, changed, []string{"第1条办理记录与本系统所存的不同"}},
		{"more than there is", "{}", seal, c.ID, more, []string{"卷宗有4条办理记录,本系统只有3条"}},
		{"of no case here", "{}", seal, "none", d.Chain, []string{"本系统没有这件事项的办理记录"}},
	} {
		faults, err := w.engine.CheckPackage(t.Context(), []byte(x.manifest), x.seal, x.id, x.chain)
		require.NoError(t, err, x.name)
		require.Equal(t, x.want, faults, x.name)
	}
}

// A masked package masks a sensitive field by its id and its value in any text; what is not sensitive stays.
func TestDossier_Masks(t *testing.T) {
	t.Parallel()
	w := newWorld(t, book(t, carePosts), shipped(t, "care-fund.yaml"))
	c := w.open("ann", "care-fund", careFields(), with("银行账号", "6222000000000001234"))
	d, err := w.engine.Dossier(t.Context(), "ann", c.ID)
	require.NoError(t, err)
	got, err := d.Masked(map[string]any{
		"fields": map[string]any{"银行账号": "6222000000000001234", "困难程度": "特别困难"},
		"list":   []any{map[string]any{"opinion": "账号6222000000000001234已核对"}, 3, true, nil},
	})
	require.NoError(t, err)
	require.Equal(t, map[string]any{
		"fields": map[string]any{"银行账号": "****1234", "困难程度": "特别困难"},
		"list":   []any{map[string]any{"opinion": "账号****1234已核对"}, 3.0, true, nil},
	}, got)
}
