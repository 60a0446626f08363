// Package config reads what a person sets: the settings of the server, the workday calendar and the directory of units
// and people. All of it is YAML read through yamldoc, so that every mistake is told at its line and in Chinese.
//
// It must not know what the settings are used for: it opens no database, starts nothing, and reads no clock.
package config

import (
	"fmt"
	"log/slog"
	"net"
	"slices"
	"strconv"
	"strings"
	"time"

	"dandang/internal/yamldoc"
)

// The database drivers.
const (
	SQLite = "sqlite"
	MySQL  = "mysql"
)

// Settings is all that the server can be told. Default gives the value of each field that is not set.
type Settings struct {
	Addr    string // where to listen, host:port
	DataDir string // database file, uploads, exports
	Demo    bool   // demo city, demo accounts and a clock that can be moved; never in production

	SealFile string // key file of confidential values; "" means seal.key in DataDir

	DBDriver string // SQLite or MySQL

	MaxBody     int64         // bytes of a request other than an upload
	MaxUpload   int64         // bytes of one uploaded file
	RequestTime time.Duration // longest time for one request
	StopTime    time.Duration // longest wait for running requests at shutdown
	SessionTTL  time.Duration // how long one stays signed in without a request

	TimerPoll  time.Duration // how often due timers are looked for
	OutboxPoll time.Duration // how often waiting messages and linked commands are looked for
	InboxPoll  time.Duration // how often a replica looks for changes made by others

	Notify Notify
	S3     S3

	Secrets Secrets
}

// Secrets come from the environment only, so that no file and no command line holds them. They never show when printed
// or logged.
type Secrets struct {
	DBDSN    string // DANDANG_DB_DSN: for MySQL required; for SQLite empty means dandang.db in DataDir
	SealKey  string // DANDANG_SEAL_KEY: keys that encrypt confidential values, "k1:BASE64,k2:BASE64", in place of a key file
	AuditKey string // DANDANG_AUDIT_KEY: key that signs audit checkpoints

	S3AccessKey string // DANDANG_S3_ACCESS_KEY
	S3SecretKey string // DANDANG_S3_SECRET_KEY

	SMTPPassword   string  // DANDANG_NOTIFY_SMTP_PASSWORD
	WebhookSecrets []Named // DANDANG_NOTIFY_WEBHOOK_SECRETS: "name=whsec_… …", one for each of notify.webhooks
	WeCom          []Named // DANDANG_NOTIFY_WECOM: group robots, "unit=address …"; * is everybody
	DingTalk       []Named // DANDANG_NOTIFY_DINGTALK: likewise, "unit=address#secret …"
}

// String hides the secrets.
func (s Secrets) String() string { return "(已隐去)" }

// GoString hides the secrets from %#v too.
func (s Secrets) GoString() string { return s.String() }

// LogValue hides the secrets from slog.
func (s Secrets) LogValue() slog.Value { return slog.StringValue(s.String()) }

// Default is what holds where nothing is set: SQLite in ./data, reached from this machine only.
func Default() Settings {
	return Settings{
		Addr: "127.0.0.1:8080", DataDir: "data", DBDriver: SQLite,
		MaxBody: 1 << 20, MaxUpload: 20 << 20,
		RequestTime: 30 * time.Second, StopTime: 15 * time.Second, SessionTTL: 8 * time.Hour,
		TimerPoll: time.Second, OutboxPoll: time.Second, InboxPoll: 2 * time.Second,
		S3:     S3{Region: "us-east-1"},
		Notify: Notify{Timeout: 30 * time.Second, Retry: 15 * time.Second, Security: "starttls"},
	}
}

// option is one setting: its key in the file, and in the environment DANDANG_ and the key in capitals with _ for the
// dot. A secret has no key in the file.
type option struct {
	key    string
	secret bool
	set    func(*Settings, string) error
}

// env is the name of the environment variable.
func (o option) env() string {
	return "DANDANG_" + strings.ToUpper(strings.ReplaceAll(o.key, ".", "_"))
}

var options = []option{
	{"addr", false, func(s *Settings, v string) error { return setAddr(&s.Addr, v) }},
	{"data_dir", false, func(s *Settings, v string) error { return setText(&s.DataDir, v) }},
	{"demo", false, func(s *Settings, v string) (err error) { s.Demo, err = parseYes(v); return err }},
	{"db.driver", false, func(s *Settings, v string) error { return setDriver(&s.DBDriver, v) }},
	{"db.dsn", true, func(s *Settings, v string) error { return setText(&s.Secrets.DBDSN, v) }},
	{"limits.body", false, func(s *Settings, v string) error { return setSize(&s.MaxBody, v) }},
	{"limits.upload", false, func(s *Settings, v string) error { return setSize(&s.MaxUpload, v) }},
	{"limits.request", false, func(s *Settings, v string) error { return setTime(&s.RequestTime, v) }},
	{"limits.stop", false, func(s *Settings, v string) error { return setTime(&s.StopTime, v) }},
	{"session.ttl", false, func(s *Settings, v string) error { return setTime(&s.SessionTTL, v) }},
	{"poll.timers", false, func(s *Settings, v string) error { return setTime(&s.TimerPoll, v) }},
	{"poll.outbox", false, func(s *Settings, v string) error { return setTime(&s.OutboxPoll, v) }},
	{"poll.inbox", false, func(s *Settings, v string) error { return setTime(&s.InboxPoll, v) }},
	{"seal.file", false, func(s *Settings, v string) error { return setText(&s.SealFile, v) }},
	{"seal.key", true, func(s *Settings, v string) error { return setText(&s.Secrets.SealKey, v) }},
	{"s3.endpoint", false, func(s *Settings, v string) error { return setText(&s.S3.Endpoint, v) }},
	{"s3.bucket", false, func(s *Settings, v string) error { return setText(&s.S3.Bucket, v) }},
	{"s3.region", false, func(s *Settings, v string) error { return setText(&s.S3.Region, v) }},
	{"s3.prefix", false, func(s *Settings, v string) error { return setText(&s.S3.Prefix, v) }},
	{"s3.access.key", true, func(s *Settings, v string) error { return setText(&s.Secrets.S3AccessKey, v) }},
	{"s3.secret.key", true, func(s *Settings, v string) error { return setText(&s.Secrets.S3SecretKey, v) }},
	{"notify.site", false, func(s *Settings, v string) error { return setText(&s.Notify.Site, v) }},
	{"notify.timeout", false, func(s *Settings, v string) error { return setTime(&s.Notify.Timeout, v) }},
	{"notify.retry", false, func(s *Settings, v string) error { return setTime(&s.Notify.Retry, v) }},
	{"notify.smtp.host", false, func(s *Settings, v string) error { return setText(&s.Notify.Host, v) }},
	{"notify.smtp.port", false, func(s *Settings, v string) error { return setPort(&s.Notify.Port, v) }},
	{"notify.smtp.from", false, func(s *Settings, v string) error { return setText(&s.Notify.From, v) }},
	{"notify.smtp.user", false, func(s *Settings, v string) error { return setText(&s.Notify.User, v) }},
	{"notify.smtp.security", false, func(s *Settings, v string) error { return setSecurity(&s.Notify.Security, v) }},
	{"notify.smtp.password", true, func(s *Settings, v string) error { return setText(&s.Secrets.SMTPPassword, v) }},
	{"notify.webhooks", false, func(s *Settings, v string) error { return setNamed(&s.Notify.Webhooks, v) }},
	{"notify.webhook.secrets", true, func(s *Settings, v string) error { return setNamed(&s.Secrets.WebhookSecrets, v) }},
	{"notify.wecom", true, func(s *Settings, v string) error { return setNamed(&s.Secrets.WeCom, v) }},
	{"notify.dingtalk", true, func(s *Settings, v string) error { return setNamed(&s.Secrets.DingTalk, v) }},
	{"audit.key", true, func(s *Settings, v string) error { return setText(&s.Secrets.AuditKey, v) }},
}

// Load starts from Default, then takes the file, then the environment, which wins. src may be empty for no file; getenv
// is os.Getenv or a stand-in, where "" means not set. The settings are of use only when no problem is an error.
func Load(file string, src []byte, getenv func(string) string) (Settings, []yamldoc.Problem) {
	s := Default()
	var problems []yamldoc.Problem
	if len(src) > 0 {
		problems = s.fromFile(file, src)
	}
	for _, o := range options {
		if v := getenv(o.env()); v != "" {
			if err := o.set(&s, v); err != nil {
				problems = append(problems, yamldoc.Problem{File: "环境变量" + o.env(), Code: "setting", Msg: err.Error()})
			}
		}
	}
	if s.DBDriver == MySQL && s.Secrets.DBDSN == "" {
		problems = append(problems, yamldoc.Problem{
			File: "环境变量DANDANG_DB_DSN", Code: "setting",
			Msg: "数据库选用mysql时须给出连接串", Hint: "请设置环境变量DANDANG_DB_DSN",
		})
	}
	problems = append(problems, s.checkNotify()...)
	problems = append(problems, s.checkS3()...)
	return s, yamldoc.Sort(problems)
}

func (s *Settings) fromFile(file string, src []byte) []yamldoc.Problem {
	doc, problems := yamldoc.Parse(file, src)
	if doc == nil {
		return problems
	}
	d := &decoder{doc: doc, problems: problems}
	d.section(s, "", doc.Root)
	return d.problems
}

// section reads the settings under a prefix such as "db.".
func (d *decoder) section(s *Settings, prefix string, n *yamldoc.Node) {
	var known []string
	for _, o := range options {
		rest, ok := strings.CutPrefix(o.key, prefix)
		head, _, _ := strings.Cut(rest, ".")
		if ok && !slices.Contains(known, head) {
			known = append(known, head)
		}
	}
	d.mapping(n, known, func(key string, value *yamldoc.Node) {
		for _, o := range options {
			if o.key == prefix+key {
				d.setting(s, o, value)
				return
			}
		}
		d.section(s, prefix+key+".", value)
	})
}

func (d *decoder) setting(s *Settings, o option, value *yamldoc.Node) {
	if o.secret {
		d.say(value, "secret", fmt.Sprintf("“%s”属于口令或密钥,不能写在文件里", o.key), "请改用环境变量"+o.env())
		return
	}
	text := d.text(value)
	if value.Kind != yamldoc.ScalarNode {
		return
	}
	if err := o.set(s, text); err != nil {
		d.say(value, "setting", err.Error(), "")
	}
}

func setText(to *string, v string) error {
	if strings.TrimSpace(v) == "" {
		return fmt.Errorf("这里不能为空,请填写或删去这一行")
	}
	*to = v
	return nil
}

func setAddr(to *string, v string) error {
	_, port, err := net.SplitHostPort(v)
	if n, convErr := strconv.Atoi(port); err != nil || convErr != nil || n < 0 || n > 65535 {
		return fmt.Errorf("监听地址“%s”不对,请写成“127.0.0.1:8080”", v)
	}
	*to = v
	return nil
}

func setDriver(to *string, v string) error {
	if v != SQLite && v != MySQL {
		return fmt.Errorf("不认识数据库“%s”,请写sqlite或mysql", v)
	}
	*to = v
	return nil
}

func setTime(to *time.Duration, v string) error {
	d, err := time.ParseDuration(v)
	if err != nil || d < 100*time.Millisecond || d > 31*24*time.Hour {
		return fmt.Errorf("时长“%s”不对,请写成“30s”“5m”或“8h”,最短100ms,最长744h", v)
	}
	*to = d
	return nil
}

func setSize(to *int64, v string) error {
	number, scale := v, int64(1)
	for suffix, n := range map[string]int64{"KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30} {
		if rest, ok := strings.CutSuffix(v, suffix); ok {
			number, scale = strings.TrimSpace(rest), n
		}
	}
	n, err := strconv.ParseInt(number, 10, 32)
	if err != nil || n < 1 || n*scale < 1<<10 || n*scale > 4<<30 {
		return fmt.Errorf("大小“%s”不对,请写成“512KiB”“20MiB”或“1GiB”,最小1KiB,最大4GiB", v)
	}
	*to = n * scale
	return nil
}
