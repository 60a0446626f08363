package files

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"dandang/internal/seal"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
)

// Bucket names a bucket of an S3-compatible store, and who may use it.
type Bucket struct {
	Endpoint  string // https://host or http://host:port
	Region    string
	Name      string
	Prefix    string // before every address, "" for none
	AccessKey string
	SecretKey string

	Transport http.RoundTripper // nil: the client's own
}

// putTries is how often a call is tried before it has failed.
const putTries = 3

// putPause is how long sending waits after its first failure, twice as long after each further one.
const putPause = 100 * time.Millisecond

// OpenBucket keeps blobs in a bucket. Uploads are encrypted in dir while they come and sent whole, each in one request that
// the store carries out wholly or not at all; nothing but sealed bytes and keyed addresses leaves this machine. The bucket
// must be there already: it is asked for, so that a wrong name or key is told at the start.
func OpenBucket(ctx context.Context, dir string, ring *seal.Ring, b Bucket) (*Store, error) {
	u, err := url.Parse(b.Endpoint)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || strings.Trim(u.Path, "/") != "" {
		return nil, fmt.Errorf("附件存储的地址“%s”不对,请写成“https://主机”或“http://主机:端口”", b.Endpoint)
	}
	options := minio.Options{
		Creds: credentials.NewStaticV4(b.AccessKey, b.SecretKey, ""), Secure: u.Scheme == "https", Region: b.Region,
		BucketLookup: minio.BucketLookupPath, MaxRetries: putTries, Transport: b.Transport,
	}
	client, err := minio.New(u.Host, &options)
	if err != nil {
		return nil, fmt.Errorf("附件存储打不开:%w", err)
	}
	options.MaxRetries = 1
	once, err := minio.New(u.Host, &options)
	if err != nil {
		return nil, fmt.Errorf("附件存储打不开:%w", err)
	}
	there, err := client.BucketExists(ctx, b.Name)
	if err != nil {
		return nil, fmt.Errorf("附件存储打不开,请核对地址、密钥和网络:%w", err)
	}
	if !there {
		return nil, fmt.Errorf("附件存储中没有名为“%s”的桶,请先建立,或核对名称和权限", b.Name)
	}
	return open(dir, ring, &bucket{core: minio.Core{Client: client}, once: once, name: b.Name, prefix: b.Prefix})
}

type bucket struct {
	core         minio.Core
	once         *minio.Client // sends and does not try again
	name, prefix string
}

func (b *bucket) key(sum string) string { return b.prefix + sum }

// put sends the file, again when that failed. Each try reads through a reader of its own: the library's own tries share
// one, from which the sender of a try that failed may still be reading.
func (b *bucket) put(ctx context.Context, f *os.File, size int64, sum string) error {
	var err error
	for try := range putTries {
		if err = b.putOnce(ctx, io.NewSectionReader(f, 0, size), size, sum); err == nil {
			return nil
		}
		if try == putTries-1 {
			break
		}
		pause := time.NewTimer(putPause << try)
		select {
		case <-ctx.Done():
			pause.Stop()
			return err
		case <-pause.C:
		}
	}
	return err
}

// putOnce sends the file in one request of known length. The store compares the digest that goes with it.
func (b *bucket) putOnce(ctx context.Context, f io.Reader, size int64, sum string) error {
	info, err := b.once.PutObject(ctx, b.name, b.key(sum), f, size, minio.PutObjectOptions{
		ContentType: "application/octet-stream", DisableMultipart: true, SendContentMd5: true,
	})
	if err != nil {
		return fmt.Errorf("send file: %w", err)
	}
	if info.Size != size {
		return fmt.Errorf("send file: %d of %d bytes kept", info.Size, size)
	}
	return nil
}

func (b *bucket) get(ctx context.Context, sum string) (io.ReadSeekCloser, error) {
	info, err := b.core.StatObject(ctx, b.name, b.key(sum), minio.StatObjectOptions{})
	if err != nil {
		return nil, missing(err)
	}
	return &object{ctx: ctx, bucket: b, key: b.key(sum), size: info.Size, etag: info.ETag}, nil
}

func (b *bucket) drop(ctx context.Context, sum string, before int64) error {
	info, err := b.core.StatObject(ctx, b.name, b.key(sum), minio.StatObjectOptions{})
	if err = missing(err); errors.Is(err, fs.ErrNotExist) || err == nil && info.LastModified.UnixMilli() >= before {
		return nil
	}
	if err == nil {
		err = b.core.RemoveObject(ctx, b.name, b.key(sum), minio.RemoveObjectOptions{})
	}
	return err
}

// missing makes fs.ErrNotExist of the store's word for it.
func missing(err error) error {
	if err != nil && minio.ToErrorResponse(err).StatusCode == http.StatusNotFound {
		return fmt.Errorf("%w: %w", fs.ErrNotExist, err)
	}
	return err
}

// object reads a blob of a bucket from any place in it: each place that is jumped to costs a request. What is put under the
// same address meanwhile is sealed anew, so that the rest could not be read with the beginning: then reading fails.
type object struct {
	ctx    context.Context //nolint:containedctx // of the request that reads
	bucket *bucket
	key    string
	etag   string
	size   int64
	at     int64
	body   io.ReadCloser // at the place at, nil for none
}

func (o *object) Read(p []byte) (int, error) {
	if o.at >= o.size {
		return 0, io.EOF
	}
	if o.body == nil {
		var opt minio.GetObjectOptions
		if err := errors.Join(opt.SetRange(o.at, o.size-1), opt.SetMatchETag(o.etag)); err != nil {
			return 0, err
		}
		body, _, _, err := o.bucket.core.GetObject(o.ctx, o.bucket.name, o.key, opt)
		if err != nil {
			return 0, missing(err)
		}
		o.body = body
	}
	n, err := o.body.Read(p)
	o.at += int64(n)
	if errors.Is(err, io.EOF) && o.at < o.size {
		err = io.ErrUnexpectedEOF
	}
	return n, err
}

func (o *object) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += o.at
	case io.SeekEnd:
		offset += o.size
	}
	if offset < 0 {
		return 0, errors.New("seek before the beginning")
	}
	if offset != o.at {
		_ = o.Close()
		o.at = offset
	}
	return offset, nil
}

func (o *object) Close() error {
	if o.body == nil {
		return nil
	}
	err := o.body.Close()
	o.body = nil
	return err
}
