package config_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dandang/config"
)

func TestLoad_WaysOfNotification(t *testing.T) {
	t.Parallel()
	env := map[string]string{
		"DANDANG_NOTIFY_SMTP_PASSWORD": "p", "DANDANG_NOTIFY_WEBHOOK_SECRETS": "oa=whsec_a=b", "DANDANG_NOTIFY_WECOM": "org=https://x/?key=1 *=https://y",
	}
	s, problems := config.Load("x.yaml", []byte(`notify:
  site: https://dandang.example
  retry: 1m
  webhooks: oa=https://oa.example/hook
  smtp: {host: mail.example, port: 465, from: a@example, security: tls}
`), func(key string) string { return env[key] })
	require.Empty(t, problems)
	require.Equal(t, config.Notify{
		Site: "https://dandang.example", Timeout: 30 * time.Second, Retry: time.Minute, Host: "mail.example", Port: 465, From: "a@example", Security: "tls",
		Webhooks: []config.Named{{Name: "oa", Value: "https://oa.example/hook"}},
	}, s.Notify)
	require.Equal(t, []config.Named{{Name: "oa", Value: "whsec_a=b"}}, s.Secrets.WebhookSecrets)
	require.Equal(t, []config.Named{{Name: "org", Value: "https://x/?key=1"}, {Name: "*", Value: "https://y"}}, s.Secrets.WeCom)
	require.NotContains(t, fmt.Sprintf("%v %+v %#v", s.Secrets, s.Secrets, s.Secrets), "whsec")
}

func TestLoad_WhatIsSetUpInPartIsNamed(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, key, value, says string }{
		{"notify: {smtp: {host: m}}", "", "", "还须写明发件地址"},
		{"notify: {webhooks: oa=https://x}", "", "", "接收系统“oa”没有签名密钥"},
		{"", "DANDANG_NOTIFY_WEBHOOK_SECRETS", "oa=whsec_geheim", "没有名为“oa”的接收系统"},
		{"", "DANDANG_NOTIFY_WECOM", "https://x", "名称=内容"},
		{"", "DANDANG_NOTIFY_WECOM", "a=https://x a=https://y", "名称“a”重复"},
		{"notify: {smtp: {security: ssl}}", "", "", "不认识加密方式“ssl”"},
		{"notify: {smtp: {port: 70000}}", "", "", "端口“70000”不对"},
		{"notify: {wecom: a=https://x}", "", "", "请改用环境变量DANDANG_NOTIFY_WECOM"},
		{"notify: {smtp: {password: geheim}}", "", "", "请改用环境变量DANDANG_NOTIFY_SMTP_PASSWORD"},
	} {
		_, problems := config.Load("x.yaml", []byte(c.text), func(key string) string {
			if key == c.key {
				return c.value
			}
			return ""
		})
		require.NotEmpty(t, problems, c.says)
		told := problems[0].Msg + problems[0].Hint
		require.Contains(t, told, c.says)
		require.NotContains(t, told, "geheim")
	}
}
