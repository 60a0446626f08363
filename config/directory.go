package config

import (
	"cmp"
	_ "embed"
	"errors"
	"fmt"

	"dandang/engine/directory"
	"dandang/internal/yamldoc"
)

// DemoCityFile is the name of the embedded demo city, for messages.
const DemoCityFile = "config/demo/city.yaml"

//go:embed demo/city.yaml
var demoCitySource []byte

// DemoCitySource is the directory of the demo city as a YAML file, as a copy. Every name in it is invented.
func DemoCitySource() []byte { return append([]byte(nil), demoCitySource...) }

// Account says that a person may sign in. Passwords are kept elsewhere and never in a file.
type Account struct {
	Person   directory.PersonID
	Username string
	Note     string // for the demo: why one would sign in as this person
}

// Directory is the content of a directory file, ready for directory.NewBook.
type Directory struct {
	Units    []directory.Unit
	People   []directory.Person
	Posts    []directory.Post
	Kin      []directory.Kin
	Leaves   []directory.Leave
	Accounts []Account
	IDNos    map[directory.PersonID]string // identity card numbers as written; only their keyed digests are ever kept
}

// Book builds the book of the directory, as directory.NewBook does.
func (d Directory) Book(revision int64) (*directory.Book, []error) {
	return directory.NewBook(revision, d.Units, d.People, d.Posts, d.Kin, d.Leaves)
}

// levels are the spellings of a unit's level.
var levels = map[string]string{
	"市": directory.LevelCity, "县": directory.LevelCounty, "区": directory.LevelCounty,
	"乡镇": directory.LevelTownship, "部门": directory.LevelDept,
}

// directoryDecoder also remembers where each row and field stands, to place the faults of the book.
type directoryDecoder struct {
	decoder
	out  Directory
	rows map[string][]*yamldoc.Node          // table → row nodes
	at   map[*yamldoc.Node]map[string]string // row → Go field → key
}

// LoadDirectory reads a directory file with the tables 单位, 人员, 岗位, 亲属 and 请假, and checks it as a whole: ids that
// do not exist, duplicates and circles are reported at their line. The order of the file is the directory's order.
// 岗位 of a person are posts in the person's own unit, and the table 岗位 adds posts in other
// units, posts with a term, and vacant ones (空缺). The content is of use only when no problem is an error.
func LoadDirectory(file string, src []byte) (Directory, []yamldoc.Problem) {
	doc, problems := yamldoc.Parse(file, src)
	if doc == nil {
		return Directory{}, problems
	}
	d := &directoryDecoder{decoder: decoder{doc: doc, problems: problems}, rows: map[string][]*yamldoc.Node{}, at: map[*yamldoc.Node]map[string]string{}}
	tables := map[string]func(*yamldoc.Node){"单位": d.unit, "人员": d.person, "岗位": d.post, "亲属": d.kin, "请假": d.leave}
	d.mapping(doc.Root, []string{"单位", "人员", "岗位", "亲属", "请假"}, func(key string, value *yamldoc.Node) {
		d.list(value, tables[key])
	})
	if !yamldoc.HasErrors(d.problems) {
		_, faults := d.out.Book(0)
		for _, fault := range faults {
			d.place(fault)
		}
	}
	return d.out, yamldoc.Sort(d.problems)
}

// column is a text field of a row: its key, its name in the book's faults, and where it goes.
type column struct {
	key, field string
	to         *string
}

// row reads one row: the columns itself, and the keys of more through take.
func (d *directoryDecoder) row(table string, n *yamldoc.Node, columns []column, more []string, take func(key string, value *yamldoc.Node)) {
	d.rows[table] = append(d.rows[table], n)
	d.at[n] = map[string]string{}
	keys := make([]string, 0, len(columns)+len(more))
	for _, c := range columns {
		keys = append(keys, c.key)
		d.at[n][c.field] = c.key
	}
	d.mapping(n, append(keys, more...), func(key string, value *yamldoc.Node) {
		for _, c := range columns {
			if c.key == key {
				*c.to = d.text(value)
				return
			}
		}
		take(key, value)
	})
}

func (d *directoryDecoder) unit(n *yamldoc.Node) {
	u := directory.Unit{Order: len(d.out.Units) + 1}
	d.row("units", n, []column{{"编号", "ID", &u.ID}, {"名称", "Name", &u.Name}, {"上级", "Parent", &u.Parent}, {"上级机关", "Superior", &u.Superior}}, []string{"层级"},
		func(_ string, value *yamldoc.Node) {
			written := d.text(value)
			level, ok := levels[written]
			if !ok {
				d.say(value, "level", fmt.Sprintf("层级“%s”不认识", written), "请写市、县、区、乡镇或部门")
			}
			u.Level = level
		})
	if _, ok := yamldoc.Get(n, "层级"); !ok && n.Kind == yamldoc.MappingNode {
		d.say(n, "missing", fmt.Sprintf("单位“%s”没有写层级", cmp.Or(u.Name, u.ID)), "请写市、县、区、乡镇或部门")
	}
	d.out.Units = append(d.out.Units, u)
}

func (d *directoryDecoder) person(n *yamldoc.Node) {
	p := directory.Person{Order: len(d.out.People) + 1, Active: true}
	note, idNo := "", ""
	var roles []string
	columns := []column{
		{"编号", "ID", &p.ID},
		{"登录名", "Username", &p.Username},
		{"姓名", "Name", &p.Name},
		{"单位", "Unit", &p.Unit},
		{"职务", "Title", &p.Title},
		{"说明", "Note", &note},
		{"身份证号", "IDNo", &idNo},
		{"邮箱", "Mail", &p.Mail},
		{"企业微信", "WeCom", &p.WeCom},
		{"钉钉", "DingTalk", &p.DingTalk},
	}
	d.row("people", n, columns, []string{"在职", "岗位", "属性"}, func(key string, value *yamldoc.Node) {
		switch key {
		case "在职":
			p.Active = d.yes(value)
		case "岗位":
			roles = d.texts(value)
		case "属性":
			p.Attrs = d.attributes(value)
		}
	})
	d.out.People = append(d.out.People, p)
	if idNo != "" {
		if d.out.IDNos == nil {
			d.out.IDNos = map[directory.PersonID]string{}
		}
		d.out.IDNos[p.ID] = idNo
	}
	for _, role := range roles {
		d.rows["posts"] = append(d.rows["posts"], n)
		d.out.Posts = append(d.out.Posts, directory.Post{Role: role, Person: p.ID, Unit: p.Unit})
	}
	if p.Username != "" {
		d.out.Accounts = append(d.out.Accounts, Account{Person: p.ID, Username: p.Username, Note: note})
	}
}

func (d *directoryDecoder) attributes(n *yamldoc.Node) map[string]string {
	if n.Kind != yamldoc.MappingNode {
		d.say(n, "kind", "属性应为“键: 值”的映射", "如 {编制: 在编}")
		return nil
	}
	attrs := map[string]string{}
	for _, e := range yamldoc.Entries(n) {
		attrs[e.Key.Value] = d.text(e.Value)
	}
	return attrs
}

func (d *directoryDecoder) post(n *yamldoc.Node) {
	var p directory.Post
	vacant := false
	d.row("posts", n, []column{{"角色", "Role", &p.Role}, {"单位", "Unit", &p.Unit}, {"人员", "Person", &p.Person}, {"自", "From", &p.From}, {"至", "Until", &p.Until}},
		[]string{"空缺"}, func(_ string, value *yamldoc.Node) { vacant = d.yes(value) })
	if vacant == (p.Person != "") && n.Kind == yamldoc.MappingNode {
		d.say(n, "vacant", fmt.Sprintf("岗位“%s”应写明人员,或写“空缺: 是”", p.Role), "两者只写一样")
	}
	d.out.Posts = append(d.out.Posts, p)
}

func (d *directoryDecoder) kin(n *yamldoc.Node) {
	var k directory.Kin
	d.row("kin", n, []column{{"甲", "A", &k.A}, {"乙", "B", &k.B}, {"关系", "Relation", &k.Relation}}, nil, nil)
	d.out.Kin = append(d.out.Kin, k)
}

func (d *directoryDecoder) leave(n *yamldoc.Node) {
	var l directory.Leave
	d.row("leaves", n, []column{{"人员", "Person", &l.Person}, {"自", "From", &l.From}, {"至", "Until", &l.Until}, {"委托", "Delegate", &l.Delegate}, {"事由", "Reason", &l.Reason}},
		[]string{"事项"}, func(_ string, value *yamldoc.Node) { l.Processes = d.texts(value) })
	d.out.Leaves = append(d.out.Leaves, l)
}

// place reports a fault of the book at its row and, where the key is written, at its value.
func (d *directoryDecoder) place(err error) {
	var fault *directory.Fault
	if !errors.As(err, &fault) {
		d.say(d.doc.Root, "directory", err.Error(), "")
		return
	}
	row := d.rows[fault.Table][fault.Index]
	at := row
	if value, ok := yamldoc.Get(row, d.at[row][fault.Field]); ok {
		at = value
	}
	d.say(at, "directory", fault.Msg, "")
}
