package config_test

import (
	"testing"

	"dandang/config"

	"github.com/stretchr/testify/require"
)

// A store that is set up in part is told with what is missing; keys never stand in a file.
func TestS3_IsSetWholeOrNotAtAll(t *testing.T) {
	t.Parallel()
	_, problems := config.Load("x.yaml", []byte("s3:\n  endpoint: https://s3.example.gov.cn\n  secret: {key: x}\n"), env())
	require.Equal(t, []string{
		"s3.bucket 附件存储缺少桶的名称,请补上", "x.yaml 第3行第17列:“s3.secret.key”属于口令或密钥,不能写在文件里,请改用环境变量DANDANG_S3_SECRET_KEY",
		"环境变量DANDANG_S3_ACCESS_KEY 附件存储缺少访问标识,请补上", "环境变量DANDANG_S3_SECRET_KEY 附件存储缺少访问密钥,请补上",
	}, texts(problems))
	_, problems = config.Load("", nil, env("DANDANG_S3_BUCKET", "b"))
	require.Equal(t, []string{"s3.endpoint 设置了附件存储,还须写明它的地址,如 endpoint: https://s3.example.gov.cn"}, texts(problems))
	s, problems := config.Load("", nil, env("DANDANG_S3_ENDPOINT", "http://10.0.0.9:9000", "DANDANG_S3_BUCKET", "b", "DANDANG_S3_ACCESS_KEY", "a", "DANDANG_S3_SECRET_KEY", "geheim"))
	require.Empty(t, problems)
	require.Equal(t, config.S3{Endpoint: "http://10.0.0.9:9000", Bucket: "b", Region: "us-east-1"}, s.S3)
}
