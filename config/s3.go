package config

import "dandang/internal/yamldoc"

// S3 is where attachments are kept other than in DataDir: a bucket of an S3-compatible store. Without Endpoint they are kept
// on disk.
type S3 struct {
	Endpoint string // https://host or http://host:port
	Bucket   string // must be there already
	Region   string // us-east-1 where the store knows none
	Prefix   string // before every key, such as "dandang/"
}

// checkS3 tells what is missing where the store is set up in part.
func (s *Settings) checkS3() (problems []yamldoc.Problem) {
	if s.S3.Endpoint == "" {
		if s.S3.Bucket+s.S3.Prefix+s.Secrets.S3AccessKey+s.Secrets.S3SecretKey != "" {
			problems = append(problems, yamldoc.Problem{File: "s3.endpoint", Code: "setting", Msg: "设置了附件存储,还须写明它的地址", Hint: "如 endpoint: https://s3.example.gov.cn"})
		}
		return problems
	}
	for _, need := range []struct{ value, where, what string }{
		{s.S3.Bucket, "s3.bucket", "桶的名称"},
		{s.Secrets.S3AccessKey, "环境变量DANDANG_S3_ACCESS_KEY", "访问标识"},
		{s.Secrets.S3SecretKey, "环境变量DANDANG_S3_SECRET_KEY", "访问密钥"},
	} {
		if need.value == "" {
			problems = append(problems, yamldoc.Problem{File: need.where, Code: "setting", Msg: "附件存储缺少" + need.what, Hint: "请补上"})
		}
	}
	return problems
}
