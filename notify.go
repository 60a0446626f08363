package main

import (
	"fmt"
	"strings"
	"time"

	"dandang/config"
	"dandang/engine"
	"dandang/internal/notify"
)

// postOffice sets up the ways by which messages leave the system.
func postOffice(s config.Settings) (*engine.PostOffice, error) {
	n := s.Notify
	o := &engine.PostOffice{
		Senders: map[engine.Channel]engine.Sender{}, Wall: systemClock{}, Site: n.Site,
		Retry: n.Retry.Milliseconds(), Attempt: n.Timeout.Milliseconds(),
	}
	if n.Host != "" {
		mail, err := notify.NewMail(notify.MailSettings{
			Host: n.Host, Port: n.Port, From: n.From, User: n.User, Password: s.Secrets.SMTPPassword, Security: n.Security, Timeout: n.Timeout,
		})
		if err != nil {
			return nil, fmt.Errorf("邮件通知没有设置好:%w", err)
		}
		o.Senders[engine.ByMail], o.Reach.Mail = mail, true
	}
	if err := addWebhooks(o, s); err != nil {
		return nil, err
	}
	return o, addRobots(o, s)
}

func addWebhooks(o *engine.PostOffice, s config.Settings) error {
	secrets := map[string]string{}
	for _, one := range s.Secrets.WebhookSecrets {
		secrets[one.Name] = one.Value
	}
	var list []notify.Webhook
	for _, w := range s.Notify.Webhooks {
		list = append(list, notify.Webhook{Name: w.Name, URL: w.Value, Secret: secrets[w.Name]})
		o.Reach.Webhooks = append(o.Reach.Webhooks, w.Name)
	}
	hooks, err := notify.NewWebhooks(list, s.Notify.Timeout, wallTime)
	if err != nil {
		return fmt.Errorf("接收系统没有设置好:%w", err)
	}
	o.Senders[engine.ByWebhook] = hooks
	return nil
}

// everybody stands for all units in the setting of a group robot.
const everybody = "*"

func addRobots(o *engine.PostOffice, s config.Settings) error {
	var list []notify.Robot
	add := func(c engine.Channel, robots []config.Named) {
		for _, one := range robots {
			r := notify.Robot{Channel: c, Name: one.Name, URL: one.Value}
			if c == engine.ByDingTalk {
				r.URL, r.Secret, _ = strings.Cut(one.Value, "#")
			}
			list = append(list, r)
			o.Reach.Robots = append(o.Reach.Robots, engine.Robot{Channel: c, Name: one.Name, Unit: strings.TrimPrefix(one.Name, everybody)})
		}
	}
	add(engine.ByWeCom, s.Secrets.WeCom)
	add(engine.ByDingTalk, s.Secrets.DingTalk)
	robots, err := notify.NewRobots(list, s.Notify.Timeout, wallTime)
	if err != nil {
		return fmt.Errorf("群机器人没有设置好:%w", err)
	}
	o.Senders[engine.ByWeCom], o.Senders[engine.ByDingTalk] = robots, robots
	return nil
}

// wallTime is the system's time.
func wallTime() time.Time { return time.UnixMilli(systemClock{}.Now()) }
