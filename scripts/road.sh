#!/usr/bin/env bash
# One care-fund application from draft to 已拨付, by HTTP, through all its people. Start `make run` first.
#   scripts/road.sh            ADDR=http://127.0.0.1:8080 by default
# Needs curl and jq. The demo clock is moved over the notice period.
set -euo pipefail
API=${ADDR:-http://127.0.0.1:8080}/api/v1
declare -A TOKEN

say()  { printf '\n— %s\n' "$*"; }
fail() { printf '%s\n' "$*" >&2; exit 1; }

# Everybody's password in the demo is the same; it is printed by `make run` and listed here.
PASSWORD=$(curl -sf "$API/demo/accounts" | jq -r '.items[0].password') || fail "没有演示服务器:请先在另一个窗口运行 make run"

# call PERSON METHOD PATH [JSON]: prints the answer's body. Signs the person in the first time.
call() {
  local who=$1 method=$2 path=$3 body=${4:-}
  if [ -z "${TOKEN[$who]:-}" ]; then
    TOKEN[$who]=$(curl -sf "$API/session" -H 'Content-Type: application/json' \
      -d "{\"username\":\"$who\",\"password\":\"$PASSWORD\"}" | jq -r .token) || fail "$who 登录不上"
  fi
  curl -s -X "$method" "$API$path" -H "Authorization: Bearer ${TOKEN[$who]}" \
    ${body:+-H 'Content-Type: application/json' --data "$body"}
}

# act PERSON EVENT [JSON]: does an event; stops the script where it is refused.
act() {
  local who=$1 event=$2 more=${3:-\{\}} answer
  answer=$(call "$who" POST "/cases/$CASE/events" "$(jq -cn --arg e "$event" --argjson m "$more" '$m + {event: $e}')")
  jq -e .state >/dev/null <<<"$answer" || fail "$who 做“$event”没有办成:$(jq -c . <<<"$answer")"
  jq -r --arg w "$who" --arg e "$event" '"  \($w) \($e) → \(.state.name)"' <<<"$answer"
}

# upload PERSON FILE: puts a file beside the case and prints the value of a field that holds it.
upload() {
  call "$1" GET /me >/dev/null
  curl -sf "$API/cases/$CASE/files" -H "Authorization: Bearer ${TOKEN[$1]}" -F "file=@$2;type=application/pdf" | jq -c '[{id: .id}]'
}

# meeting PERSON: the record of a meeting at which all members agreed.
meeting() {
  call "$1" GET "/cases/$CASE" | jq -c --arg on "$(today)" \
    '[.members[].id] as $m | {held_on: $on, present: $m, yes: ($m | length), no: 0, abstain: 0, minutes: "经研究,同意。"}'
}

today()   { curl -sf "$API/session" | jq -r '.now[:10]'; }
advance() { call sunlixin POST /demo/clock "{\"advance\":\"$1\"}" | jq -r '"  演示时钟拨到 \(.now)"'; }

PAPER=$(mktemp --suffix=.pdf); trap 'rm -f "$PAPER"' EXIT
printf '%%PDF-1.4\n%%\xe2\xe3\xcf\xd3\n1 0 obj' >"$PAPER"

say "1. 草拟:市交通运输局经办人孙立新为何平申请"
CASE=$(call sunlixin POST /cases '{"process":"care-fund"}' | jq -r .id)
PROOF=$(upload sunlixin "$PAPER")
call sunlixin PATCH "/cases/$CASE" "$(jq -cn --argjson p "$PROOF" --arg h "演示户-$RANDOM$RANDOM" '{fields: {
  "帮扶对象": "heping", "申请人姓名": "何平", "与帮扶对象关系": "本人", "家庭标识": $h, "事发时在编在岗": true,
  "致困原因": "重大疾病", "事发日期": "2026-02-01", "困难情况": "长期住院", "诊断证明": $p, "费用结算单": $p,
  "自付费用": "50000.00", "家庭人口": 3, "家庭年收入": "60000.00", "申请金额": "15000.00",
  "开户名": "何平", "开户行": "示例银行", "银行账号": "6222000000000001234"}}')" | jq -r '"  办件 \(.id) 已暂存"'
act sunlixin 提交

say "2. 回避:贺晓兰与何平是夫妻,她来核实会被拒绝,并说明理由"
call hexiaolan POST "/cases/$CASE/events" '{"event":"核实属实","fields":{"困难程度":"特别困难","核实说明":"属实"}}' |
  jq -r '"  \(.status) \(.code):\(.detail)"'

say "3. 单位核实、单位集体研究(一人登记、另一人确认)、张贴公示"
act qinminghui 核实属实 '{"fields":{"困难程度":"特别困难","核实说明":"入户走访,情况属实"}}'
act qinminghui record "{\"sheet\":$(meeting qinminghui)}"
act xuechunlan confirm
act qinminghui 登记张贴 "{\"fields\":{\"张贴日期\":\"$(today)\",\"公示截图\":$(upload qinminghui "$PAPER")}}"

say "4. 公示5个工作日,期满自动转组织部审核"
advance "5 workdays"
advance "1 days"

say "5. 组织部与纪检同时审核,部务会核定金额"
act wangwei 同意 '{"opinion":"材料齐全,同意"}'
act hanzixuan 同意 '{"opinion":"无违纪情形"}'
act jiangjianguo record "{\"sheet\":$(meeting jiangjianguo),\"fields\":{\"核定金额\":\"15000.00\"}}"
act suguifang confirm

say "6. 财政下达指令,出纳支付"
act yanguodong 下达拨付指令
act xueyiming 确认到账 "{\"fields\":{\"支付凭证\":$(upload xueyiming "$PAPER")}}"

say "办结"
call sunlixin GET "/cases/$CASE" | jq -r '"  \(.number) \(.title):\(.outcome)"'
call yanguodong GET "/ledgers/care-fund/关爱资金" | jq -r '"  关爱资金:预算 \(.budget),已占用 \(.reserved),已支出 \(.spent),余额 \(.free)"'
