package e2e_test

import "fmt"

// fileCase files a case of care-fund for somebody of the clerk's unit, as the pages would but without them, and gives its id and
// number: a case of the test's own, that no other test waits for.
func (p *page) fileCase(person, family string) (id, number string) {
	p.t.Helper()
	got := ask[[]string](p, fmt.Sprintf(`(async () => {
		const say = async (method, path, body, more) => {
			const r = await fetch('/api/v1' + path, {method, headers: {'Content-Type': 'application/json', ...more}, body: JSON.stringify(body)})
			const text = await r.text()
			if (!r.ok) throw new Error(path + ': ' + text)
			return JSON.parse(text)
		}
		const c = await say('POST', '/cases', {process: 'care-fund'})
		const files = {}
		for (const field of ['诊断证明', '费用结算单']) {
			const form = new FormData()
			form.append('file', new File(['演示 ' + %[2]q], field + '.txt'))
			const r = await fetch('/api/v1/cases/' + c.id + '/files?field=' + encodeURIComponent(field), {method: 'POST', body: form})
			if (!r.ok) throw new Error(await r.text())
			files[field] = [{id: (await r.json()).id}]
		}
		await say('PATCH', '/cases/' + c.id, {fields: {帮扶对象: %[1]q, 申请人姓名: '演示', 与帮扶对象关系: '本人', 家庭标识: %[2]q, 事发时在编在岗: true, 致困原因: '重大疾病',
			事发日期: '2026-01-20', 困难情况: '长期住院。', 自付费用: '56000', 家庭人口: 3, 家庭年收入: '72000', 申请金额: '12000', 开户名: '演示', 开户行: '示例银行',
			银行账号: '6222000000000000123', ...files}})
		const sent = await say('POST', '/cases/' + c.id + '/events', {event: '提交'}, {'Idempotency-Key': 'e2e-' + c.id})
		return [c.id, sent.number]
	})()`, person, family))
	return got[0], got[1]
}

// act does an event on a case without the pages.
func (p *page) act(id, event, fields string) {
	p.t.Helper()
	ask[bool](p, fmt.Sprintf(`(async () => {
		const r = await fetch('/api/v1/cases/%s/events', {method: 'POST', headers: {'Content-Type': 'application/json', 'Idempotency-Key': 'e2e-%[1]s-' + Date.now()}, body: JSON.stringify({event: %q, fields: %s})})
		if (!r.ok) throw new Error(await r.text())
		return true
	})()`, id, event, fields))
}

// upload adds a file to a case without the pages and gives its value for a files field.
func (p *page) upload(id, field string) string {
	p.t.Helper()
	return ask[string](p, fmt.Sprintf(`(async () => {
		const form = new FormData()
		form.append('file', new File(['演示'], %[2]q + '.txt'))
		const r = await fetch('/api/v1/cases/%[1]s/files?field=' + encodeURIComponent(%[2]q), {method: 'POST', body: form})
		if (!r.ok) throw new Error(await r.text())
		return JSON.stringify([{id: (await r.json()).id}])
	})()`, id, field))
}
