// Package e2e drives the pages in a real browser (Chromium) against the real binary with demo data: what people of an office
// do, at the widths of a desk and of a telephone, and what axe-core says about each page. Needs Chromium and, for axe,
// npm ci in web; where they are missing the tests are skipped, or fail when DANDANG_REQUIRE_BROWSER is set (make test). DANDANG_BROWSER
// names another browser of the same kind.
package e2e
