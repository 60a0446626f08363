package process

// The written form of effects, documents and materials: see source.go.

type effectSrc struct {
	At       marker
	Set      named[setOrEmpty] `key:"set"`
	Notify   *notifySrc        `key:"notify"`
	Copy     []whoSrc          `key:"copy"`
	Document text              `key:"document"`
	Start    *linkSrc          `key:"start"`
	Await    *linkSrc          `key:"await"`
	Reserve  *entrySrc         `key:"reserve"`
	Spend    *entrySrc         `key:"spend"`
	Release  *entrySrc         `key:"release"`
	Refund   *entrySrc         `key:"refund"`
	Register text              `key:"register"`
	Flag     *flagSrc          `key:"flag"`
}

type notifySrc struct {
	At   marker
	To   []whoSrc `key:"to,required"`
	Text template `key:"text,required"`
}

type entrySrc struct {
	At     marker
	Ledger text `key:"ledger,required"`
	Amount expr `key:"amount"`
	Name   text `key:"name"`
}

type linkSrc struct {
	At      marker
	Process text              `key:"process,required"`
	Name    text              `key:"name"`
	With    named[exprOrText] `key:"with"`
	Hidden  yes               `key:"hidden"`
}

type flagSrc struct {
	At    marker
	Name  text      `key:"name,required"`
	Until untilExpr `key:"until,required"`
	On    text      `key:"on"`
}

type documentSrc struct {
	Name     text     `key:"name,required"`
	Number   template `key:"number" words:"placeholder"`
	Title    template `key:"title"`
	Body     template `key:"body,required"`
	Signer   []whoSrc `key:"signer"`
	Drafter  []whoSrc `key:"drafter"`
	Checker  []whoSrc `key:"checker"`
	Stamp    []whoSrc `key:"stamp"`
	Not      []whoSrc `key:"not"`
	Serve    []whoSrc `key:"serve"`
	See      []text   `key:"see"`
	ServedOn text     `key:"served_on"`
}

type materialSrc struct {
	At       marker
	Name     text `key:"name,required"`
	Field    text `key:"field"`
	Required yes  `key:"required"`
	When     expr `key:"when"`
	Help     text `key:"help"`
}
