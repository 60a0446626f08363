package scenario_test

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine/scenario"
	"dandang/processes"
)

// A story is what a scenario does to each of its cases, without refused attempts, with groups of steps written out.
func TestStories_OfTheShippedScenarios(t *testing.T) {
	t.Parallel()
	files, err := scenario.Load(os.DirFS("../../processes"), "care-fund.test.yaml")
	require.NoError(t, err)
	require.NotEmpty(t, processes.Names())
	stories, problems := scenario.Stories(files[0])
	require.Empty(t, problems)
	require.Greater(t, len(stories), 40)
	events, waits, sheets := map[string]int{}, 0, 0
	for _, s := range stories {
		require.Equal(t, "open", s.Steps[0].Do, s.Name)
		require.Contains(t, s.Cast, s.Steps[0].As, s.Name)
		for _, step := range s.Steps {
			events[step.Do]++
			require.True(t, step.Day.Valid(), s.Name)
			require.GreaterOrEqual(t, step.Wait, 0, s.Name)
			if step.Wait > 0 {
				waits++
			}
			if step.Do == "record" {
				require.NotNil(t, step.Sheet, s.Name)
				sheets++
			}
		}
	}
	require.NotZero(t, waits)
	require.NotZero(t, sheets)
	for _, event := range []string{"提交", "核实属实", "record", "confirm", "确认到账"} {
		require.NotZero(t, events[event], event)
	}
}

// What a scenario does in a case that another one starts belongs to the story of the one that starts it.
func TestStories_TellWhatIsDoneInLinkedCases(t *testing.T) {
	t.Parallel()
	files, err := scenario.Load(os.DirFS("../../processes"), "fault-tolerance.test.yaml")
	require.NoError(t, err)
	stories, problems := scenario.Stories(files[0])
	require.Empty(t, problems)
	linked := map[string][]string{}
	for _, s := range stories {
		for _, step := range s.Linked["复核"] {
			linked[s.Scenario] = append(linked[s.Scenario], step.As+" "+step.Do)
			if step.Said == "登记会议结果" {
				require.Equal(t, true, step.Fields["末位表态"], "read as the other procedure has it")
			}
		}
	}
	require.Equal(t, []string{"覃勇 撤回复核"}, linked["谈心谈话时申请复核，撤回后接着办理"])
	require.Contains(t, linked["申请复核：自动启动复核件，原办件等待；维持后继续办理"], "复核秘书甲 record")
}

// What cannot be read is told, not walked past.
func TestStories_TellProblems(t *testing.T) {
	t.Parallel()
	_, problems := scenario.Stories(scenario.File{Name: "a.test.yaml", ProcessName: "a.yaml", Process: []byte("键: 值\n")})
	require.NotEmpty(t, problems)
}
