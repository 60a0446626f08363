package config

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"dandang/internal/yamldoc"
)

// Notify says by which ways messages leave the system. What is not set up is not used.
type Notify struct {
	Site    string        // address at which one signs in, said in messages
	Timeout time.Duration // of one attempt
	Retry   time.Duration // wait after the first failure; each further one waits twice as long

	Host     string // mail server, "" for none
	Port     int    // 0: the usual one
	From     string
	User     string
	Security string // starttls, tls or none

	Webhooks []Named // receiving systems, "name=address …"
}

// Named is one entry of a list "name=value name=value".
type Named struct{ Name, Value string }

func setNamed(to *[]Named, v string) error {
	var list []Named
	for _, entry := range strings.Fields(v) {
		name, value, ok := strings.Cut(entry, "=")
		if !ok || name == "" || value == "" {
			return fmt.Errorf("请写成“名称=内容”,多项之间用空格隔开") // what was written may be a secret
		}
		if slices.ContainsFunc(list, func(n Named) bool { return n.Name == name }) {
			return fmt.Errorf("名称“%s”重复,请只写一次", name)
		}
		list = append(list, Named{name, value})
	}
	*to = list
	return nil
}

func setPort(to *int, v string) error {
	n, err := strconv.Atoi(v)
	if err != nil || n < 1 || n > 65535 {
		return fmt.Errorf("端口“%s”不对,请写1到65535的数字", v)
	}
	*to = n
	return nil
}

func setSecurity(to *string, v string) error {
	if v != "starttls" && v != "tls" && v != "none" {
		return fmt.Errorf("不认识加密方式“%s”,请写starttls、tls或none", v)
	}
	*to = v
	return nil
}

// checkNotify tells what is missing where a way is set up in part.
func (s *Settings) checkNotify() (problems []yamldoc.Problem) {
	say := func(where, msg, hint string) {
		problems = append(problems, yamldoc.Problem{File: where, Code: "setting", Msg: msg, Hint: hint})
	}
	if s.Notify.Host != "" && s.Notify.From == "" {
		say("notify.smtp.from", "设置了邮件服务器,还须写明发件地址", "如 from: dandang@example.gov.cn")
	}
	has := func(list []Named, name string) bool {
		return slices.ContainsFunc(list, func(n Named) bool { return n.Name == name })
	}
	for _, w := range s.Notify.Webhooks {
		if !has(s.Secrets.WebhookSecrets, w.Name) {
			say("环境变量DANDANG_NOTIFY_WEBHOOK_SECRETS", fmt.Sprintf("接收系统“%s”没有签名密钥", w.Name), "请加上“"+w.Name+"=whsec_…”")
		}
	}
	for _, w := range s.Secrets.WebhookSecrets {
		if !has(s.Notify.Webhooks, w.Name) {
			say("环境变量DANDANG_NOTIFY_WEBHOOK_SECRETS", fmt.Sprintf("没有名为“%s”的接收系统", w.Name), "请核对notify.webhooks")
		}
	}
	return problems
}
