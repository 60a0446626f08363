package handlers

import (
	"strings"
	"sync"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/validation"
)

// speakChinese replaces the texts of huma, which are package variables. The verbs of each must stay those of the
// original; %.0v takes an argument that could repeat the submitted value and prints nothing.
var speakChinese = sync.OnceFunc(func() {
	huma.NewError = func(status int, msg string, errs ...error) huma.StatusError { return humaError(status, msg, errs...) }
	huma.NewErrorWithContext = func(ctx huma.Context, status int, msg string, errs ...error) huma.StatusError {
		p := humaError(status, msg, errs...)
		p.Request = requestOf(ctx.Context())
		return p
	}
	huma.ValidateStrictCasing = true

	validation.MsgUnexpectedProperty = "没有这一项,请删去"
	validation.MsgExpectedRFC3339DateTime = "请写成“2026-01-31T09:00:00+08:00”的样子"
	validation.MsgExpectedRFC1123DateTime = "请写成 RFC 1123 的日期时间"
	validation.MsgExpectedRFC3339Date = "请写成“2026-01-31”的样子"
	validation.MsgExpectedRFC3339Time = "请写成“09:00:00”的样子"
	validation.MsgExpectedRFC5322Email = "请填写有效的电子邮箱%.0v"
	validation.MsgExpectedRFC5890Hostname = "请填写有效的主机名"
	validation.MsgExpectedRFC2673IPv4 = "请填写有效的 IPv4 地址"
	validation.MsgExpectedRFC2373IPv6 = "请填写有效的 IPv6 地址"
	validation.MsgExpectedRFCIPAddr = "请填写有效的 IP 地址"
	validation.MsgExpectedRFC3986URI = "请填写有效的网址%.0v"
	validation.MsgExpectedRFC4122UUID = "编号的格式不对%.0v"
	validation.MsgExpectedRFC6570URITemplate = "请填写有效的网址模板"
	validation.MsgExpectedRFC6901JSONPointer = "请填写有效的 JSON 指针"
	validation.MsgExpectedRFC6901RelativeJSONPointer = "请填写有效的相对 JSON 指针"
	validation.MsgExpectedRegexp = "请填写有效的正则表达式%.0v"
	validation.MsgExpectedMatchAtLeastOneSchema = "不符合任何一种允许的形式"
	validation.MsgExpectedMatchExactlyOneSchema = "不符合任何一种允许的形式"
	validation.MsgExpectedNotMatchSchema = "不允许这种形式"
	validation.MsgExpectedPropertyNameInObject = "缺少用于区分种类的一项"
	validation.MsgExpectedBoolean = "请填 true 或 false"
	validation.MsgExpectedDuration = "请填写有效的时长%.0v"
	validation.MsgExpectedNumber = "请填数字"
	validation.MsgExpectedInteger = "请填整数"
	validation.MsgExpectedString = "请填文字"
	validation.MsgExpectedBase64String = "请填 Base64 文字"
	validation.MsgExpectedArray = "请填列表"
	validation.MsgExpectedObject = "请填一组“名称:内容”"
	validation.MsgExpectedArrayItemsUnique = "列表中有重复,请删去重复的"
	validation.MsgExpectedOneOf = "只能是其中之一:%s"
	validation.MsgExpectedMinimumNumber = "不能小于 %v"
	validation.MsgExpectedExclusiveMinimumNumber = "必须大于 %v"
	validation.MsgExpectedMaximumNumber = "不能大于 %v"
	validation.MsgExpectedExclusiveMaximumNumber = "必须小于 %v"
	validation.MsgExpectedNumberBeMultipleOf = "必须是 %v 的倍数"
	validation.MsgExpectedMinLength = "至少 %d 个字符"
	validation.MsgExpectedMaxLength = "最多 %d 个字符"
	validation.MsgExpectedBePattern = "格式不对,应为%s"
	validation.MsgExpectedMatchPattern = "格式不对,应符合 %s(正则表达式)"
	validation.MsgExpectedMinItems = "至少 %d 项"
	validation.MsgExpectedMaxItems = "最多 %d 项"
	validation.MsgExpectedMinProperties = "至少 %d 项"
	validation.MsgExpectedMaxProperties = "最多 %d 项"
	validation.MsgExpectedRequiredProperty = "请填写 %s"
	validation.MsgExpectedDependentRequiredProperty = "请填写 %s,因为已填写 %s"
})

// fixedTexts are the texts of huma that cannot be replaced where they arise.
var fixedTexts = map[string]string{
	"unknown query parameter":                                         "没有这个查询参数,请删去",
	"required path parameter is missing":                              "请写明地址中的这一项",
	"required query parameter is missing":                             "请写明这个查询参数",
	"required header parameter is missing":                            "请写明这个请求头",
	"required cookie parameter is missing":                            "请登录",
	"invalid integer":                                                 "请填整数",
	"invalid float":                                                   "请填数字",
	"invalid floating value":                                          "请填数字",
	"invalid boolean":                                                 "请填 true 或 false",
	"expected at most one value, but received multiple values":        "只能填一个",
	"expected value to match exactly one schema but matched multiple": "同时符合多种形式,请只填一种",
	"write only property is non-zero":                                 "这一项不能提交",
}

// fieldErrorOf keeps the place and a message of ours. Whatever is still in English may hold the submitted value, so it
// is replaced as a whole.
func fieldErrorOf(d *huma.ErrorDetail) FieldError {
	msg := d.Message
	if ours, ok := fixedTexts[msg]; ok {
		msg = ours
	} else if msg == "" || msg[0] < 0x80 {
		msg = "内容不符合要求,请核对"
	}
	return FieldError{Field: strings.TrimPrefix(d.Location, "body."), Message: msg}
}
