# Build stage: a static binary, no cgo.
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -ldflags '-s -w' -o /out/dandang . \
 && mkdir -p /out/data /out/tmp && chown 65532:65532 /out/data /out/tmp && chmod 700 /out/data

# Last stage: nothing but the binary and a data folder, as a user without name or shell.
FROM scratch
COPY --from=build /out/dandang /dandang
COPY --from=build --chown=65532:65532 /out/data /data
COPY --from=build --chown=65532:65532 /out/tmp /tmp
USER 65532:65532
VOLUME /data
EXPOSE 8080
ENTRYPOINT ["/dandang"]
CMD ["serve", "--addr", "0.0.0.0:8080", "--data", "/data"]
