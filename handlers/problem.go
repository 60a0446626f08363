package handlers

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"

	"dandang/engine"

	"github.com/danielgtaylor/huma/v2"
)

// The codes that only the edge knows, beside those of the engine.
const (
	codeBadRequest  engine.Code = "bad_request"         // not readable: broken JSON, impossible header
	codeSignIn      engine.Code = "unauthenticated"     // no session, or one that is over
	codeBadLogin    engine.Code = "bad_credentials"     // username and password do not belong together
	codeThrottled   engine.Code = "too_many_attempts"   // sign-in is slowed down
	codeOrigin      engine.Code = "foreign_origin"      // a browser sent it from another site
	codeRole        engine.Code = "role_required"       // the route is for other roles
	codeNoRoute     engine.Code = "no_such_path"        // nothing lives there
	codeMethod      engine.Code = "method_not_allowed"  // the path exists, not with this method
	codeTooLarge    engine.Code = "too_large"           // body or file over the limit
	codeMedia       engine.Code = "unsupported_media"   // body of a kind that is not read here
	codeTimeout     engine.Code = "timeout"             // the body came too slowly, or the work took too long
	codeUnreachable engine.Code = "service_unavailable" // the database does not answer
	codeOtherTab    engine.Code = "other_tab"           // another tab autosaved first; both texts are kept
)

// outcome is what a code becomes on the wire.
type outcome struct {
	status int
	title  string
}

// outcomes is the only place where a code becomes an HTTP status. A code that is not here is a 500.
var outcomes = map[engine.Code]outcome{
	engine.ENotFound:    {http.StatusNotFound, "未找到"},
	engine.EForbidden:   {http.StatusForbidden, "不是办理人"},
	engine.ERecused:     {http.StatusForbidden, "应当回避"},
	engine.ESeparation:  {http.StatusForbidden, "岗位须分离"},
	engine.EWrongState:  {http.StatusConflict, "环节不符"},
	engine.EClosed:      {http.StatusConflict, "已办结"},
	engine.ELinkedOnly:  {http.StatusForbidden, "不能直接发起"},
	engine.EConflict:    {http.StatusConflict, "已由他人办理"},
	engine.EGuard:       {http.StatusConflict, "条件不满足"},
	engine.EUnknown:     {http.StatusConflict, "条件无法判断"},
	engine.EDuplicate:   {http.StatusConflict, "重复申请"},
	engine.EStaleView:   {http.StatusPreconditionFailed, "内容已变动"},
	engine.EInvalid:     {http.StatusUnprocessableEntity, "内容有误"},
	engine.EMissing:     {http.StatusUnprocessableEntity, "内容不全"},
	engine.EKeyReused:   {http.StatusUnprocessableEntity, "标识重复使用"},
	engine.EAmbiguous:   {http.StatusUnprocessableEntity, "须指明待办"},
	engine.EUnsupported: {http.StatusNotImplemented, "尚不支持"},
	engine.EBusy:        {http.StatusServiceUnavailable, "系统繁忙"},
	engine.EInternal:    {http.StatusInternalServerError, "系统错误"},

	codeBadRequest:  {http.StatusBadRequest, "请求无法识别"},
	codeSignIn:      {http.StatusUnauthorized, "请登录"},
	codeBadLogin:    {http.StatusUnauthorized, "登录未成功"},
	codeThrottled:   {http.StatusTooManyRequests, "尝试过多"},
	codeOrigin:      {http.StatusForbidden, "来源不符"},
	codeRole:        {http.StatusForbidden, "没有权限"},
	codeNoRoute:     {http.StatusNotFound, "没有这个地址"},
	codeMethod:      {http.StatusMethodNotAllowed, "方法不适用"},
	codeTooLarge:    {http.StatusRequestEntityTooLarge, "内容过大"},
	codeMedia:       {http.StatusUnsupportedMediaType, "格式不支持"},
	codeTimeout:     {http.StatusRequestTimeout, "超时"},
	codeUnreachable: {http.StatusServiceUnavailable, "暂不可用"},
	codeOtherTab:    {http.StatusConflict, "另一页面已暂存"},
}

// Status gives the HTTP status of a code; 500 for one that is in no table.
func Status(code engine.Code) int {
	if o, ok := outcomes[code]; ok {
		return o.status
	}
	return http.StatusInternalServerError
}

const (
	detailInternal = "系统内部错误,请稍后再试;如仍出现,请把请求编号告诉管理员"
	detailInvalid  = "提交的内容有误,请按提示修改"
	detailMissing  = "还有内容没有填写,请按提示补上"
)

// FieldError says what is wrong with one field. It never repeats the submitted value.
type FieldError struct {
	Field   string `json:"field" doc:"Field id of the form, or the place in the request: query.limit, body.event"`
	Message string `json:"message" doc:"What to do, in Chinese"`
}

// Problem is the body of every answer that is not a success (RFC 9457).
type Problem struct {
	Type    string       `json:"type" doc:"urn:dandang:problem: and the code" example:"urn:dandang:problem:recused"`
	Title   string       `json:"title" doc:"Short name of the code, in Chinese"`
	Status  int          `json:"status" doc:"HTTP status"`
	Code    string       `json:"code" doc:"Stable reason, for programs" example:"recused"`
	Detail  string       `json:"detail" doc:"What happened and what to do, in Chinese"`
	Rule    string       `json:"rule,omitempty" doc:"Line of the procedure or of the policy that the refusal rests on"`
	Request string       `json:"request_id,omitempty" doc:"As in the header X-Request-Id; tell it to the administrator"`
	Errors  []FieldError `json:"errors,omitempty" doc:"One for each field that is wrong or missing"`

	Conflict *AutosaveConflict `json:"conflict,omitempty" doc:"With the code other_tab: the version that another tab saved"`

	retryAfter int // seconds, 0 = not said
}

// Error is the code and detail.
func (p *Problem) Error() string { return p.Code + ": " + p.Detail }

// GetStatus is the HTTP status, as huma asks for it.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType marks the body as a problem (RFC 9457).
func (p *Problem) ContentType(string) string { return "application/problem+json" }

func problem(code engine.Code, detail string) *Problem {
	o, ok := outcomes[code]
	if !ok {
		code, o, detail = engine.EInternal, outcomes[engine.EInternal], detailInternal
	}
	return &Problem{
		Type: "urn:dandang:problem:" + string(code), Title: o.title, Status: o.status, Code: string(code), Detail: detail,
	}
}

// invalid is a 422 about one place of the request.
func invalid(field, message string) *Problem {
	p := problem(engine.EInvalid, detailInvalid)
	p.Errors = []FieldError{{Field: field, Message: message}}
	return p
}

// problemOf turns any error into what the client may know. hidden is an error whose text must only go to the log.
func problemOf(err error) (p *Problem, hidden error) {
	var refusal *engine.Refusal
	switch {
	case errors.As(err, &p):
		return p, nil
	case errors.As(err, &refusal):
		if Status(refusal.Code) == http.StatusInternalServerError {
			return problem(engine.EInternal, detailInternal), err
		}
		p = problem(refusal.Code, refusal.Detail)
		p.Rule = refusal.Rule
		if len(refusal.Problems) > 0 {
			p.Errors = fieldErrors(refusal.Problems)
		}
		return p, nil
	case errors.Is(err, context.DeadlineExceeded):
		return problem(engine.EBusy, "处理时间过长,请稍后再试"), err
	case errors.Is(err, context.Canceled):
		return problem(codeTimeout, "请求已取消"), nil
	default:
		return problem(engine.EInternal, detailInternal), err
	}
}

// humaError is what huma calls for every error that it finds itself: its own texts are English and its details repeat
// what was submitted, so only the places survive, with messages of ours.
func humaError(status int, msg string, errs ...error) *Problem {
	p := problem(codeOfStatus(status, msg))
	for _, err := range errs {
		var d huma.ErrorDetailer
		if errors.As(err, &d) {
			p.Errors = append(p.Errors, fieldErrorOf(d.ErrorDetail()))
		}
	}
	// huma finds unknown members in the order of a map: the same request must get the same answer.
	slices.SortStableFunc(p.Errors, func(a, b FieldError) int { return strings.Compare(a.Field, b.Field) })
	return p
}

func codeOfStatus(status int, msg string) (engine.Code, string) {
	switch {
	case status == http.StatusUnprocessableEntity:
		return engine.EInvalid, detailInvalid
	case status == http.StatusRequestEntityTooLarge:
		return codeTooLarge, "提交的内容超过大小限制,请精简后再提交"
	case status == http.StatusUnsupportedMediaType:
		return codeMedia, "不支持这种内容格式,请按接口说明提交"
	case status == http.StatusRequestTimeout:
		return codeTimeout, "内容传输超时,请检查网络后再试"
	case status < http.StatusInternalServerError || msg == "cannot read request body":
		return codeBadRequest, "请求无法识别,请检查后再试"
	default:
		return engine.EInternal, detailInternal
	}
}

// fieldErrors writes problems of fields as they go over the wire; never nil.
func fieldErrors(problems []engine.FieldProblem) []FieldError {
	out := []FieldError{}
	for _, f := range problems {
		out = append(out, FieldError{Field: f.Field, Message: f.Msg})
	}
	return out
}
