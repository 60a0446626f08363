'use strict';
(async () => {
  const list = document.getElementById('list');
  const el = (tag, text, cls) => {
    const e = document.createElement(tag);
    if (text !== undefined) e.textContent = text;
    if (cls) e.className = cls;
    return e;
  };
  let spec;
  try {
    const reply = await fetch('/openapi.json');
    if (!reply.ok) throw new Error(reply.status);
    spec = await reply.json();
  } catch (e) {
    list.replaceChildren(el('p', '读取接口说明失败,请刷新页面再试。'));
    return;
  }
  document.getElementById('about').textContent = `${spec.info.version} · ${spec.info.description}`;

  const follow = (s) => (s && s.$ref ? spec.components.schemas[s.$ref.split('/').pop()] : s);
  const nameOf = (s) => {
    if (!s) return '';
    if (s.$ref) return s.$ref.split('/').pop();
    const type = [].concat(s.type || 'any').join(' | ');
    if (s.items) return `${nameOf(s.items)}[]`;
    return s.format ? `${type} (${s.format})` : type;
  };
  const rows = (schema, seen, prefix, depth) => {
    const s = follow(schema);
    if (!s || depth > 3) return [];
    if (s.items) return rows(s.items, seen, `${prefix}[]`, depth);
    return Object.entries(s.properties || {}).flatMap(([key, p]) => {
      const path = prefix ? `${prefix}.${key}` : key;
      const own = [[path, nameOf(p), (s.required || []).includes(key) ? '必填' : '', p.description || (follow(p) || {}).description || '']];
      const ref = p.$ref || (p.items && p.items.$ref);
      if (ref && seen.includes(ref)) return own;
      return own.concat(rows(p, ref ? seen.concat(ref) : seen, path, depth + 1));
    });
  };
  const table = (title, data) => {
    const box = el('div');
    box.append(el('strong', title));
    if (!data.length) return box;
    const t = el('table');
    for (const r of data) {
      const tr = el('tr');
      r.forEach((cell) => tr.append(el('td', cell)));
      t.append(tr);
    }
    box.append(t);
    return box;
  };
  const content = (c) => Object.entries(c || {})[0] || [];
  const operation = (path, verb, op) => {
    const d = el('details');
    const s = el('summary');
    s.append(el('span', verb.toUpperCase(), 'verb'), el('code', path), el('span', ` ${op.summary || ''}`));
    d.append(s);
    d.addEventListener('toggle', () => {
      if (d.childElementCount > 1) return;
      const body = el('div', undefined, 'body');
      if (op.description) body.append(el('p', op.description));
      body.append(el('p', op.security ? '须登录' : '无须登录'));
      const params = (op.parameters || []).map((p) => [p.name, `${p.in} · ${nameOf(p.schema)}`, p.required ? '必填' : '', p.description || '']);
      if (params.length) body.append(table('参数', params));
      if (op.requestBody) {
        const [type, media] = content(op.requestBody.content);
        body.append(table(`请求体 ${type}`, rows(media && media.schema, [], '', 0)));
      }
      for (const [status, r] of Object.entries(op.responses || {})) {
        const [type, media] = content(r.content);
        body.append(table(`${status} ${type || ''} ${nameOf(media && media.schema)}`, rows(media && media.schema, [], '', 0)));
      }
      d.append(body);
    });
    d.dataset.text = `${verb} ${path} ${op.summary || ''}`.toLowerCase();
    return d;
  };
  const groups = new Map();
  for (const [path, item] of Object.entries(spec.paths)) {
    for (const [verb, op] of Object.entries(item)) {
      const tag = (op.tags || ['other'])[0];
      if (!groups.has(tag)) groups.set(tag, []);
      groups.get(tag).push(operation(path, verb, op));
    }
  }
  list.replaceChildren();
  for (const [tag, ops] of groups) list.append(el('h2', tag), ...ops);
  document.getElementById('filter').addEventListener('input', (e) => {
    const q = e.target.value.trim().toLowerCase();
    for (const d of list.querySelectorAll('details')) d.hidden = !d.dataset.text.includes(q);
  });
})();
