package main

import (
	"context"
	"encoding/base64"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// tab is a page in a real browser without a network, with what it complained
// of and what it asked for.
type tab struct {
	t   *testing.T
	ctx context.Context

	mu    sync.Mutex
	noise []string // console errors, warnings and uncaught exceptions
	asked []string // every address asked for but files and data of the page itself
}

// newTab starts chromium; the test is skipped where there is none.
func newTab(t *testing.T) *tab {
	t.Helper()
	if testing.Short() {
		t.Skip("short: nothing was looked at in a browser")
	}
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if p, err := exec.LookPath(name); err == nil {
			path = p
			break
		}
	}
	if path == "" {
		t.Skip("no chromium found: the pages were not looked at in a browser; on Debian, apt-get install chromium")
	}
	ctx, cancel := chromedp.NewExecAllocator(context.Background(), append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.UserDataDir(t.TempDir()), chromedp.Flag("disable-gpu", true),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true))...)
	t.Cleanup(cancel)
	ctx, cancel = context.WithTimeout(ctx, 2*time.Minute)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	b := &tab{t: t, ctx: ctx}
	if err := chromedp.Listen(ctx, b.hear); err != nil {
		t.Fatalf("chromium could not be started: %v", err)
	}
	b.do(chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		if _, err := cdp.Call(ctx, target, network.Enable, network.EnableParams{}); err != nil {
			return err
		}
		if _, err := cdp.Call(ctx, target, log.Enable, cdp.Empty{}); err != nil {
			return err
		}
		_, err := cdp.Call(ctx, target, network.OverrideNetworkState, network.OverrideNetworkStateParams{Offline: true, DownloadThroughput: -1, UploadThroughput: -1})
		return err
	}))
	return b
}

// hear keeps what the page says and asks for.
func (b *tab) hear(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e := event.(type) {
	case *runtime.EventConsoleAPICalled:
		if e.Type == "error" || e.Type == "warning" || e.Type == "assert" {
			b.noise = append(b.noise, fmt.Sprintf("console.%s", e.Type))
		}
	case *runtime.EventExceptionThrown:
		b.noise = append(b.noise, "exception: "+e.ExceptionDetails.Text)
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError || e.Entry.Level == log.EntryLevelWarning {
			b.noise = append(b.noise, fmt.Sprintf("%s: %s %s", e.Entry.Level, e.Entry.Text, e.Entry.URL))
		}
	case *network.EventRequestWillBeSent:
		if u := e.Request.URL; !strings.HasPrefix(u, "file:") && !strings.HasPrefix(u, "data:") && !strings.HasPrefix(u, "blob:") {
			b.asked = append(b.asked, u)
		}
	}
}

func (b *tab) do(a ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	if err := chromedp.Do(b.ctx, a...); err != nil {
		b.t.Fatal(err)
	}
}

// open loads a file from disk.
func (b *tab) open(path string) {
	b.t.Helper()
	path, err := filepath.Abs(path)
	if err != nil {
		b.t.Fatal(err)
	}
	b.do(chromedp.Navigate("file://" + filepath.ToSlash(path)))
}

// size makes the window so many CSS pixels wide; scale is of the device, so
// that half the width at twice the scale is a zoom of 200 %.
func (b *tab) size(width int64, scale float64) {
	b.t.Helper()
	b.do(chromedp.EmulateViewport(width, 900, chromedp.EmulateScale(scale)))
	time.Sleep(250 * time.Millisecond) // the page waits 100 ms before it fits its charts
}

// value evaluates JavaScript in the page, and awaits a promise.
func value[T any](b *tab, script string) T {
	b.t.Helper()
	x, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](script, chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatalf("%v in %.200s", err, script)
	}
	return x
}

// quiet fails the test if the page complained or asked for anything.
func (b *tab) quiet() {
	b.t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, n := range b.noise {
		b.t.Errorf("the page says %s", n)
	}
	for _, a := range b.asked {
		b.t.Errorf("the page asks for %s", a)
	}
}

// pdf prints the page on A4.
func (b *tab) pdf() []byte {
	b.t.Helper()
	yes := true
	x, err := chromedp.Run(b.ctx, chromedp.Action[[]byte](func(ctx context.Context, target *chromedp.Target) ([]byte, error) {
		r, err := cdp.Call(ctx, target, page.PrintToPDF, page.PrintToPDFParams{PreferCSSPageSize: &yes, PrintBackground: &yes})
		return r.Data, err
	}))
	if err != nil {
		b.t.Fatal(err)
	}
	return x
}

// axe runs axe-core by the rules of WCAG 2.2 AA, and gives the number of rules
// that found something right and the faults. It is
// no part of the project: AXE_CORE names its axe.min.js, or npm has put it
// into node_modules. The test is skipped without it.
func (b *tab) axe() (passed int, found []string) {
	b.t.Helper()
	source := ""
	for _, path := range []string{os.Getenv("AXE_CORE"), filepath.Join("..", "..", "node_modules", "axe-core", "axe.min.js")} {
		if text, err := os.ReadFile(path); err == nil {
			source = string(text)
			break
		}
	}
	if source == "" {
		b.t.Skip("no axe-core found: accessibility was not checked; npm install --no-save axe-core in the project's folder, or AXE_CORE=path/to/axe.min.js")
	}
	// Evaluated from outside, so that the page keeps its own policy.
	value[bool](b, source+"\n;typeof axe === 'object'")
	r := value[struct {
		Passed int
		Found  []string
	}](b, `(async function () {
  document.querySelectorAll("details").forEach(function (d) { d.open = true; });
  var r = await axe.run(document, {runOnly: {type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}});
  return {Passed: r.passes.length, Found: r.violations.map(function (v) {
    return v.id + " (" + v.help + ") at " + v.nodes.map(function (n) { return n.target.join(" "); }).slice(0, 3).join(", ");
  })};
})()`)
	return r.Passed, r.Found
}

// screenshot keeps a picture of the whole page where CARECURVE_SHOTS names a
// folder, to be looked at.
func (b *tab) screenshot(name string) {
	b.t.Helper()
	dir := os.Getenv("CARECURVE_SHOTS")
	if dir == "" {
		return
	}
	png, err := chromedp.Run(b.ctx, chromedp.FullScreenshot(100))
	if err != nil {
		b.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name+".png"), png, 0o644); err != nil {
		b.t.Fatal(err)
	}
}

// page64 opens a page of its own making.
func (b *tab) page64(html string) {
	b.t.Helper()
	b.do(chromedp.Navigate("data:text/html;base64," + base64.StdEncoding.EncodeToString([]byte(html))))
}
